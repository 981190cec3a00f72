/**
 * The words that two threads share to wake one of them (see wake.ts). Apart from it, so that the tracer thread can be
 * started before anything else is loaded.
 */

export const REQUESTED = 0;
export const ACKNOWLEDGED = 1;
export const DIRTY = 2;
/** Weight of the events that the tracer thread has sent and nobody has taken. */
export const UNREAD = 3;
/** 1 while whoever listens to the other side does not read. */
export const HELD = 4;
/** The tracer thread's id; 0 before it has said it, LEFT when it takes no more requests. */
export const THREAD = 5;
export const LEFT = -1;

/** Nobody is behind any more: every event of a session was taken. */
export function forgetReader(memory: SharedArrayBuffer): void {
  const words = new Int32Array(memory);
  Atomics.store(words, UNREAD, 0);
  Atomics.store(words, HELD, 0);
}

/** Shared memory of both sides. */
export function newWakeMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(24);
}
