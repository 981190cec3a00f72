/**
 * What a parent hears of a child that is attached to, paused, and let go: nothing of that, because no signal is sent for
 * it, and everything else as without a tracer.
 */
import { expect, test } from 'vitest';
import { startOutside, untilState } from './support/outside.ts';
import { startSession, type TestSession } from './support/session.ts';

/** The child's stop and what follows, of anybody's doing: what its parent says of each. */
async function heard(around: (child: number) => Promise<TestSession | undefined>): Promise<(string | undefined)[]> {
  const outside = await startOutside('watches-child');
  const child = Number(await outside.line());
  await untilState(child, 'S');
  const session = await around(child);
  const lines: (string | undefined)[] = [];
  for (const signal of ['SIGSTOP', 'SIGCONT', 'SIGTSTP', 'SIGCONT', 'SIGTERM'] as const) {
    process.kill(child, signal);
    lines.push(await outside.line());
  }
  await session?.next('terminated');
  return [...lines, await outside.line()];
}

const EXPECTED = [
  'stopped SIGSTOP',
  'continued SIGCONT',
  'stopped SIGTSTP',
  'continued SIGCONT',
  'ended SIGTERM',
  undefined,
];

/** Attached, paused and continued, and let go but for the last time. */
async function attachedTo(child: number, times: number, stays: boolean): Promise<TestSession | undefined> {
  for (let time = 1; ; time++) {
    const session = startSession();
    await session.attach(child);
    await session.engine.pause(child);
    await session.next('stopped');
    await session.engine.resume(child, 'continue');
    if (time === times && stays) return session;
    await session.engine.detach();
    await session.engine.dispose();
    if (time === times) return undefined;
  }
}

test('of a child that nobody traces', async () => expect(await heard(async () => undefined)).toEqual(EXPECTED));

test('of one that was attached to and let go', async () =>
  expect(await heard((child) => attachedTo(child, 3, false))).toEqual(EXPECTED));

test('of one that is a tracee', async () =>
  expect(await heard((child) => attachedTo(child, 2, true))).toEqual(EXPECTED));
