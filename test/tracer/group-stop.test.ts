/** Group-stops and job control: a traced program stops and goes on as an untraced one. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { expect, test } from 'vitest';
import { leftAlone, startOutside, statusField, untilState, untilThreads } from './support/outside.ts';
import { built } from './support/record.ts';
import { startSession, type TestSession } from './support/session.ts';

const EXPECTED = 'stopping\nwent on, SIGCONT seen 1 times\nstopping\nwent on, SIGCONT seen 2 times\n';
const number = (name: keyof typeof constants.signals) => String(constants.signals[name]);

async function launched(args: readonly string[], filters: readonly ('signal' | 'group-stop')[] = []) {
  built('group-stop');
  const session = startSession();
  await session.engine.setExceptionFilters(filters.map((filter) => ({ filter })));
  const pid = await session.launch('group-stop', args);
  await session.engine.start();
  return { session, pid };
}

/** The tree says so when all its threads are stopped. */
const groupStopped = (session: TestSession, pid: number, threads = 1) =>
  session.next('tracees', ({ tracees }) => {
    const rows = tracees.filter((row) => row.pid === pid);
    return rows.length === threads && rows.every((row) => row.kind === 'group-stop');
  });

test.each(['SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU'] as const)('%s stops, SIGCONT ends it, twice', async (name) => {
  const { session, pid } = await launched([number(name)]);
  for (let round = 0; round < 2; round++) {
    const { tracees } = await groupStopped(session, pid);
    expect(tracees[0]?.state).toBe(`group-stop (${name})`);
    process.kill(pid, 'SIGCONT');
  }
  expect(await session.next('exited')).toMatchObject({ code: 3 });
  expect(session.output()).toBe(EXPECTED);
});

test('all threads stop and go on together', async () => {
  const { session, pid } = await launched([number('SIGSTOP'), '3']);
  for (let round = 0; round < 2; round++) {
    await groupStopped(session, pid, 4);
    await session.engine.continueGroup(pid);
  }
  expect(await session.next('exited')).toMatchObject({ code: 3 });
  expect(session.output()).toBe(EXPECTED);
});

test('the signal and the group-stop are two stops, and shown as what they are', async () => {
  const { session, pid } = await launched([number('SIGSTOP')], ['signal', 'group-stop']);
  const signal = await session.next('stopped');
  expect(signal).toMatchObject({ reason: 'exception', description: `SIGSTOP from pid ${pid}` });
  await session.engine.resume(pid, 'continue');
  const stop = await session.next('stopped');
  expect(stop).toMatchObject({ reason: 'exception', description: 'group-stop by SIGSTOP' });
  // Registers can be read while it is held (ptrace.md: not under LISTEN).
  expect((await session.engine.scopes(pid)).map(({ name }) => name)).toContain('Registers');
  // Continue lets the group-stop be what it is; SIGCONT ends it.
  await session.engine.resume(pid, 'continue');
  expect(statusField(pid, 'State')).toBe('t');
  await session.engine.continueGroup(pid);
  expect(await session.next('stopped')).toMatchObject({ description: expect.stringMatching(/^SIGCONT from pid/) });
});

test('a held group-stop ends by the user’s SIGCONT at once', async () => {
  const { session, pid } = await launched([number('SIGTSTP')], ['group-stop']);
  for (let round = 0; round < 2; round++) {
    await session.next('stopped');
    await session.engine.continueGroup(pid);
  }
  await session.next('terminated');
  expect(session.output()).toBe(EXPECTED);
});

test('a dropped SIGSTOP never was', async () => {
  const { session, pid } = await launched([number('SIGSTOP')], ['signal', 'group-stop']);
  for (let round = 0; round < 2; round++) {
    expect((await session.next('stopped')).description).toMatch(/^SIGSTOP/);
    await session.engine.resume(pid, 'continue', 0);
  }
  await session.next('terminated');
  expect(session.output()).toBe(EXPECTED.replace(/[12] times/g, '0 times'));
});

