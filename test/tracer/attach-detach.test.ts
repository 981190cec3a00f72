/** Attaching and detaching at any moment: the program's calls, signals and threads are as if nobody had looked. */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { EINTR } from '../../native/ffi/libc.ts';
import { PTRACE_DETACH, PTRACE_INTERRUPT, ptrace } from '../../native/ffi/ptrace.ts';
import { guardSeizing, type SeizeGuard } from '../../native/ffi/seize.ts';
import { __WALL, waitpid } from '../../native/ffi/wait.ts';
import { attach } from '../../native/tracer/attach.ts';
import { childrenOf, threadsOf } from '../../native/tracer/procfs.ts';
import type { Tracee } from '../../native/tracer/tracee.ts';
import { Tracer } from '../../native/tracer/tracer.ts';
import { letGo } from './support/letGo.ts';
import { leftAlone, startOutside, statusField, untilState, untilThreads } from './support/outside.ts';
import { startSession } from './support/session.ts';

const RESULTS = {
  read: 'read = 1 ',
  poll: 'poll = 1 ',
  futex: 'futex = 0 ',
  wait: 'wait = 4 ',
} as const;

describe.each(Object.entries(RESULTS))('a program blocked in %s', (call, result) => {
  test.each(['left running', 'paused', 'with breakpoints'])('attached, %s, detached', async (how) => {
    const outside = await startOutside('blocked', [call]);
    expect(await outside.line()).toBe(`in ${call}`);
    await untilState(outside.pid, 'S');
    const session = startSession();
    if (how === 'with breakpoints') await session.engine.setBreakpoints([{ id: 1, name: 'getuid@both' }]);
    await session.attach(outside.pid);
    if (how === 'paused') {
      await session.engine.pause(outside.pid);
      expect(await session.next('stopped', ({ tid }) => tid === outside.pid)).toMatchObject({ reason: 'pause' });
    }
    await session.engine.detach();
    expect(statusField(outside.pid, 'TracerPid')).toBe('0');
    outside.say('xx\n');
    expect(await outside.line()).toBe(result);
    expect(await outside.ended()).toBe(0);
  });

  test('attached, paused twice, continued to its end', async () => {
    const outside = await startOutside('blocked', [call]);
    await outside.line();
    const session = startSession();
    await session.attach(outside.pid);
    for (let round = 0; round < 2; round++) {
      await session.engine.pause(outside.pid);
      await session.next('stopped', ({ tid }) => tid === outside.pid);
      await session.engine.resume(outside.pid, 'continue');
    }
    outside.say('xx\n');
    expect(await outside.line()).toBe(result);
    await session.next('terminated');
    expect(await outside.ended()).toBe(0);
  });
});

test.each(['epoll_wait', 'semop'])(
  '%s ends with EINTR, as the kernel has it for a thread that was stopped',
  async (call) => {
    const untraced = await startOutside('blocked', [call]);
    await untraced.line();
    await untilState(untraced.pid, 'S');
    process.kill(untraced.pid, 'SIGSTOP');
    await untilState(untraced.pid, 'T');
    process.kill(untraced.pid, 'SIGCONT');
    expect(await untraced.line()).toBe(`${call} = -1 EINTR`);
    const outside = await startOutside('blocked', [call]);
    await outside.line();
    await untilState(outside.pid, 'S');
    const session = startSession();
    await session.attach(outside.pid);
    expect(await outside.line()).toBe(`${call} = -1 EINTR`);
    await session.next('terminated');
    expect(await outside.ended()).toBe(0);
  },
);

test('a sleep is as long as it was asked to be', async () => {
  const outside = await startOutside('blocked', ['nanosleep']);
  await outside.line();
  const session = startSession();
  await session.attach(outside.pid);
  await session.engine.pause(outside.pid);
  await session.next('stopped');
  await session.engine.resume(outside.pid, 'continue');
  await session.engine.detach();
  expect(await outside.line()).toBe('nanosleep = 0 ');
});

