/** stopAll: the others stop with the first and go on with it; who blocks in a call is not disturbed. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PTRACE_SYSCALL, ptrace } from '../../native/ffi/ptrace.ts';
import { runLoop } from '../../native/tracer/loop.ts';
import { getRegisters } from '../../native/tracer/registers.ts';
import { RESUME_CONTINUE, RESUME_SYSCALL } from '../../native/tracer/tracee.ts';
import { startOutside, statusField, untilState } from './support/outside.ts';
import { built } from './support/record.ts';
import { startSession } from './support/session.ts';
import { startStopped } from './support/stopped.ts';

async function attached(stopAll: 'process' | 'all') {
  const outside = await startOutside('together');
  const [main = 0, computing = 0, reading = 0, child = 0] = ((await outside.line()) ?? '').split(' ').map(Number);
  await untilState(reading, 'S');
  const session = startSession();
  await session.attach(main, { stopAll });
  // Attaching has interrupted its read; it is in the call again before anybody stops.
  await untilState(reading, 'S');
  await session.engine.setBreakpoints([{ id: 1, name: 'getppid' }]);
  const first = await session.next('stopped', ({ together }) => !together);
  expect(first).toMatchObject({ tid: main, description: 'getppid entry' });
  const second = await session.next('stopped', ({ tid }) => tid === computing);
  expect(second).toMatchObject({ together: true, reason: 'pause' });
  const stopped = async () => (await session.engine.threads()).filter((one) => one.stopped).map(({ tid }) => tid);
  return { outside, session, main, computing, reading, child, stopped };
}

test('the threads of a process stop together; a read goes on blocking and stops at its exit', async () => {
  const { outside, session, main, computing, reading, stopped } = await attached('process');
  expect((await stopped()).sort()).toEqual([main, computing].sort());
  expect(statusField(computing, 'State')).toBe('t');
  expect(statusField(reading, 'State')).toBe('S');
  // Held ones can be looked at.
  expect((await session.engine.scopes(computing)).map(({ name }) => name)).toContain('Registers');
  outside.say('x');
  expect(await session.next('stopped', ({ tid }) => tid === reading)).toMatchObject({ together: true });
  expect((await stopped()).sort()).toEqual([main, computing, reading].sort());
  await session.engine.setBreakpoints([]);
  await session.engine.resume(main, 'continue');
  expect(await stopped()).toEqual([]);
  expect(await outside.line()).toBe('read 1');
  expect(await outside.ended()).toBe(2);
});

test('a step lets the others run, and its end stops them again', async () => {
  const { outside, session, main, computing, stopped } = await attached('process');
  for (let step = 0; step < 3; step++) {
    await session.engine.resume(main, 'next-syscall-stop');
    expect(await session.next('stopped', ({ tid }) => tid === main)).toMatchObject({ reason: 'step' });
    await session.next('stopped', ({ tid }) => tid === computing);
    expect((await stopped()).sort()).toEqual([main, computing].sort());
  }
  await session.engine.detach();
  expect(statusField(computing, 'TracerPid')).toBe('0');
  outside.say('x');
  expect(await outside.line()).toBe('read 1');
});

test.each(['process', 'all'] as const)('%s: what a child process does', async (stopAll) => {
  built('together');
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'getppid' }]);
  const main = await session.launch('together', [], { stopAll });
  await session.engine.start();
  await session.next('stopped', ({ tid }) => tid === main);
  const child = (await session.engine.threads()).find(({ pid }) => pid !== main)?.tid ?? 0;
  if (stopAll === 'process') {
    // The computing thread is stopped with the first; by then the child would be, too.
    await session.next('stopped', ({ together }) => together === true);
    expect((await session.engine.threads()).find(({ tid }) => tid === child)?.stopped).toBe(false);
    return;
  }
  for (let round = 0; round < 3; round++) {
    await session.next('stopped', ({ tid }) => tid === child);
    // Whichever is continued, all go on.
    await session.engine.resume(round === 1 ? main : child, 'continue');
    expect(await session.next('stopped', ({ tid }) => tid === main)).toMatchObject({ hitBreakpointIds: [1] });
  }
});

const RESTART_SYSCALL = 219;

/** Waits until the thread blocks in the call, or goes on with it (proc(5), /proc/PID/syscall: the number first). */
async function untilIn(tid: number, nr: number): Promise<void> {
  do await untilState(tid, 'S');
  while (![nr, RESTART_SYSCALL].includes(Number.parseInt(readFileSync(`/proc/${tid}/syscall`, 'latin1'), 10)));
}

