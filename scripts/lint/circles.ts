/**
 * Files that import each other in a circle, types included: none of them can be read before the others. Pure: what each
 * file imports in, findings out.
 */
import { posix } from 'node:path';
import { type Finding, importsOf } from './imports.ts';

/** The code of the three floors. */
const FLOORS = /^(native|adapter|extension)\/.*\.ts$/;

interface Edge {
  readonly target: string;
  readonly line: number;
}

function edgesOf(file: string, source: string): readonly Edge[] {
  return importsOf(source)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier, line }) => ({ target: posix.join(posix.dirname(file), specifier), line }));
}

/** Each circle once, at an import that closes it; `sources`: texts by file, relative to the project. */
export function checkCircles(sources: ReadonlyMap<string, string>): readonly Finding[] {
  const edges = new Map(
    [...sources].filter(([file]) => FLOORS.test(file)).map(([file, text]) => [file, edgesOf(file, text)]),
  );
  const findings: Finding[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    path.push(file);
    for (const { target, line } of edges.get(file) ?? []) {
      const start = path.indexOf(target);
      if (start >= 0) {
        const circle = [...path.slice(start), target].join(' → ');
        findings.push({ file, line, message: `files that import each other: ${circle}` });
      } else if (edges.has(target) && !done.has(target)) visit(target);
    }
    path.pop();
    done.add(file);
  };
  for (const file of edges.keys()) if (!done.has(file)) visit(file);
  return findings;
}
