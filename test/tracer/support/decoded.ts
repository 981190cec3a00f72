/**
 * Runs a decode_*.c fixture under the command line and compares the log with the lines that the fixture expects. Must
 * not know what the lines are.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { TRACE } from '../../support/programs.ts';
import { fixture } from './session.ts';

export const FIXTURES = resolve(import.meta.dirname, '../../fixtures');

/** A log line without the padding in front of its result. */
const unpadded = (line: string): string => line.replace(/\) +=/, ') =');

export interface Described {
  /** For `-e trace=`. */
  readonly calls: string;
  /** Further options of the command line. */
  readonly options: readonly string[];
}

/** What the first comment of a program says: `options: WORD …` on a line, `calls: NAME …` to the comment's end. */
function describedIn(name: string): Described {
  const comment = readFileSync(join(FIXTURES, `${name}.c`), 'utf8').split('*/', 1)[0] ?? '';
  const names = /\bcalls:([\s\w*]+)$/.exec(comment)?.[1]?.match(/\w+/g);
  if (!names) throw new Error(`${name}.c: no line with calls: in its first comment`);
  const options = /\boptions:(.*)$/m.exec(comment)?.[1]?.trim().split(/\s+/) ?? [];
  return { calls: names.join(','), options };
}

/** Runs the program of that name; its log must be the lines it prints. Returns them. */
export function expectDecoded(name: string): readonly string[] {
  const { calls, options } = describedIn(name);
  const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = join(folder, 'log');
  const args = [TRACE, '-o', log, '-e', `trace=getppid,${calls}`, ...options, fixture(name)];
  // What the program makes it makes in a folder of its own.
  const cwd = join(folder, 'cwd');
  mkdirSync(cwd);
  const run = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', timeout: 15_000 });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  const expected = run.stdout.trimEnd().split('\n');
  expect(expected.length).toBeGreaterThan(1);
  // Signals and ends are not calls, and how the lines themselves come out is none of theirs.
  const isCall = (line: string): boolean => !/^(\[?[a-z ]*\d+\]? +)?(--- |\+\+\+ |write\(1, )/.test(line);
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').filter(isCall).map(unpadded);
  const first = lines.findIndex((line) => line.includes('getppid()'));
  expect(lines.slice(first + 1)).toEqual(expected);
  return expected;
}
