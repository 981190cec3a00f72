/**
 * What the decode_*.c programs have shown of each call: that it succeeds, that it fails, and that it is given a bad
 * pointer where it takes one. not-shown.txt beside them names what cannot be shown, with the reason, and nothing else.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Memory, Naming } from '../../../adapter/syscalls/context.ts';
import { DEFAULT_OPTIONS, decodeEntry, decodeExit } from '../../../adapter/syscalls/decode.ts';
import { allNames, syscallNumber } from '../../../native/abi/numbers/index.ts';
import { FIXTURES } from './decoded.ts';
import { KINDS, type Kind } from './kinds.ts';

/** Whether the decoders of a call look at memory when its arguments are addresses. */
function takesPointer(name: string): boolean {
  let reads = 0;
  const read = (): undefined => {
    reads++;
    return undefined;
  };
  const memory: Memory = { read, readSome: read };
  const naming: Naming = { fdPath: () => undefined, cwd: () => undefined };
  const nr = syscallNumber('x86_64', name) ?? 0;
  const args = Array<bigint>(6).fill(0x10000n);
  const inputs = { arch: 'x86_64', nr, args, memory, naming, options: DEFAULT_OPTIONS } as const;
  decodeExit(decodeEntry(inputs), { ...inputs, result: { value: 1n, isError: false, errno: 0 } });
  return reads > 0;
}

/** Which kinds the lines of a call are. `lines` are a log's, without the process id in front. */
export function kindsOf(lines: Iterable<string>): ReadonlyMap<string, ReadonlySet<Kind>> {
  const seen = new Map<string, Set<Kind>>();
  for (const line of lines) {
    const [, name, rest] = /^(?:\[?[a-z ]*\d+\]? +)?(?:<\.\.\. )?(\w+)(.*)$/.exec(line) ?? [];
    if (name === undefined || rest === undefined || line.endsWith('<unfinished ...>')) continue;
    const kinds = seen.get(name) ?? new Set<Kind>();
    seen.set(name, kinds);
    const failed = / = -1 E\w+ \(.*\)$/.test(rest);
    kinds.add(failed ? 'failure' : 'success');
    if (/ = -1 EFAULT /.test(rest)) kinds.add('bad pointer');
  }
  return seen;
}

/** `NAME KIND` of everything that the table's calls should show and these lines do not. */
export function notShown(lines: Iterable<string>): string[] {
  const seen = kindsOf(lines);
  return allNames('x86_64').flatMap((name) =>
    KINDS.filter((kind) => !seen.get(name)?.has(kind))
      .filter((kind) => kind !== 'bad pointer' || takesPointer(name))
      .map((kind) => `${name} ${kind}`),
  );
}

/** What not-shown.txt or another list beside the fixtures says: `NAME KIND: reason` a line. */
export function exceptions(file: string): ReadonlyMap<string, string> {
  const lines = readFileSync(join(FIXTURES, file), 'utf8').split('\n');
  return new Map(
    lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
  );
}

/** Takes out of a list what is shown by now. */
export function dropShown(file: string, missing: readonly string[]): void {
  const path = join(FIXTURES, file);
  const lines = readFileSync(path, 'utf8').split('\n');
  const kept = lines.filter(
    (line) => line === '' || line.startsWith('#') || missing.includes(line.slice(0, line.indexOf(': '))),
  );
  writeFileSync(path, kept.join('\n'));
}
