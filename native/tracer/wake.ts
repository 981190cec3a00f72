/**
 * Waking the tracer thread. It blocks either in waitpid, where a signal ends the wait with EINTR, or in Atomics.wait
 * when it has no tracee. The signal can arrive just before the wait begins, so the sender repeats it until the tracer
 * thread has acknowledged (measured: 0.16 ms median).
 */
import { installWakeHandler, tgkill, WAKE_SIGNAL } from '../ffi/signals.ts';
import { ACKNOWLEDGED, DIRTY, HELD, LEFT, REQUESTED, THREAD, UNREAD } from './wakeMemory.ts';

const REPEAT_MS = 1;
const REPEAT_READER_MS = 100;
const DIRTY_CHECK_MS = 100;
/** Weight of the events that may wait between the threads; with more, the tracer thread waits. */
const CROWD = 4096;

/** The side that wakes. */
export interface Waker {
  /** Asks the tracer thread to poll; returns at once. */
  wake(): void;
  /** Wakes it until it takes no more requests, and blocks meanwhile: for this thread's end, when no timer goes on. False
   *  when it has not come to that in time. */
  wakeToTheEnd(milliseconds: number): boolean;
  /** An event of the tracer thread was taken, which counted so much. */
  taken(weight: number): void;
  /** Nobody reads what the events become (or somebody does again). */
  hold(held: boolean): void;
  stop(): void;
}

/** The side that wakes: the DAP thread's, by a signal and by words in `memory`. */
export function createWaker(memory: SharedArrayBuffer): Waker {
  installWakeHandler();
  const words = new Int32Array(memory);
  let timer: NodeJS.Timeout | undefined;
  const signal = (): void => {
    const tid = Atomics.load(words, THREAD);
    if (tid > 0) tgkill(process.pid, tid, WAKE_SIGNAL);
  };
  const poke = (): void => {
    timer = undefined;
    if (Atomics.load(words, ACKNOWLEDGED) === Atomics.load(words, REQUESTED)) return;
    signal();
    timer = setTimeout(poke, REPEAT_MS);
  };
  const request = (): void => {
    Atomics.add(words, REQUESTED, 1);
    Atomics.notify(words, REQUESTED);
    Atomics.notify(words, UNREAD);
  };
  const wake = (): void => {
    request();
    if (!timer) poke();
  };
  const watch = setInterval(() => {
    if (Atomics.exchange(words, DIRTY, 0) === 1) wake();
  }, DIRTY_CHECK_MS);
  watch.unref();
  return {
    wake,
    wakeToTheEnd(milliseconds) {
      const until = performance.now() + milliseconds;
      request();
      for (let now = Atomics.load(words, THREAD); now !== LEFT; now = Atomics.load(words, THREAD)) {
        if (performance.now() >= until) return false;
        signal();
        Atomics.wait(words, THREAD, now, REPEAT_MS);
      }
      return true;
    },
    taken(weight) {
      Atomics.sub(words, UNREAD, weight);
      Atomics.notify(words, UNREAD);
    },
    hold(held) {
      Atomics.store(words, HELD, held ? 1 : 0);
      Atomics.notify(words, UNREAD);
    },
    stop() {
      clearInterval(watch);
      if (timer) clearTimeout(timer);
      timer = undefined;
    },
  };
}

/** The tracer thread's side. */
export interface Sleeper {
  /** Says which thread is to be woken. */
  started(tid: number): void;
  /** No more requests are taken. */
  left(): void;
  pending(): boolean;
  /** Takes note of all requests made so far; read the messages after this. */
  acknowledge(): void;
  /** Blocks until a request comes. Only when there is no tracee. */
  sleep(): void;
  /** Asks to be woken within a tenth of a second, to send what was held back. */
  markDirty(): void;
  /** An event is on its way to the other side, and counts so much. */
  sent(weight: number): void;
  /** The other side is behind: what can wait is not sent. */
  crowded(): boolean;
  /** Blocks until the other side has caught up, or asks for something. */
  waitForReader(): void;
}

/** The side that sleeps: the tracer thread's. */
export function createSleeper(memory: SharedArrayBuffer): Sleeper {
  const words = new Int32Array(memory);
  const pending = (): boolean => Atomics.load(words, ACKNOWLEDGED) !== Atomics.load(words, REQUESTED);
  const crowded = (): boolean => Atomics.load(words, UNREAD) > CROWD || Atomics.load(words, HELD) === 1;
  return {
    started: (tid) => void Atomics.store(words, THREAD, tid),
    left() {
      Atomics.store(words, THREAD, LEFT);
      Atomics.notify(words, THREAD);
    },
    pending,
    acknowledge() {
      Atomics.store(words, ACKNOWLEDGED, Atomics.load(words, REQUESTED));
    },
    sleep() {
      Atomics.wait(words, REQUESTED, Atomics.load(words, ACKNOWLEDGED));
    },
    markDirty() {
      Atomics.store(words, DIRTY, 1);
    },
    sent: (weight) => void Atomics.add(words, UNREAD, weight),
    crowded,
    waitForReader() {
      // A notification can come between look and wait: then the time limit ends it.
      while (crowded() && !pending()) Atomics.wait(words, UNREAD, Atomics.load(words, UNREAD), REPEAT_READER_MS);
    },
  };
}
