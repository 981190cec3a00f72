/** The command line with running processes (-p), several of them, or beside a program of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TRACE } from '../support/programs.ts';

const NOBODY = 0x3fffff;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A process in read() that ends when its input does. */
async function waiting(): Promise<ChildProcess & { readonly pid: number }> {
  const child = spawn('sh', ['-c', 'echo; exec cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child as ChildProcess & { readonly pid: number };
}

interface End {
  readonly status: number | null;
  readonly stderr: string;
}

/** Started, and `then` carried out once the command has said of so many processes that they are attached. */
async function trapline(args: readonly string[], then: () => void, count = 1): Promise<End> {
  const child = spawn(process.execPath, [TRACE, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  let done = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (done || stderr.split(' attached\n').length <= count) return;
    done = true;
    then();
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stderr };
}

test('a program beside a running process is traced from its execve, and after the other was attached to', async () => {
  const other = await waiting();
  const words = ['-p', String(other.pid), '-e', 'trace=execve,exit_group', 'sh', '-c', 'exit 7'];
  const { status, stderr } = await trapline(words, () => other.stdin?.end());
  const lines = stderr.replace(/\[pid +\d+\] /g, '').split('\n');
  expect(lines[0]).toBe(`trapline: Process ${other.pid} attached`);
  const at = lines.findIndex((line) => line.startsWith('execve("/usr/bin/sh", ["sh", "-c", "exit 7"]'));
  expect(at).toBeGreaterThan(0);
  expect(lines.filter((line) => line.startsWith('+++')).sort()).toEqual([
    '+++ exited with 0 +++',
    '+++ exited with 7 +++',
  ]);
  expect(status).toBe(7);
});

test('when the program can’t be executed the others are traced to their end', async () => {
  const other = await waiting();
  const words = ['-p', String(other.pid), '-e', 'trace=execve', join(import.meta.dirname, '../..', 'package.json')];
  const { status, stderr } = await trapline(words, () => other.stdin?.end());
  // The other's lines may come between the call and its result.
  expect(stderr).toMatch(/ = -1 EACCES \(Permission denied\)$/m);
  expect(stderr).toContain('+++ exited with 1 +++');
  expect(stderr).toContain('+++ exited with 0 +++');
  expect(status).toBe(1);
});

test('a process that is not there is told, and the program runs', () => {
  const words = ['-p', String(NOBODY), '-e', 'trace=none', 'sh', '-c', 'exit 3'];
  const { status, stderr } = spawnSync(process.execPath, [TRACE, ...words], { encoding: 'utf8', timeout: 20_000 });
  expect(stderr).toBe(`trapline: attach: ptrace(PTRACE_SEIZE, ${NOBODY}): No such process\n+++ exited with 3 +++\n`);
  expect(status).toBe(3);
});

test('neither a process nor a program: the command fails', () => {
  const words = ['-p', String(NOBODY), '-e', 'trace=none', join(import.meta.dirname, '../..', 'package.json')];
  expect(spawnSync(process.execPath, [TRACE, ...words], { timeout: 20_000 }).status).toBe(1);
});

test('one that is left of several is named in no line of a file', async () => {
  const other = await waiting();
  const log = join(folder(), 'log');
  const words = ['-p', `${NOBODY},${other.pid}`, '-e', 'trace=exit_group', '-o', log];
  const { status } = await trapline(words, () => other.stdin?.end());
  expect(status).toBe(0);
  const lines = readFileSync(log, 'utf8').replace(/\) += /g, ') = ');
  expect(lines).toBe('exit_group(0) = ?\n+++ exited with 0 +++\n');
});

test('every line of a file about several processes has its pid', async () => {
  const [one, two] = [await waiting(), await waiting()];
  const log = join(folder(), 'log');
  const words = ['-p', `${one.pid},${two.pid}`, '-e', 'trace=exit_group', '-o', log];
  const end = (): void => {
    one.stdin?.end();
    two.stdin?.end();
  };
  const { status } = await trapline(words, end, 2);
  expect(status).toBe(0);
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  const starts = [one, two].map(({ pid }) => `${pid.toString().padEnd(5)} `);
  expect(lines.filter((line) => !starts.some((start) => line.startsWith(start)))).toEqual([]);
  expect(lines.filter((line) => line.includes('+++')).sort()).toEqual(
    starts.map((start) => `${start}+++ exited with 0 +++`).sort(),
  );
});
