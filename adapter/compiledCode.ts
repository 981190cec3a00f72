/**
 * The engine's compiled form of our programs, kept from one start to the next (Node 22.1 and later): a sixth of the time
 * that the command line takes to start. In the user's own cache folder and nowhere that somebody else can write to,
 * because what is found there is run. Must stay small: it is loaded before everything else.
 */
import { mkdirSync, statSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { isAbsolute, join } from 'node:path';

const OTHERS_WRITE = 0o022;

/** Where it is kept; undefined when there is no such place, or when the programs run from source. */
export function compiledCodeFolder(env = process.env, url = import.meta.url): string | undefined {
  if (!url.endsWith('.js')) return undefined;
  const { XDG_CACHE_HOME: cache = '', HOME: home = '' } = env;
  const base = isAbsolute(cache) ? cache : isAbsolute(home) ? join(home, '.cache') : undefined;
  if (base === undefined) return undefined;
  const folder = join(base, 'trapline');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(folder);
    return uid === process.geteuid?.() && (mode & OTHERS_WRITE) === 0 ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** Uses and keeps compiled code on this thread from now on. */
export function keepCompiledCode(folder: string | undefined): void {
  if (folder !== undefined) nodeModule.enableCompileCache?.(folder);
}
