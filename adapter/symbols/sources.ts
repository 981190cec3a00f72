/**
 * From a path in debug info to a file of this machine: `sourceMap` prefixes, then whether the file is there. Looks at
 * the file system through one injected question; must not know of libdw or of frames.
 */
import { statSync } from 'node:fs';
import { posix } from 'node:path';

export type SourceMap = Readonly<Record<string, string>>;

/** Where a source file is; `missing` when no such regular file is here. */
export type LocatedSource = { readonly path: string } | { readonly missing: string };

export interface Sources {
  locate(debugPath: string): LocatedSource;
}

const KEPT_PATHS = 4096;

/** The debug info's path with the longest matching prefix replaced; prefixes end at a slash. Pure. */
export function mapSourcePath(debugPath: string, sourceMap: SourceMap): string {
  const path = posix.normalize(debugPath);
  let best: { readonly from: string; readonly to: string } | undefined;
  for (const [key, to] of Object.entries(sourceMap)) {
    const from = withoutSlash(posix.normalize(key));
    const fits = path === from || path.startsWith(from === '' ? '/' : `${from}/`);
    if (fits && (!best || from.length > best.from.length)) best = { from, to };
  }
  return best ? posix.normalize(withoutSlash(best.to) + path.slice(best.from.length)) : path;
}

const withoutSlash = (path: string): string => path.replace(/\/+$/, '');

function isRegularFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Answers are kept for the session: a file that appears later is found by the next one. Relative paths, which have
 *  no known folder, are never looked for. */
export function createSources(sourceMap: SourceMap, exists: (path: string) => boolean = isRegularFile): Sources {
  const known = new Map<string, LocatedSource>();
  return {
    locate(debugPath) {
      const kept = known.get(debugPath);
      if (kept) return kept;
      const path = mapSourcePath(debugPath, sourceMap);
      const located = path.startsWith('/') && there(path, exists) ? { path } : { missing: path };
      if (known.size >= KEPT_PATHS) known.clear();
      known.set(debugPath, located);
      return located;
    },
  };
}

function there(path: string, exists: (path: string) => boolean): boolean {
  try {
    return exists(path);
  } catch {
    return false;
  }
}
