/**
 * A timer whose signal makes this thread's blocking calls return EINTR now and then: for a thread that waits in the kernel
 * and has other things to do as well. A signal alone can come just before the wait begins; this one comes again.
 */

import { kernelResult, libc } from './libc.ts';
import { now } from './now.ts';
import { gettid, installWakeHandler, WAKE_SIGNAL } from './signals.ts';

/** asm/unistd.h: timer_create, timer_settime, timer_delete. As calls, because glibc before 2.34 has them elsewhere. */
const NUMBERS: Readonly<Record<string, readonly [number, number, number]>> = {
  x64: [222, 223, 226],
  arm64: [107, 110, 111],
};
const CLOCK_MONOTONIC = 1;
const SIGEV_THREAD_ID = 4;
const NS_PER_MS = 1e6;

const createCall = libc.func('long syscall(long number, int64_t clock, const void *event, void *id)');
const setCall = libc.func('long syscall(long number, int64_t timer, int64_t flags, const void *value, void *old)');
const deleteCall = libc.func('long syscall(long number, int64_t timer)');

export interface Ticks {
  /** The next one in so many milliseconds, unless it comes sooner; it comes again and again until it is taken. */
  within(milliseconds: number): void;
  /** The thread does now what it is called back for. */
  taken(): void;
  stop(): void;
}

/** Until one that was asked for is taken. */
const AGAIN_MS = 1;

/** Every so many milliseconds, for the calling thread. None where the kernel refuses a timer. */
export function startTicks(every: number): Ticks {
  installWakeHandler();
  const [create, settime, remove] = NUMBERS[process.arch] ?? [0, 0, 0];
  // struct sigevent: value, signal, how, thread.
  const event = new Int32Array(16);
  event.set([WAKE_SIGNAL, SIGEV_THREAD_ID, gettid()], 2);
  const id = new Int32Array(1);
  const made = create > 0 && kernelResult(Number(createCall(create, CLOCK_MONOTONIC, event, id))) === 0;
  const timer = id[0] as number;
  /** When one is due that was asked for. */
  let due: number | undefined;
  /** struct itimerspec: interval, value; seconds and nanoseconds. */
  const value = new BigInt64Array(4);
  const arm = (interval: number, first: number): void => {
    [interval, Math.max(first, 1 / NS_PER_MS)].forEach((milliseconds, index) => {
      value[2 * index] = BigInt(Math.floor(milliseconds / 1000));
      value[2 * index + 1] = BigInt(Math.round((milliseconds % 1000) * NS_PER_MS));
    });
    if (made) setCall(settime, timer, 0, value, null);
  };
  arm(every, every);
  return {
    within(milliseconds) {
      const asked = now() + milliseconds;
      if (milliseconds >= every || (due !== undefined && due <= asked)) return;
      due = asked;
      arm(AGAIN_MS, milliseconds);
    },
    taken() {
      if (due === undefined || due > now()) return;
      due = undefined;
      arm(every, every);
    },
    stop() {
      if (made) deleteCall(remove, timer);
    },
  };
}