test.each(['launched', 'attached'] as const)('calls that block go on undisturbed by three halts: %s', async (how) => {
  const session = startSession();
  const outside = how === 'attached' ? await startOutside('together-blocked') : undefined;
  const lines: string[] = [];
  const line = async (): Promise<string> => {
    if (outside) return (await outside.line()) ?? '';
    while (lines.length === 0) lines.push(...(await session.next('output')).text.trim().split('\n'));
    return lines.shift() ?? '';
  };
  built('together-blocked');
  const pid = outside?.pid ?? (await session.launch('together-blocked', [], { stopAll: 'process' }));
  if (!outside) await session.engine.start();
  const threads: (readonly [number, number])[] = [];
  while (threads.length < 6) threads.push((await line()).split(' ').map(Number) as [number, number]);
  // The last one only sleeps, and may have done so by now.
  const blocked = threads.slice(0, -1);
  const allIn = async (): Promise<void> => {
    for (const [tid, nr] of blocked) await untilIn(tid, nr);
  };
  await allIn();
  if (outside) {
    await session.attach(pid, { stopAll: 'process' });
    // That has interrupted them once.
    await allIn();
  }
  await session.engine.setBreakpoints([{ id: 1, name: 'getppid' }]);
  for (let round = 0; round < 3; round++) {
    expect(await session.next('stopped', ({ tid }) => tid === pid)).toMatchObject({ hitBreakpointIds: [1] });
    for (const [tid] of blocked) expect(statusField(tid, 'State')).toBe('S');
    if (round === 2) await session.engine.setBreakpoints([]);
    await session.engine.resume(pid, 'continue');
  }
  process.kill(pid, 'SIGUSR2');
  const results = [];
  while (results.length < 6) results.push(await line());
  // Those of signal(7) that end with EINTR, once, by the attach.
  const again = outside ? 1 : 0;
  expect(results.slice(0, -1)).toEqual([
    '7 = 1, again 0',
    `232 = 1, again ${again}`,
    '202 = 0, again 0',
    `65 = 0, again ${again}`,
    `128 = 10, again ${again}`,
  ]);
  expect(results.at(-1)).toBe('35 = 0, again 0');
  await session.next('terminated');
});

test('who stands at a call before it is asked to stop makes the call undisturbed', () => {
  const EPOLL_CREATE1 = 291;
  const EPOLL_WAIT = 232;
  const program = startStopped('blocked', ['brief']);
  const { tracer, tracee } = program;
  program.toCall(EPOLL_CREATE1, 'syscall-exit');
  ptrace(PTRACE_SYSCALL, tracee.tid, 0, 0);
  tracee.state = 'running';
  // It has stopped again, and nobody has taken the report.
  while (getRegisters(tracee.tid) === undefined);
  expect(tracer.interrupt(tracee)).toBe(0);
  const seen: string[] = [];
  runLoop(tracer, {
    appeared: () => {},
    replaced: () => {},
    vanished: () => {},
    ended: () => void seen.push('ended'),
    stopped({ nr }, stop) {
      if (stop.kind === 'event-stop') seen.push(stop.kind);
      if (nr === EPOLL_WAIT && stop.kind === 'syscall-entry') seen.push('entry');
      if (nr === EPOLL_WAIT && stop.kind === 'syscall-exit') seen.push(`exit ${stop.info.rval}`);
      return stop.kind === 'exit' ? RESUME_CONTINUE : RESUME_SYSCALL;
    },
    pending: () => false,
    poll: (idle) => !idle,
  });
  expect(seen).toEqual(['entry', 'exit 0', 'ended']);
});
