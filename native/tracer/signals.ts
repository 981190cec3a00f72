/** Process-directed signals with kernel results instead of exceptions. */

export const SIGKILL = 9;
export const SIGCONT = 18;

/** kill(2). 0 or a negative errno. */
export function kill(pid: number, signal: number): number {
  try {
    process.kill(pid, signal);
    return 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).errno ?? -1;
  }
}