test('Pause during a group-stop shows it and leaves it', async () => {
  const { session, pid } = await launched([number('SIGSTOP')], ['group-stop']);
  await session.next('stopped');
  await session.engine.resume(pid, 'continue');
  await session.engine.pause(pid);
  expect(await session.next('stopped')).toMatchObject({ reason: 'pause', description: 'group-stop by SIGSTOP' });
  await session.engine.resume(pid, 'continue');
  process.kill(pid, 'SIGCONT');
  expect(await session.next('stopped')).toMatchObject({ reason: 'exception' });
  await session.engine.continueGroup(pid);
  await session.next('terminated');
  expect(session.output()).toBe(EXPECTED);
});

test.each(['running', 'held'])('detach from a group-stop leaves it stopped: %s', async (how) => {
  const outside = await startOutside('group-stop', [number('SIGSTOP')]);
  await outside.line();
  await untilState(outside.pid, 'T');
  const session = startSession();
  await session.attach(outside.pid);
  await groupStopped(session, outside.pid);
  if (how === 'held') {
    await session.engine.pause(outside.pid);
    await session.next('stopped');
  }
  await session.engine.detach();
  await untilState(outside.pid, 'T');
  expect(leftAlone(outside.pid)).toEqual({ tracer: '0', state: 'T' });
  process.kill(outside.pid, 'SIGCONT');
  expect(await outside.line()).toBe('went on, SIGCONT seen 1 times');
  await outside.line();
  await untilState(outside.pid, 'T');
  process.kill(outside.pid, 'SIGCONT');
  expect(await outside.ended()).toBe(3);
});

test.each(['running', 'held'])('a launched program that stopped itself is let go as it is: %s', async (how) => {
  const { session, pid } = await launched([number('SIGSTOP'), '3'], how === 'held' ? ['group-stop'] : []);
  await groupStopped(session, pid, 4);
  await session.engine.detach();
  for (let round = 1; round <= 2; round++) {
    for (const tid of await untilThreads(pid, 4, 'T')) expect(leftAlone(tid)).toEqual({ tracer: '0', state: 'T' });
    process.kill(pid, 'SIGCONT');
    await session.next('output', () => session.output().includes(`SIGCONT seen ${round} times`));
  }
  expect(session.output()).toBe(EXPECTED);
  await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 20_000 }).toBe(false);
});

test('SIGCONT while attached ends a stop from before', async () => {
  const outside = await startOutside('group-stop', [number('SIGTSTP')]);
  await outside.line();
  await untilState(outside.pid, 'T');
  const session = startSession();
  await session.attach(outside.pid);
  await groupStopped(session, outside.pid);
  process.kill(outside.pid, 'SIGCONT');
  expect(await outside.line()).toBe('went on, SIGCONT seen 1 times');
  await groupStopped(session, outside.pid);
  await session.engine.continueGroup(outside.pid);
  expect(await outside.ended()).toBe(3);
});

test('Ctrl-Z, fg and Ctrl-C in a terminal: the shell sees the same of its job', async () => {
  const job = built('job');
  const untraced = spawnSync(built('shell-job'), [job], { encoding: 'latin1' }).stdout;
  expect(untraced).toBe('stopped by TSTP\ncontinued\nkilled by INT\n');
  const session = startSession();
  await session.launch('shell-job', [job]);
  await session.engine.start();
  await session.next('terminated');
  expect(session.output()).toBe(untraced);
});

test('the same when the shell and its job are attached to', async () => {
  const outside = await startOutside('shell-job', [built('job')], { GATE: '1' });
  const session = startSession();
  await session.attach(outside.pid);
  outside.say('x');
  expect([await outside.line(), await outside.line(), await outside.line()]).toEqual([
    'stopped by TSTP',
    'continued',
    'killed by INT',
  ]);
  await session.next('terminated');
  expect(await outside.ended()).toBe(0);
});
