/** The command line with processes that run already, with files and commands to write to, and with signals to itself. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TRACE } from '../support/programs.ts';
import { leftAlone, startOutside } from './support/outside.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

function trapline(...words: string[]) {
  return spawnSync(process.execPath, [TRACE, ...words], { encoding: 'utf8', timeout: 15_000, killSignal: 'SIGKILL' });
}

interface Running {
  readonly child: ChildProcess;
  /** Resolves when its standard error holds the text. */
  says(text: RegExp): Promise<void>;
  ended(): Promise<{ end: number | string | null; stderr: string }>;
}

function start(...words: string[]): Running {
  const child = spawn(process.execPath, [TRACE, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  const waiting = new Set<() => void>();
  const ended = new Promise<number | string | null>((done) => {
    child.on('close', (code, signal) => done(signal ?? code));
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    for (const check of waiting) check();
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    child,
    says: (text) =>
      new Promise((done, fail) => {
        const check = (): void => {
          if (!text.test(stderr)) return;
          waiting.delete(check);
          done();
        };
        waiting.add(check);
        check();
        void ended.then(() => fail(new Error(`ended without ${text}: ${stderr}`)));
      }),
    ended: async () => ({ end: await ended, stderr }),
  };
}

test('SIGINT lets what was attached to go, says so, and ends the command the same way', async () => {
  const [one, two] = [await startOutside('sleeper'), await startOutside('sleeper')];
  await one.line();
  await two.line();
  const run = start('-p', String(one.pid), '-p', String(two.pid));
  await run.says(new RegExp(`^trapline: Process ${one.pid} attached\\n(.*\\n)*trapline: Process ${two.pid} attached`));
  await run.says(/resuming interrupted|\(/);
  run.child.kill('SIGINT');
  const { end, stderr } = await run.ended();
  expect(end).toBe('SIGINT');
  expect(stderr).toMatch(new RegExp(`Process ${one.pid} detached`));
  expect(stderr).toMatch(new RegExp(`Process ${two.pid} detached`));
  expect(leftAlone(one.pid).tracer).toBe('0');
  expect(leftAlone(two.pid).tracer).toBe('0');
});

test('SIGTERM goes to a launched program, which is let go', async () => {
  const run = start('-e', 'trace=execve', 'sleep', '100');
  await run.says(/execve\("/);
  run.child.kill('SIGTERM');
  const { end } = await run.ended();
  expect(end).toBe('SIGTERM');
});

test('one of two that is not there is told, the other is traced', async () => {
  const there = await startOutside('sleeper');
  await there.line();
  const run = start('-p', '99999999', '-p', String(there.pid));
  await run.says(/attach: ptrace\(PTRACE_SEIZE, 99999999\): No such process/);
  run.child.kill('SIGINT');
  expect((await run.ended()).end).toBe('SIGINT');
});

test('-ff gives every process a file of its own', () => {
  const log = join(folder(), 'log');
  expect(trapline('-ff', '-o', log, '-e', 'trace=exit_group', 'sh', '-c', '(exit 3); exit 4').status).toBe(4);
  const texts = readdirSync(resolve(log, '..')).map((name) => readFileSync(resolve(log, '..', name), 'utf8'));
  expect(texts.map((text) => text.split('\n').at(-2)).sort()).toEqual([
    '+++ exited with 3 +++',
    '+++ exited with 4 +++',
  ]);
});

test('-o with | writes to a command, whose end is waited for', () => {
  const file = join(folder(), 'counted');
  const run = trapline('-o', `|cat >${file}; echo done >>${file}`, '-e', 'trace=close', 'true');
  expect(run).toMatchObject({ status: 0, stderr: '', stdout: '' });
  expect(readFileSync(file, 'utf8')).toMatch(/^close\(3\) .*\n(.*\n)*\+\+\+ exited with 0 \+\+\+\ndone\n$/);
});

test('a command that reads the log may end long before the program', () => {
  const run = trapline(
    '-f',
    '-o',
    '|read line',
    'sh',
    '-c',
    'i=0; while [ $i -lt 20 ]; do /bin/true; i=$((i+1)); done; exit 4',
  );
  expect(run).toMatchObject({ status: 4, signal: null });
});

test('signals come through while the program makes calls without end', async () => {
  const run = start('-f', '-I2', '-o', '/dev/null', 'sh', '-c', 'echo go >&2; exec dd if=/dev/zero of=/dev/null bs=1');
  await run.says(/^go/);
  run.child.kill('SIGTERM');
  expect((await run.ended()).end).toBe('SIGTERM');
});

test('-A appends', () => {
  const file = join(folder(), 'log');
  for (let time = 0; time < 2; time++) trapline('-A', '-o', file, '-e', 'trace=none', 'true');
  expect(readFileSync(file, 'utf8')).toBe('+++ exited with 0 +++\n'.repeat(2));
});

test('--syscall-limit lets the program go on by itself', () => {
  const run = trapline('--syscall-limit=2', 'sh', '-c', 'echo done');
  expect(run.stdout).toBe('done\n');
  expect(run.stderr.match(/\) += /g)).toHaveLength(2);
});

test('-w counts the time that passes, -c the kernel’s work', () => {
  const run = trapline(
    '-c',
    '-w',
    '-U',
    'total-time,calls,name',
    '-e',
    'trace=nanosleep,clock_nanosleep',
    'sleep',
    '0.2',
  );
  const [, seconds] = /^ +([\d.]+) +1 clock_nanosleep$/m.exec(run.stderr) ?? [];
  expect(Number(seconds)).toBeGreaterThanOrEqual(0.2);
});

test('--help and --version are answers', () => {
  expect(trapline('--help')).toMatchObject({ status: 0, stderr: '' });
  expect(trapline('-V').stdout).toMatch(/^trapline -- version \d/);
});