test('threads and children that come and go: all are attached, none is lost or left behind', async () => {
  const outside = await startOutside('churn');
  expect(await outside.line()).toBe('running');
  for (let round = 0; round < 5; round++) {
    const session = startSession();
    await session.attach(outside.pid);
    await session.engine.pause(outside.pid);
    await session.next('stopped', ({ tid }) => tid === outside.pid);
    const traced = new Set(
      (await session.engine.threads()).filter(({ pid }) => pid === outside.pid).map(({ tid }) => tid),
    );
    // The leader is stopped; whichever threads there are belong to the tracer, or have just been started by one.
    for (const tid of readdirSync(`/proc/${outside.pid}/task`).map(Number)) {
      const known = traced.has(tid) || tracedNow(tid);
      expect(known, `thread ${tid}`).toBe(true);
    }
    await session.engine.detach();
    expect(leftAlone(outside.pid).tracer).toBe('0');
    await session.engine.dispose();
  }
  outside.say('end\n');
  expect(await outside.line()).toBe('complete');
  expect(await outside.ended()).toBe(0);
});

/** Traced, or gone meanwhile. */
function tracedNow(tid: number): boolean {
  try {
    return statusField(tid, 'TracerPid') !== '0' || statusField(tid, 'State') === 'Z';
  } catch {
    return true;
  }
}

test('signals that arrive while attaching and detaching are all delivered, in order, with their siginfo', async () => {
  const outside = await startOutside('counts-signals', ['400', 'waits']);
  expect(await outside.line()).toBe('ready');
  const first = startSession();
  await first.attach(outside.pid);
  outside.say('\n');
  await first.engine.detach();
  for (let round = 0; round < 5; round++) {
    const session = startSession();
    const attached = await session.attach(outside.pid).then(
      () => true,
      // It may have ended already.
      () => false,
    );
    if (attached) await session.engine.detach();
    await session.engine.dispose();
  }
  expect(await outside.line()).toBe('received 400, wrong 0');
});

test('detached in a signal-delivery-stop, the signal is delivered', async () => {
  const outside = await startOutside('sleeper');
  await outside.line();
  const session = startSession();
  await session.engine.setExceptionFilters([{ filter: 'signal' }]);
  await session.attach(outside.pid);
  process.kill(outside.pid, 'SIGTERM');
  expect((await session.next('stopped')).description).toMatch(/^SIGTERM from pid/);
  await session.engine.detach();
  expect(await outside.line()).toBe('done');
  expect(await outside.ended()).toBe(7);
});

test('detached in a signal-delivery-stop, those that wait behind it are delivered too', async () => {
  const outside = await startOutside('queued');
  expect(await outside.line()).toBe('ready');
  await untilState(outside.pid, 'S');
  const session = startSession();
  await session.engine.setExceptionFilters([{ filter: 'signal', condition: 'signame == "SIGUSR1"' }]);
  await session.attach(outside.pid);
  process.kill(outside.pid, 'SIGUSR1');
  expect((await session.next('stopped')).description).toMatch(/^SIGUSR1 from pid/);
  // One of the same kind waits beside it, one of another behind it.
  for (const signal of ['SIGUSR1', 'SIGUSR2', 'SIGTERM']) process.kill(outside.pid, signal);
  await session.engine.detach();
  expect(await outside.line()).toBe('SIGUSR1 2, SIGUSR2 1, values 6');
  expect(await outside.ended()).toBe(4);
});

test('a leader that has ended: its threads are attached and let go', async () => {
  const outside = await startOutside('zombie-leader', ['waits']);
  const [leader, thread] = ((await outside.line()) ?? '').match(/\d+/g)?.map(Number) ?? [];
  expect(leader).toBe(outside.pid);
  const session = startSession();
  await session.attach(outside.pid);
  expect((await session.engine.threads()).map(({ tid }) => tid)).toEqual([thread]);
  await session.engine.detach();
  expect(statusField(thread ?? 0, 'TracerPid')).toBe('0');
  outside.say('\n');
  expect(await outside.ended()).toBe(4);
});

test('a launched program whose leader has ended can be let go', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'write' }]);
  const pid = await session.launch('zombie-leader');
  await session.engine.start();
  await session.next('stopped', ({ tid }) => tid !== pid);
  await session.engine.detach();
  await session.next('terminated');
});

test('one thread has a tracer already: refused with its name, and the others are as they were', async () => {
  const outside = await startOutside('exit-group', [], { GATE: '1' });
  const threads = await untilThreads(outside.pid, 8, 'S');
  const traced = threads.at(-1) ?? 0;
  const other = new Tracer();
  expect(other.seize(traced)).toBe(0);
  const session = startSession();
  await expect(session.attach(outside.pid)).rejects.toThrow(/^exit-group \(\d+\) is traced already by .+; detach that/);
  for (const tid of threads) {
    await untilState(tid, 'S');
    expect(statusField(tid, 'TracerPid') === '0', `thread ${tid}`).toBe(tid !== traced);
  }
  ptrace(PTRACE_INTERRUPT, traced, 0, 0);
  expect(waitpid(traced, __WALL)).toBe(traced);
  ptrace(PTRACE_DETACH, traced, 0, 0);
  await session.attach(outside.pid);
  await session.engine.detach();
  outside.say('x');
  expect(await outside.ended()).toBe(6);
});

