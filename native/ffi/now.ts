/**
 * The time for differences. As performance.now(), which makes the runtime load all its tools for measuring: a millisecond
 * and more at the start of a command.
 */

/** Milliseconds since some moment in the past. */
export function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}
