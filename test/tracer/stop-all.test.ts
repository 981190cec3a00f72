/** stopAll: the others stop with the first and go on with it; who blocks in a call is not disturbed. */
import { expect, test } from 'vitest';
import { startOutside, statusField, untilState } from './support/outside.ts';
import { built } from './support/record.ts';
import { startSession } from './support/session.ts';

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
