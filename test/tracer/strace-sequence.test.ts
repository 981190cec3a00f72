/**
 * The same program under `strace -f` makes the same calls in the same order, task by task. One difference is by design:
 * our record begins behind the entry of the program's execve, so that one is taken off strace's list.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AUDIT_ARCH_I386, AUDIT_ARCH_X86_64, archOf } from '../../native/abi/arch.ts';
import { syscallName } from '../../native/abi/numbers/index.ts';
import { canBuild32 } from './stoppedProgram.ts';
import { built, record, type Seen } from './support/record.ts';

const FOLDER = join(import.meta.dirname, '../fixtures');
const strace = spawnSync('strace', ['-V']).status === 0;

/** What a task did: names of calls at their entry, signals, and its end. */
type Tasks = Map<number, string[]>;

const taskOf = (tasks: Tasks, tid: number): string[] => {
  const task = tasks.get(tid) ?? [];
  tasks.set(tid, task);
  return task;
};

/** Results that make the kernel begin the call again: how often depends on who runs when, so such a beginning is not
 *  counted (signal(7), linux/errno.h). */
const FIRST_RESTART = -512n;
const LAST_RESTART = -516n;
const SIGCHLD = 17;

function ours(seen: readonly Seen[]): Tasks {
  const tasks: Tasks = new Map();
  for (const one of seen) {
    const task = taskOf(tasks, one.tid);
    if (one.kind === 'entry') {
      const auditArch = one.arch === 'i386' ? AUDIT_ARCH_I386 : AUDIT_ARCH_X86_64;
      task.push(syscallName(archOf(auditArch, one.nr), one.nr) ?? `syscall_0x${(one.nr >>> 0).toString(16)}`);
    } else if (one.kind === 'exit' && one.result <= FIRST_RESTART && one.result >= LAST_RESTART) task.pop();
    else if (one.kind === 'signal' && one.signal !== SIGCHLD) task.push('signal');
    else if (one.kind === 'ended') task.push(one.end.kind);
  }
  return tasks;
}

