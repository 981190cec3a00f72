/**
 * The tables beside the installed strace: classes, and the names and order of flags and constants, as strace prints
 * them for calls that a seccomp filter stops. What only the tables know (newer kernels) is not compared.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { constantSet } from '../../native/abi/constants/index.ts';
import { allNames, syscallNumber } from '../../native/abi/numbers/index.ts';
import { CLASSES, classMembers, signatureOf } from '../../native/abi/signatures/index.ts';
import { buildFixtures } from '../../scripts/fixtures.ts';
import { fixture } from './support/session.ts';

interface Listed {
  readonly name: string;
  readonly index: number;
  readonly value: bigint;
}

/** uretprobe and uprobe run whatever a filter says; exit_group ends the program; execve starts strace's log. */
const NOT_MADE = new Set(['uretprobe', 'uprobe', 'exit_group']);
const CALLS = allNames('x86_64').filter((name) => !NOT_MADE.has(name));
const present = process.arch === 'x64' && spawnSync('strace', ['-V']).status === 0;
if (present) buildFixtures(['listed-calls', 'listed-calls-32']);
const present32 = present && existsSync(fixture('listed-calls-32'));

/** The lines that strace prints for calls, those before the filter left out. */
function straced(set: string, calls: readonly Listed[], arch: 'x86_64' | 'i386' = 'x86_64'): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  try {
    const log = join(folder, 'log');
    const input = calls.map(({ name, index, value }) => `${syscallNumber(arch, name)} ${index} ${value}\n`).join('');
    const options = [
      '-o',
      log,
      '-a1',
      '-e',
      `trace=${set}`,
      '-e',
      'signal=none',
      fixture(arch === 'i386' ? 'listed-calls-32' : 'listed-calls'),
    ];
    expect(spawnSync('strace', options, { input }).status).toBe(0);
    return readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.includes('ENOSYS'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The arguments in a line of strace's, split at the commas that are in no bracket. */
function argumentsIn(line: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of line.slice(line.indexOf('(') + 1)) {
    if (')]}'.includes(character)) depth -= 1;
    if (depth < 0) break;
    if ('([{'.includes(character)) depth += 1;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else {
      part += character;
    }
  }
  return [...parts, part.trim()];
}

describe.skipIf(!present)('the tables beside strace', () => {
  it.for([
    { arch: 'x86_64' as const, here: true },
    { arch: 'i386' as const, here: present32 },
  ])('has the same members in every class of $arch', ({ arch, here }, { skip }) => {
    skip(!here, 'gcc -m32 makes no programs here');
    const names = allNames(arch).filter((name) => !NOT_MADE.has(name));
    const calls = names.map((name) => ({ name, index: 0, value: 0n }));
    const nameOf = (line: string) => line.slice(0, line.indexOf('('));
    const known = new Set(straced('all', calls, arch).map(nameOf));
    expect(known.size).toBeGreaterThan(300);
    for (const { name, aliases } of CLASSES) {
      const word = aliases.find((alias) => alias.startsWith('%')) ?? name;
      const theirs = new Set(straced(`%${word}`, calls, arch).map(nameOf));
      const ours = classMembers(name);
      const different = names.filter((call) => known.has(call) && theirs.has(call) !== ours.has(call));
      expect([name, different]).toEqual([name, []]);
    }
  });

  it('shows flags by the same names in the same order', () => {
    const sets = new Map<string, { name: string; index: number }>();
    for (const name of CALLS) {
      signatureOf('x86_64', name)?.args.forEach((argument, index, all) => {
        const [set] = argument.params;
        // strace leaves the high half of an offset out: later arguments are elsewhere in its line.
        const shifted = all.slice(0, index).some((before) => before.type === 'hidden');
        if (argument.type === 'flags' && set && !sets.has(set) && !shifted) sets.set(set, { name, index });
      });
    }
    expect(sets.size).toBeGreaterThan(40);
    for (const [setName, { name, index }] of sets) {
      const values = constantSet(setName)?.values ?? [];
      // Later names of a value are for looking up, not for showing.
      const single = values.filter(
        ([, value], at) => value !== 0n && values.findIndex(([, other]) => other === value) === at,
      );
      const every = single.reduce((sum, [, value]) => sum | value, 0n);
      const calls = [...single.map(([, value]) => value), every].map((value) => ({ name, index, value }));
      const lines = straced('all', calls).filter((line) => line.startsWith(`${name}(`));
      if (lines.length !== calls.length) continue;
      const shown = lines.map((line) => (argumentsIn(line)[index] ?? '').replace(/ \/\*.*?\*\//g, '').split('|'));
      const symbols = shown.map((words) => words.filter((word) => /^[A-Z_]/.test(word)));
      // A bit that strace names is named the same here; what it leaves a number is newer than it.
      const known = single.filter(([word, value], at) => {
        const one = (value & (value - 1n)) === 0n;
        if (one && symbols[at]?.length) expect([setName, symbols[at]]).toEqual([setName, [word]]);
        return symbols[at]?.includes(word);
      });
      let rest = every;
      const ours = known.flatMap(([word, value]) => {
        if ((rest & value) !== value) return [];
        rest &= ~value;
        return [word];
      });
      if (known.length > 0) expect([setName, ours]).toEqual([setName, symbols.at(-1)]);
    }
  }, 60_000);

  it('shows constants by the same names', () => {
    const calls: (Listed & { readonly word: string })[] = [];
    const done = new Set<string>();
    for (const name of CALLS) {
      signatureOf('x86_64', name)?.args.forEach((argument, index) => {
        const set = argument.type === 'enum' ? argument.params[0] : undefined;
        if (!set || done.has(set)) return;
        done.add(set);
        const shown = new Set<bigint>();
        for (const [word, value] of constantSet(set)?.values ?? []) {
          if (!shown.has(value)) calls.push({ name, index, value: BigInt.asUintN(64, value), word });
          shown.add(value);
        }
      });
    }
    const lines = straced('all', calls);
    expect(lines).toHaveLength(calls.length);
    expect(done.size).toBeGreaterThan(25);
    const different = calls.flatMap(({ name, index, word }, at) => {
      const text = argumentsIn(lines[at] ?? '')[index] ?? '';
      return /^[A-Z_]/.test(text) && text !== word ? [`${name}: ${word}, strace ${text}`] : [];
    });
    expect(different).toEqual([]);
  });
});
