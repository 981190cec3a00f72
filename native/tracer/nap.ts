/** A millisecond of the tracer thread's, where the kernel has nothing to wait for: a call that may block, a list in /proc. */
const word = new Int32Array(new SharedArrayBuffer(4));

/** Blocks this thread for a millisecond. */
export function nap(): void {
  Atomics.wait(word, 0, 0, 1);
}