function theirs(log: string): Tasks {
  const tasks: Tasks = new Map();
  for (const line of log.split('\n')) {
    const [, tid, rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (tid === undefined || /^strace: |^--- SIGCHLD |^--- stopped /.test(rest)) continue;
    const task = taskOf(tasks, Number(tid));
    if (rest.startsWith('---')) task.push('signal');
    else if (rest.startsWith('+++ exited')) task.push('exited');
    else if (rest.startsWith('+++ killed')) task.push('killed');
    else if (!rest.startsWith('+++') && !rest.startsWith('<... ')) task.push(nameOf(rest));
    if (/ = \? ERESTART\w+ /.test(rest)) task.pop();
  }
  return tasks;
}

function nameOf(line: string): string {
  const name = /^\w+/.exec(line)?.[0] ?? line;
  const number = /^syscall_0x([0-9a-f]+)$/.exec(name)?.[1];
  if (number === undefined) return name;
  // strace widens number -1 of a 32-bit task; the kernel compares 32 bits. It does not know the newest calls yet.
  const nr = Number(BigInt.asIntN(32, BigInt(`0x${number}`)));
  return syscallName('x86_64', nr) ?? `syscall_0x${(nr >>> 0).toString(16)}`;
}

/** Without what depends on who runs first: the order of tasks, and the futex calls of the C library, which waits only
 *  where another thread holds something or has not ended yet. */
const sorted = (tasks: Tasks): string[] =>
  [...tasks.values()].map((task) => task.filter((call) => call !== 'futex').join(' ')).sort();

/** Fixtures with a helper that looks at /proc until the first task is where it wants it: how often is not compared. */
const FIRST_TASK_ONLY = new Set(['calls-mixed']);

/**
 * Of the others the sequence is no fact about the program alone. The decode_*.c programs want surroundings of their own
 * (decoding.test.ts), and those that belong to one test of the command line are there. The rest, and why:
 */
const NOT_COMPARED: Readonly<Record<string, string>> = {
  'all-stops': 'stops itself and waits for SIGCONT from outside',
  'group-stop': 'stops itself and waits for SIGCONT from outside',
  blocked: 'reads from a standard input that a test writes to',
  churn: 'goes on until it is told to end',
  'exec-beside': 'a thread looks at /proc until the leader is in a read',
  'exec-thread': 'the others are ended wherever they are by then',
  'exit-group': 'the others are ended wherever they are by then',
  'exec-storm': 'threads race to be the one that executes',
  fields: 'reads from a standard input that a test writes to',
  'fork-bomb': 'who meets the limit first depends on the scheduler',
  'ignores-term': 'lasts until it is killed',
  job: 'lasts until it is killed',
  lasting: 'lasts until it is killed',
  launched: 'looks at each open descriptor, and strace leaves one open',
  parent: 'runs another program that is given to it',
  'process-storm': 'how often its parent waits depends on the scheduler',
  queued: 'waits for signals from outside',
  restarts: 'waits for a signal from outside',
  signals: 'whether its child ends before it waits for it depends on the scheduler',
  sleeper: 'lasts until it is killed',
  states: 'reads from a standard input that a test writes to',
  'stop-storm': 'how far the child comes between two stops depends on the scheduler',
  ticks: 'lasts until it is killed',
  together: 'computes until it is told to end',
  'together-blocked': 'waits for a signal from outside',
  'zombie-leader': 'looks at /proc until its leader has ended',
  'vfork-stops': 'stops itself and waits for SIGCONT from outside',
  'vfork-waits': 'reads from a standard input that a test writes to',
};

const COMPARED = [
  'calls-32',
  'calls-mixed',
  'checks-itself-32',
  'checks-itself',
  'clones',
  'counts-signals',
  'debugs',
  'dies',
  'does-calls',
  'filters-itself',
  'forks-child',
  'forks-many',
  'forks',
  'listed-calls',
  'opens',
  'privileges',
  'seccomp-trace',
  'shares-memory',
  'shell-job',
  'signalled',
  'sleeps-once',
  'stack_bare',
  'stack_dlopen',
  'stack_exec',
  'stack_m32',
  'stack_o0',
  'stack_o2',
  'stack_signal',
  'stack_static',
  'stack_threads',
  'steps-32',
  'steps',
  'terminal-job',
  'thread-storm',
  'threads',
  'trace_files',
  'traces-itself',
  'trap-blocked',
  'two-threads',
  'two_opens',
  'vfork-exec',
];

const only32 = (name: string): boolean => name.endsWith('32');

test('what is not compared is there, and not compared', () => {
  expect(Object.keys(NOT_COMPARED).filter((name) => !existsSync(join(FOLDER, `${name}.c`)))).toEqual([]);
  expect(COMPARED.filter((name) => NOT_COMPARED[name] !== undefined)).toEqual([]);
});

describe.skipIf(!strace)('as under strace -f', () => {
  test.each(COMPARED.filter((name) => !only32(name) || canBuild32()))('%s', (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const log = join(folder, 'strace');
    const out = openSync(join(folder, 'output'), 'w');
    onTestFinished(() => closeSync(out));
    spawnSync('strace', ['-f', '-o', log, built(name)], {
      env: { PATH: '/usr/bin:/bin' },
      cwd: '/',
      stdio: ['ignore', out, out],
      timeout: 20_000,
      killSignal: 'SIGKILL',
    });
    const beside = theirs(readFileSync(log, 'latin1'));
    expect([...beside.values()][0]?.shift()).toBe('execve');
    const compared = (tasks: Tasks) => sorted(FIRST_TASK_ONLY.has(name) ? new Map([...tasks].slice(0, 1)) : tasks);
    expect(compared(ours(record(name).seen))).toEqual(compared(beside));
  });
});
