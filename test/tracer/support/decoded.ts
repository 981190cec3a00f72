/**
 * Runs a decode_*.c fixture under the command line and compares the log with the lines that the fixture expects. Must
 * not know what the lines are.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { fixture } from './session.ts';

const TRACE = resolve(import.meta.dirname, '../../../adapter/trace.ts');

/** A log line without the padding in front of its result. */
const unpadded = (line: string): string => line.replace(/\) +=/, ') =');

/** `calls`: what the fixture makes, for `-e trace=`. */
export function expectDecoded(name: string, calls: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = join(folder, 'log');
  const args = [TRACE, '-o', log, '-e', `trace=getppid,${calls}`, fixture(name)];
  const run = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 15_000 });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  const expected = run.stdout.trimEnd().split('\n');
  expect(expected.length).toBeGreaterThan(1);
  const isCall = (line: string): boolean => !line.startsWith('--- ') && !line.startsWith('+++ ');
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').filter(isCall).map(unpadded);
  const first = lines.findIndex((line) => line.startsWith('getppid()'));
  expect(lines.slice(first + 1)).toEqual(expected);
}
