/**
 * The end of this process, however it comes: an exception that nobody catches, process.exit, nothing left to do. The
 * runtime then waits for the tracer thread, which may be blocked in the kernel with nobody left to wake it. Must not know
 * how it is told.
 */

/** Tells the tracer thread to leave, and blocks until it does; false when it does not. */
type Tell = () => boolean;

const running = new Set<Tell>();

function tellAll(): void {
  const left = [...running].map((tell) => tell());
  if (left.every(Boolean)) return;
  // Ends all threads: launched programs end with it where they are to (PTRACE_O_EXITKILL), the kernel lets go the others.
  process.kill(process.pid, 'SIGKILL');
}

/** Has `tell` called when this process ends. Returns what takes that back. */
export function atExit(tell: Tell): () => void {
  if (running.size === 0) process.on('exit', tellAll);
  running.add(tell);
  return () => {
    if (running.delete(tell) && running.size === 0) process.off('exit', tellAll);
  };
}
