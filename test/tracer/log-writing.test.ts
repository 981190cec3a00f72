/** When a log's lines are in their file: while the program still runs, and all of them at its end. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TRACE } from '../support/programs.ts';

function traced(options: readonly string[], program: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  const log = join(folder, 'log');
  const child = spawn(process.execPath, [TRACE, ...options, '-o', log, ...program], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = new Promise<number | string | null>((done) =>
    child.on('close', (code, signal) => done(signal ?? code)),
  );
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  });
  return { child, ended, read: (suffix = '') => readFileSync(log + suffix, 'latin1'), folder };
}

/** Waits until a text that is read again and again holds what is looked for. */
async function until(read: () => string, looked: RegExp): Promise<void> {
  const look = (): boolean => {
    try {
      return looked.test(read());
    } catch {
      return false;
    }
  };
  while (!look()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('a program that waits has the call it waits in at the end of its log', async () => {
  const { child, ended, read } = traced(['-e', 'trace=read'], ['cat']);
  await until(read, /\nread\(0, $/);
  child.stdin.end();
  expect(await ended).toBe(0);
  expect(read()).toMatch(/read\(0, "", \d+\) +=\s0\n\+\+\+ exited with 0 \+\+\+\n$/);
});

test('the same in files of each process, with times of their calls', async () => {
  const { child, ended, read, folder } = traced(
    ['-ff', '-ttt', '-e', 'trace=read,execve'],
    ['sh', '-c', 'read line; exec cat'],
  );
  const suffix = (): string => /\.\d+$/.exec(readdirSync(folder)[0] ?? '')?.[0] ?? '';
  await until(() => read(suffix()), /read\(0, $/);
  child.stdin.end('one line\n');
  expect(await ended).toBe(0);
  const times = [...read(suffix()).matchAll(/^(\d+\.\d{6}) /gm)].map((match) => Number(match[1]));
  expect(times.length).toBeGreaterThan(4);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test('a tracer that is killed leaves the lines of all but its last moment', async () => {
  const { child, ended, read } = traced(['-e', 'trace=read'], ['cat']);
  await until(read, /\nread\(0, $/);
  const before = read();
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
  expect(read()).toBe(before);
});
