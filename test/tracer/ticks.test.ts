/** A thread that waits in the kernel is called back now and then, and when it asks to be. */
import { expect, onTestFinished, test } from 'vitest';
import { EINTR, kernelResult, libc } from '../../native/ffi/libc.ts';
import { startTicks } from '../../native/ffi/ticks.ts';

/** Only a test that fails waits so long. */
const LONG_MS = 5000;
const HOUR_MS = 3_600_000;

const poll = libc.func('int poll(void *fds, unsigned long count, int timeout)');
const wait = (): number => kernelResult(poll(null, 0, LONG_MS));

test('every so many milliseconds a wait returns EINTR', () => {
  const ticks = startTicks(5);
  onTestFinished(() => ticks.stop());
  for (let tick = 0; tick < 5; tick++) expect(wait()).toBe(-EINTR);
});

test('the next one comes sooner when it is asked for, and again until it is taken', () => {
  const ticks = startTicks(HOUR_MS);
  onTestFinished(() => ticks.stop());
  for (const milliseconds of [3, 0, 1.5]) {
    ticks.within(milliseconds);
    // One that is due later does not put it off.
    ticks.within(LONG_MS * 2);
    for (let again = 0; again < 3; again++) expect(wait()).toBe(-EINTR);
    ticks.taken();
  }
});
