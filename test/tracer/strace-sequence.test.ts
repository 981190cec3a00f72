/**
 * The same program under `strace -f` makes the same calls in the same order, task by task. One difference is by design:
 * our record begins behind the entry of the program's execve, so that one is taken off strace's list.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AUDIT_ARCH_I386, AUDIT_ARCH_X86_64, archOf } from '../../native/abi/arch.ts';
import { syscallName } from '../../native/abi/numbers/index.ts';
import { canBuild32 } from './stoppedProgram.ts';
import { built, record, type Seen } from './support/record.ts';

const strace = spawnSync('strace', ['-V']).status === 0;

/** What a task did: names of calls at their entry, signals, and its end. Tasks in the order of their first report. */
type Tasks = string[][];

function ours(seen: readonly Seen[]): Tasks {
  const tasks = new Map<number, string[]>();
  const of = (tid: number): string[] => tasks.get(tid) ?? tasks.set(tid, []).get(tid) ?? [];
  for (const one of seen) {
    if (one.kind === 'entry') {
      const auditArch = one.arch === 'i386' ? AUDIT_ARCH_I386 : AUDIT_ARCH_X86_64;
      of(one.tid).push(syscallName(archOf(auditArch, one.nr), one.nr) ?? `syscall_0x${(one.nr >>> 0).toString(16)}`);
    } else if (one.kind === 'signal' && one.signal !== SIGCHLD) of(one.tid).push('signal');
    else if (one.kind === 'ended') of(one.tid).push(one.end.kind);
  }
  return [...tasks.values()];
}

function theirs(log: string): Tasks {
  const tasks = new Map<string, string[]>();
  for (const line of log.split('\n')) {
    const [, tid = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (tid === '' || /^<\.\.\. |^strace: |^--- SIGCHLD /.test(rest)) continue;
    const task = tasks.get(tid) ?? tasks.set(tid, []).get(tid) ?? [];
    if (rest.startsWith('---')) task.push('signal');
    else if (rest.startsWith('+++ exited')) task.push('exited');
    else if (rest.startsWith('+++ killed')) task.push('killed');
    // Number -1 of a 32-bit task: strace widens it, the kernel compares 32 bits.
    else if (!rest.startsWith('+++'))
      task.push(/^\w+/.exec(rest)?.[0].replace('0xffffffffffffffff', '0xffffffff') ?? rest);
  }
  return [...tasks.values()];
}

/** Without what depends on who runs first: the order of tasks, and waits that SIGCHLD begins again. */
const sorted = (tasks: Tasks): string[] => tasks.map((task) => task.join(' ').replace(/(wait4 )+/g, 'wait4 ')).sort();

const SIGCHLD = 17;
const FIXTURES = ['privileges', 'seccomp-trace', 'vfork-exec', 'clones', 'dies', 'calls-32', 'opens'];

describe.skipIf(!strace)('as under strace -f', () => {
  test.each(FIXTURES.filter((name) => name !== 'calls-32' || canBuild32()))('%s', (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const log = join(folder, 'strace');
    const out = openSync(join(folder, 'output'), 'w');
    spawnSync('strace', ['-f', '-o', log, built(name)], {
      env: { PATH: '/usr/bin:/bin' },
      cwd: '/',
      stdio: ['ignore', out, out],
    });
    const [[execve, ...first] = [], ...others] = theirs(readFileSync(log, 'latin1'));
    expect(execve).toBe('execve');
    expect(sorted(ours(record(name).seen))).toEqual(sorted([first, ...others]));
  });
});
