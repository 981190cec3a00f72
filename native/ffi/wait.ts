/**
 * waitpid(2) for tracees of this thread, and the status word's parts (bits as in <sys/wait.h>). `__WNOTHREAD` keeps
 * the wait to this thread's own tracees and children, so neither the runtime nor another thread can steal a stop.
 */
import { ECHILD, EINTR, EINVAL, ESRCH, FixedWords, kernelResult, libc } from './libc.ts';

export const WNOHANG = 1;
export const WUNTRACED = 2;
export const __WNOTHREAD = 0x20000000;
export const __WALL = 0x40000000;

const call = libc.func('int waitpid(int pid, intptr_t status, int options)');
const callWithUsage = libc.func('int wait4(int pid, intptr_t status, int options, intptr_t usage)');
const status = new FixedWords(1);
const statusWord = new Int32Array(status.words.buffer, 0, 1);
/** struct rusage (getrusage(2)): ru_utime, ru_stime, then what is not read here. */
const usage = new FixedWords(18);
const STIME_SECONDS = 2;
const STIME_MICROSECONDS = 3;
let accounting = false;

/** Lets waitpid ask for the resource usage too (wait4(2)), at some cost for every report. */
export function accountSystemTime(on: boolean): void {
  accounting = on;
}

/** Nanoseconds the kernel has worked for the process of the last report; 0 without accounting. */
export function waitSystemTime(): number {
  if (!accounting) return 0;
  return Number(usage.words[STIME_SECONDS]) * 1e9 + Number(usage.words[STIME_MICROSECONDS]) * 1e3;
}

/** wait(2): all that it can say. */
const ERRORS: readonly number[] = [EINTR, ECHILD, ESRCH, EINVAL];
/** Askings before an error is believed that is none of them (a policy's, of a seccomp filter). */
const MOST_ASKINGS = 8;

/**
 * Waits; returns the pid that reported, 0 under WNOHANG when none did, or a negative errno. The errno is read some time
 * after the call, and was seen to be another one's (ENOENT, twice in some 3,900 programs): then it is asked again, as
 * after EINTR.
 */
export function waitpid(pid: number, options: number): number {
  for (let asking = 1; ; asking++) {
    const result = kernelResult(
      accounting ? callWithUsage(pid, status.address, options, usage.address) : call(pid, status.address, options),
    );
    if (result >= 0 || ERRORS.includes(-result) || asking === MOST_ASKINGS) return result;
  }
}

/** Waits for the end of a child of this process. */
export function waitForEnd(pid: number): void {
  while (waitpid(pid, 0) === -EINTR);
}

/** The status word of the last successful waitpid on this thread. */
export function waitStatus(): number {
  return statusWord[0] as number;
}

/** Has a tracee stopped? */
export const wifStopped = (word: number): boolean => (word & 0xff) === 0x7f;
/** Has it exited by itself? */
export const wifExited = (word: number): boolean => (word & 0x7f) === 0;
/** Its exit status, 0 to 255. */
export const wexitStatus = (word: number): number => (word >> 8) & 0xff;
/** The stopping signal with the 0x80 of PTRACE_O_TRACESYSGOOD still in it. */
export const wstopSignal = (word: number): number => (word >> 8) & 0xff;
/** PTRACE_EVENT_*, 0 for none. */
export const wstopEvent = (word: number): number => (word >> 16) & 0xff;
/** The signal that killed it. */
export const wtermSignal = (word: number): number => word & 0x7f;
/** Has it left a core file? */
export const wcoreDump = (word: number): boolean => (word & 0x80) !== 0;
