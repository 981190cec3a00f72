/** The command line: streams, exit status and log as strace's. Runs the bundle, as users do. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TRACE } from '../support/programs.ts';
import { fixture } from './support/session.ts';

function trapline(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [TRACE, ...args], { encoding: 'utf8', timeout: 10_000, killSignal: 'SIGKILL' });
}

function logFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'log');
}

/** A log line without the padding in front of its result. */
const unpadded = (line: string): string => line.replace(/\) +=/, ') =');

test('a log has the lines that the program expects, and the exit status is its own', () => {
  const log = logFile();
  const run = trapline('-o', log, '-e', 'trace=openat,read,close', fixture('trace_files'));
  expect(run.status).toBe(3);
  const lines = readFileSync(log, 'utf8').split('\n').map(unpadded);
  const expected = run.stdout.trimEnd().split('\n');
  // What the loader opened before main is not the program's own.
  expect(lines.slice(-expected.length - 2)).toEqual([...expected, '+++ exited with 3 +++', '']);
});

test('without -o the log goes to standard error and nothing of it to standard output', () => {
  const run = trapline('-e', 'trace=close', fixture('trace_files'));
  expect(run.stdout).not.toContain('+++');
  expect(run.stderr).toMatch(/^close\(3\) +\) = 0$|close\(3\) += 0/m);
  expect(run.stderr).toMatch(/\+\+\+ exited with 3 \+\+\+\n$/);
});

test('-f gives every line its pid and follows children', () => {
  const log = logFile();
  const run = trapline('-f', '-o', log, '-e', 'trace=openat,wait4', fixture('forks'));
  expect(run.status).toBe(0);
  const text = readFileSync(log, 'utf8');
  expect(
    text
      .split('\n')
      .slice(0, -1)
      .every((line) => /^\d+ +\S/.test(line)),
  ).toBe(true);
  expect(text).toMatch(/^(\d+) +openat\(AT_FDCWD, "\/etc\/group", O_RDONLY\) = 3\n\1 +\+\+\+ exited with 5 \+\+\+$/m);
  expect(text).toMatch(/--- SIGCHLD \{si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=\d+, si_uid=\d+, si_status=5/);
});

test('a program that a signal kills ends the command the same way', () => {
  const log = logFile();
  const run = trapline('-o', log, 'sh', '-c', 'kill -USR1 $$');
  expect(run.signal).toBe('SIGUSR1');
  expect(readFileSync(log, 'utf8')).toMatch(/--- SIGUSR1 \{.*\} ---\n\+\+\+ killed by SIGUSR1 \+\+\+\n$/);
});

test('standard input is the program’s', () => {
  const run = spawnSync(process.execPath, [TRACE, '-o', '/dev/null', 'cat'], {
    input: 'through\n',
    encoding: 'utf8',
    timeout: 10_000,
    killSignal: 'SIGKILL',
  });
  expect(run.stdout).toBe('through\n');
});

test.each([
  [
    ['-o', '/nonexistent/folder/log', 'true'],
    /^trapline: Can't fopen '\/nonexistent\/folder\/log': No such file or directory$/,
  ],
  [
    ['-ff', '-o', '/nonexistent/folder/log', 'true'],
    /^trapline: Can't fopen '\/nonexistent\/folder\/log\.\d+': No such file or directory$/,
  ],
  [
    ['-ff', '-o', '/nonexistent/folder/log', '-p', String(process.pid)],
    new RegExp(`^trapline: Can't fopen '/nonexistent/folder/log\\.${process.pid}': No such file or directory$`),
  ],
  [['-ff', '-o', '/nonexistent/folder/log', 'no-such-program'], /^trapline: Can't stat 'no-such-program': /],
  [['no-such-program'], /^trapline: Can't stat 'no-such-program': No such file or directory$/],
  [['-e', 'trace=opennat', 'true'], /^trapline: invalid system call 'opennat' .*openat/],
  [['-p', '99999999'], /^trapline: attach: ptrace\(PTRACE_SEIZE, 99999999\): No such process$/],
])('%j ends with one sentence', (args, message) => {
  const run = trapline(...args);
  expect(run.status).toBe(1);
  expect(run.stdout).toBe('');
  expect(run.stderr.trimEnd()).toMatch(message);
  expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
});

test('a full disk ends the log with a sentence, and not the program', () => {
  const run = trapline('-o', '/dev/full', fixture('two_opens'));
  expect(run.status).toBe(3);
  expect(run.stdout).toContain('/etc/passwd: fd 3');
  expect(run.stderr).toMatch(/the disk is full. The program goes on/);
});
