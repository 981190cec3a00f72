/** --json: every line is an object, whatever the program does. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TRACE } from '../support/programs.ts';
import { built } from './support/record.ts';

type Stop = Record<string, unknown> & { stop: string; pid: number; time: number };

function stops(...words: string[]): Stop[] {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = join(folder, 'log');
  spawnSync(process.execPath, [TRACE, '--json', '-o', log, ...words], {
    encoding: 'utf8',
    timeout: 15_000,
    killSignal: 'SIGKILL',
  });
  const text = readFileSync(log, 'latin1');
  expect(text).toMatch(/^([\x20-\x7e]+\n)+$/);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Stop);
}

test('a call at its entry and at its exit, arguments by name', () => {
  const [entry, exit, , , last] = stops(
    '-e',
    'trace=openat',
    '-P',
    '/etc/passwd',
    'cat',
    '/etc/passwd',
    '/nonexistent',
  );
  const args = {
    dirfd: { fd: -100, name: 'AT_FDCWD' },
    pathname: '/etc/passwd',
    flags: { value: 0, names: ['O_RDONLY'] },
  };
  expect(entry).toMatchObject({ stop: 'entry', syscall: 'openat', nr: 257, arch: 'x86_64', args });
  expect(entry).not.toHaveProperty('result');
  expect(exit).toMatchObject({
    stop: 'exit',
    syscall: 'openat',
    args,
    result: { fd: 3 },
    duration: expect.any(Number),
  });
  expect(exit?.time).toBeGreaterThanOrEqual(Number(entry?.time));
  expect(last).toBeUndefined();
});

test('failures, structures and descriptors', () => {
  const all = stops('-z', '-Z', '-y', '-e', 'trace=close', built('trace_files'));
  expect(all.at(-2)).toMatchObject({ stop: 'exit', result: -1, errno: { value: 9, name: 'EBADF' } });
  const opened = stops('-e', 'status=successful', '-yy', '-e', 'trace=close', built('descriptors'));
  const fds = opened.map((one) => (one['args'] as { fd?: { socket?: unknown; device?: unknown } } | undefined)?.fd);
  expect(fds).toContainEqual(
    expect.objectContaining({ socket: expect.objectContaining({ protocol: 'TCP', remote: expect.any(String) }) }),
  );
  expect(fds).toContainEqual(expect.objectContaining({ device: { type: 'char', major: 1, minor: 5 } }));
});

test('signals, ends and children', () => {
  const all = stops('-f', '-e', 'trace=wait4', 'sh', '-c', '(exit 3); kill -SEGV $$');
  const main = all.at(-1)?.pid;
  expect(all.map(({ stop }) => stop)).toEqual(expect.arrayContaining(['entry', 'exit', 'exited', 'signal', 'killed']));
  expect(all.find(({ stop }) => stop === 'exited')).toMatchObject({ code: 3, pid: expect.any(Number) });
  expect(all.find((one) => one['signal'] === 'SIGCHLD')).toMatchObject({
    pid: main,
    info: { si_signo: { name: 'SIGCHLD' }, si_code: { name: 'CLD_EXITED' }, si_status: 3 },
  });
  expect(all.at(-1)).toMatchObject({ stop: 'killed', pid: main, signal: 'SIGSEGV', coreDumped: expect.any(Boolean) });
});

test('a call that never returns is told with its status only', () => {
  const all = stops('-e', 'status=unfinished', '-e', 'trace=exit_group', 'true');
  expect(all.map(({ stop }) => stop)).toEqual(['unfinished', 'exited']);
  expect(all[0]).toMatchObject({ syscall: 'exit_group', args: { status: 0 } });
});

test('bytes of a hostile program stay in their line', () => {
  const script = String.raw`printf '"}\n{"stop":"exited"}\n\377\033[2J\342\200\256' >&2; exec "$(printf '/x\n"\377')"`;
  const all = stops('-f', '-s', '100', '-e', 'trace=write,execve', 'sh', '-c', script);
  const written = all.filter((one) => one['syscall'] === 'write' && one.stop === 'exit');
  const [first] = written.map((one) => (one['args'] as { buf: { base64: string } }).buf.base64);
  const hostile = Buffer.from('"}\n{"stop":"exited"}\n\xff\x1b[2J', 'latin1');
  expect(Buffer.from(String(first), 'base64').subarray(0, hostile.length)).toEqual(hostile);
  expect(all.filter(({ stop }) => stop === 'exited')).toHaveLength(2);
  expect(all).toContainEqual(
    expect.objectContaining({ args: expect.objectContaining({ pathname: { base64: 'L3gKIv8=' } }) }),
  );
});
