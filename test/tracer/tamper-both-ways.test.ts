/**
 * Every action by both ways that a kernel may have: PTRACE_SET_SYSCALL_INFO, and the registers before it. The session
 * runs on the test's own thread here, because its setter is chosen.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { TamperRule } from '../../adapter/protocol/trapline.ts';
import { byRegisters } from '../../native/tracer/setByRegisters.ts';
import { bySyscallInfo } from '../../native/tracer/setSyscall.ts';
import { buildFixtures } from '../../scripts/fixtures.ts';
import { canBuild32 } from './stoppedProgram.ts';
import { type Run, runInThread } from './support/inThread.ts';
import { fixture } from './support/session.ts';

const PROGRAMS = ['does-calls', 'checks-itself', 'checks-itself-32', 'int80', 'filters-all', 'spawns'];

beforeAll(() => {
  expect(buildFixtures(PROGRAMS)).toEqual([]);
});

const WAYS = { PTRACE_SET_SYSCALL_INFO: bySyscallInfo, registers: byRegisters };

describe.each(Object.entries(WAYS))('by %s', (_name, setter) => {
  function run(name: string, args: readonly string[], how: Run): string {
    const { output, failures } = runInThread(fixture(name), args, { ...how, setter });
    expect(failures).toEqual([]);
    return output;
  }

  function freshPath(): string {
    const made = mkdtempSync(join(tmpdir(), 'trapline-'));
    onTestFinished(() => rmSync(made, { recursive: true }));
    return join(made, 'made');
  }

  test.each<[string, TamperRule, string]>([
    ['fail', { catch: 'mkdir', fail: 'EACCES' }, 'mkdir: EACCES\n'],
    ['return', { catch: 'mkdir', return: 5 }, 'mkdir: 5\n'],
    ['skip', { catch: 'mkdir', skip: true }, 'mkdir: 0\n'],
    ['the largest errno', { catch: 'mkdir', fail: 4095 }, 'mkdir: (null)\n'],
    ['a result like a pointer', { catch: 'mkdir', return: '0x7fffffff' }, 'mkdir: 2147483647\n'],
  ])('by rule, never made: %s', (_what, rule, output) => {
    const path = freshPath();
    expect(run('does-calls', [`mkdir=${path}`], { rules: [rule] })).toBe(output);
    expect(existsSync(path)).toBe(false);
  });

  test.each<[string, TamperRule, string]>([
    ['fail', { catch: 'mkdir@exit', fail: 'EACCES' }, 'mkdir: EACCES\n'],
    ['return', { catch: 'mkdir@exit', return: 5 }, 'mkdir: 5\n'],
    ['result', { catch: 'mkdir', set: { result: 6 } }, 'mkdir: 6\n'],
  ])('by rule, made and told otherwise: %s', (_what, rule, output) => {
    const path = freshPath();
    expect(run('does-calls', [`mkdir=${path}`], { rules: [rule] })).toBe(output);
    expect(existsSync(path)).toBe(true);
  });

  test.each<[string, TamperRule, string]>([
    ['a number', { catch: 'read', condition: 'count == 4', set: { count: 2 } }, 'read: 2\nbytes 0 0 9 9\n'],
    [
      'another call',
      { catch: 'read', condition: 'count == 4', set: { syscall: 'getegid' } },
      'read: 0\nbytes 9 9 9 9\n',
    ],
    ['bytes', { catch: 'read', condition: 'count == 4', poke: { exit: { buf: '0102' } } }, 'read: 4\nbytes 1 2 0 0\n'],
  ])('by rule: %s', (_what, rule, output) => {
    expect(run('does-calls', ['zeros'], { rules: [rule] })).toBe(output);
  });

  test('by rule: a text in place and in memory of its own, a signal', () => {
    const rules = [
      { catch: 'access', condition: 'pathname == "/nonexistent/x"', set: { pathname: '"/etc"' } },
      { catch: 'access', condition: 'pathname == "/nonexistent"', set: { pathname: '"/etc/passwd"' }, signal: 'USR1' },
    ];
    const output = run('does-calls', ['access=/nonexistent/x', 'fixed', 'usr1'], { rules });
    expect(output).toBe('access: 0\nfixed: 0\nusr1: 1\n');
  });

  test('by rule: everything is put back', () => {
    for (const set of [{ '@arg1': 1, '@arg6': -1 }, { syscall: 'close', '@arg1': 99 }, { '@arg3': 'x"616263"' }]) {
      const rules = [{ catch: 'getppid', set: { ...set, result: 3 } }];
      // It asks again, and is told the same.
      expect(run('checks-itself', [], { rules })).toBe('result 0\n');
    }
  });

  test('by hand: skip, return, fail, set, retry, call', () => {
    const path = freshPath();
    const args = [`mkdir=${path}`];
    const at = (breakpoint: string, ...commands: string[][]): string =>
      run('does-calls', args, { breakpoint, commands });
    expect(at('mkdir', ['skip EIO'])).toBe('mkdir: EIO\n');
    expect(at('mkdir', ['return 3', 'fail ENOSPC'])).toBe('mkdir: ENOSPC\n');
    expect(at('mkdir', ['set syscall = getegid', 'set result = 8'])).toBe('mkdir: 8\n');
    expect(existsSync(path)).toBe(false);
    expect(at('mkdir@exit', ['fail EIO', 'return 4'])).toBe('mkdir: 4\n');
    expect(at('mkdir@exit', ['retry'], ['call getpid()', 'fail EPERM'], [])).toBe('mkdir: EPERM\n');
    expect(at('mkdir@exit', ['retry'], [])).toBe('mkdir: EEXIST\n');
    expect(at('mkdir', ['call rmdir("/nonexistent")', `call rmdir(${JSON.stringify(path)})`])).toBe('mkdir: 0\n');
  });

  test('by hand: everything is put back', () => {
    const back = (breakpoint: string, ...commands: string[][]): string =>
      run('checks-itself', [], { breakpoint, commands });
    expect(back('getppid', ['call getpid()', 'call access("/etc/passwd", 0)', 'set result = 3'])).toBe('result 3\n');
    expect(back('getppid@exit', ['call getpid()', 'call access("/etc/passwd", 0)', 'return 3'])).toBe('result 3\n');
    expect(back('getppid@exit', ['retry'], ['return 3'])).toBe('result 3\n');
    expect(back('getppid', ['set $rdi = 1', 'skip 3'])).toMatch(/^rdi is 1, was/);
  });

  test('64-bit code that makes 32-bit calls keeps the upper halves of its registers', () => {
    for (const [rule, told] of [
      [{ catch: 'access', set: { pathname: '"/etc"' } }, 0],
      [{ catch: 'access', set: { pathname: '"/etc/a/longer/one/than/it/was"' } }, -2],
      [{ catch: 'access', fail: 'EIO' }, -5],
      [{ catch: 'access', set: { mode: 7, syscall: 'getpid', result: 9 } }, 9],
    ] as const) {
      const rules = [{ ...rule, catch: 'access@32' }];
      expect(run('int80', [], { rules })).toBe(`access ${told}, path /nonexistent\n`);
    }
    const commands = [['call getpid()', 'set pathname = "/etc"'], ['call getpid()', 'retry'], ['skip EIO']];
    expect(run('int80', [], { breakpoint: 'access@32@both', commands })).toBe('access -5, path /nonexistent\n');
  });

  test.runIf(canBuild32())('a 32-bit program', () => {
    expect(run('checks-itself-32', [], { rules: [{ catch: 'getppid', fail: 'EIO' }] })).toBe('getppid: -5\n');
    const commands = [['call getpid()', 'set result = 3']];
    expect(run('checks-itself-32', [], { breakpoint: 'getppid', commands })).toBe('getppid: 3\n');
  });

  test('under a filter, and in a child of vfork', () => {
    const path = freshPath();
    expect(run('filters-all', [path], { rules: [{ catch: 'mkdir', fail: 'EIO' }] })).toBe('mkdir -1\n');
    const rules = [{ catch: 'execve', condition: 'pathname == "/bin/true"', set: { pathname: '"/usr/bin/false"' } }];
    expect(run('spawns', [], { rules })).toBe('exited 1, path /bin/true\n');
  });
});