test.each([true, false])('a thread in an execve that waits for us is not waited for: known why %s', async (known) => {
  const outside = await startOutside('exec-thread', [], { GATE: '2' });
  const threads = await untilThreads(outside.pid, 3, 'S');
  // It sleeps in its read; before that it may sleep for another reason.
  const reads = (tid: number): boolean => readFileSync(`/proc/${tid}/syscall`, 'latin1').startsWith('0 0x0 ');
  let executing = threads.find(reads);
  for (; executing === undefined; executing = threads.find(reads)) await nextTurn();
  const tracer = new Tracer();
  tracer.options = { ...tracer.options, exitEvents: true };
  expect(tracer.seize(outside.pid)).toBe(0);
  outside.say('x');
  // Its execve has ended the leader, which stops at its exit event for us.
  await untilState(executing, 'D');
  const guard = guardSeizing();
  // The handler of the guard's signal is the process's, and another thread has set it since.
  await once(new Worker(new URL('support/guardsToo.ts', import.meta.url)), 'exit');
  expect(tracer.seize(executing, guard)).toBe(-EINTR);
  guard.end();
  // As a thread that is ours by its start, which we have not heard of.
  if (!known) tracer.tracees.delete(outside.pid);
  // The thread takes the leader's id, and that is attached to.
  expect(attach(tracer, outside.pid)).toHaveLength(1);
  letGo(tracer);
  expect(leftAlone(outside.pid).tracer).toBe('0');
  outside.say('x');
  expect(await outside.line()).toMatch(/^thread \d+ of/);
  expect(await outside.line()).toBe(`now ${outside.pid} of ${outside.pid}`);
  expect(await outside.ended()).toBe(9);
});

test('a thread that is paused in its execve is paused as the leader that it becomes', async () => {
  const outside = await startOutside('exec-thread', [], { GATE: '2' });
  await untilThreads(outside.pid, 3, 'S');
  const session = startSession();
  await session.engine.setExceptionFilters([{ filter: 'exit' }]);
  await session.attach(outside.pid);
  outside.say('x');
  const executing = Number(/\d+/.exec((await outside.line()) ?? ''));
  // The execve has ended the leader, and waits for it in the kernel.
  expect(await session.next('stopped')).toMatchObject({ tid: outside.pid, description: 'exits with 0' });
  await untilState(executing, 'D');
  await session.engine.pause(executing);
  await session.engine.resume(outside.pid, 'continue');
  expect(await session.next('stopped')).toMatchObject({ tid: outside.pid, reason: 'pause' });
  expect((await session.engine.threads()).map(({ tid }) => tid)).toEqual([outside.pid]);
  await session.engine.detach();
  outside.say('x');
  expect(await outside.line()).toBe(`now ${outside.pid} of ${outside.pid}`);
  expect(await outside.ended()).toBe(9);
});

/** Asks the program for a child between its first thread and its second. */
class AsksForChild extends Tracer {
  private asked = false;
  override seize(tid: number, guard?: SeizeGuard): number {
    const result = super.seize(tid, guard);
    if (!this.asked) process.kill(tid, 'SIGUSR1');
    while (!this.asked) this.asked = childrenOf(tid).length === 1;
    return result;
  }
}

test.each([true, false])(
  'a child that is made by a thread that is not seized yet: followed %s',
  async (followForks) => {
    const outside = await startOutside('forks-when-told');
    await outside.line();
    await untilThreads(outside.pid, 2, 'S');
    const tracer = new AsksForChild();
    tracer.options = { ...tracer.options, followForks };
    const tracees = attach(tracer, outside.pid);
    const [child = 0] = childrenOf(outside.pid);
    const expected = followForks ? [...threadsOf(outside.pid), child] : threadsOf(outside.pid);
    expect((tracees as Tracee[]).map(({ tid }) => tid)).toEqual(expected);
    letGo(tracer);
    for (const tid of [...threadsOf(outside.pid), child]) expect(statusField(tid, 'TracerPid')).toBe('0');
    process.kill(child, 'SIGKILL');
    expect(await outside.line()).toBe('killed by 9');
    expect(await outside.ended()).toBe(6);
  },
);
