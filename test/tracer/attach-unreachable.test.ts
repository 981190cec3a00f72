/** Threads that nothing can stop, as the parent of a vfork, beside others: attached to, let go, and waited for by nobody. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { sweep } from '../../adapter/engine/sweep.ts';
import { TracedSession } from '../../adapter/engine/tracedSession.ts';
import { PTRACE_DETACH, PTRACE_INTERRUPT, ptrace } from '../../native/ffi/ptrace.ts';
import { __WALL, waitpid } from '../../native/ffi/wait.ts';
import { runLoop } from '../../native/tracer/loop.ts';
import { Tracer } from '../../native/tracer/tracer.ts';
import { letGo } from './support/letGo.ts';
import { leftAlone, startOutside, untilState } from './support/outside.ts';
import { startSession } from './support/session.ts';

test('threads of which each is in another state are attached to and let go as they are', async () => {
  const outside = await startOutside('states');
  const tids = ((await outside.line()) ?? '').split(' ').map(Number);
  const [reads = 0, waits = 0, computes = 0, child = 0] = tids;
  await untilState(reads, 'S');
  await untilState(waits, 'D');
  const session = startSession();
  await session.attach(outside.pid);
  expect((await session.engine.threads()).map(({ tid }) => tid)).toEqual([reads, waits, computes]);
  await session.engine.pause(undefined);
  // Nothing interrupts the second; the leader has ended.
  for (const tid of [reads, computes]) await session.next('stopped', (stop) => stop.tid === tid);
  await session.engine.detach();
  expect([reads, computes].map((tid) => leftAlone(tid).tracer)).toEqual(['0', '0']);
  await session.engine.dispose();
  while (leftAlone(waits).tracer !== '0') await nextTurn();
  await untilState(reads, 'S');
  expect(leftAlone(computes).state).toBe('R');
  expect(leftAlone(outside.pid).state).toBe('Z');
  expect([leftAlone(waits).state, leftAlone(child).tracer]).toEqual(['D', '0']);
  outside.say('xx');
  expect(await outside.ended()).toBe(6);
});

test('refused while nothing can stop a thread that was seized before: nobody waits for that one', async () => {
  const outside = await startOutside('states');
  const [reads = 0, waits = 0, computes = 0] = ((await outside.line()) ?? '').split(' ').map(Number);
  await untilState(waits, 'D');
  const other = new Tracer();
  expect(other.seize(computes)).toBe(0);
  const session = startSession();
  await expect(session.attach(outside.pid)).rejects.toThrow(/^states \(\d+\) is traced already by/);
  expect(leftAlone(reads).tracer).toBe('0');
  ptrace(PTRACE_INTERRUPT, computes, 0, 0);
  expect(waitpid(computes, __WALL)).toBe(computes);
  ptrace(PTRACE_DETACH, computes, 0, 0);
  // It is let go at the first stop that comes, or the process would not end.
  outside.say('xx');
  expect(await outside.ended()).toBe(6);
  expect(session.events.filter(({ type }) => type === 'thread')).toEqual([]);
});

test('the parent of a vfork, which nothing can interrupt, is let go', async () => {
  const outside = await startOutside('vfork-waits');
  await outside.line();
  await untilState(outside.pid, 'D');
  const session = startSession();
  await session.attach(outside.pid);
  await session.engine.detach();
  // The kernel does it when the tracer thread ends.
  await session.engine.dispose();
  while (leftAlone(outside.pid).tracer !== '0') await nextTurn();
  outside.say('x');
  expect(await outside.line()).toBe('child ended with 3');
  expect(await outside.ended()).toBe(0);
});

test.each([true, false])(
  'who can be let go by the kernel alone is waited for where that would end it: %s',
  async (exitKill) => {
    const outside = await startOutside('vfork-waits');
    await outside.line();
    await untilState(outside.pid, 'D');
    const session = new TracedSession(
      () => {},
      () => true,
      () => false,
    );
    session.tracer.options = { ...session.tracer.options, exitKill };
    expect(session.tracer.seize(outside.pid)).toBe(0);
    session.view(session.tracer.add(outside.pid));
    expect(session.tracer.interrupt(session.tracer.add(outside.pid))).toBe(0);
    Object.assign(session.lifetime, { started: true, detaching: true, detachingSince: Number.NEGATIVE_INFINITY });
    sweep(session);
    // The kernel ends it with its tracer, so that one is waited for.
    expect(session.views.has(outside.pid)).toBe(exitKill);
    outside.say('x');
    await nextTurn();
    while (session.views.size > 0) runLoop(session.tracer, session);
    if (!exitKill) letGo(session.tracer);
    expect(await outside.line()).toBe('child ended with 3');
    expect(await outside.ended()).toBe(0);
  },
);
