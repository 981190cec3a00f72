/**
 * Attaching to all threads of a process at once. PTRACE_SEIZE sends no signal and stops nothing; threads started
 * meanwhile are found by looking again until nothing new is there (a seized thread's own children come by themselves
 * through PTRACE_O_TRACECLONE).
 */
import { EPERM, ESRCH } from '../ffi/libc.ts';
import { gettid } from '../ffi/signals.ts';
import { __WALL, waitpid, waitStatus, wifStopped, wstopEvent, wstopSignal } from '../ffi/wait.ts';
import { processStatus, threadsOf } from './procfs.ts';
import type { Tracee } from './tracee.ts';
import type { Tracer } from './tracer.ts';

/** The tracees, all running, each with an INTERRUPT under way; or a negative errno, and then nothing is attached. A
 *  leader that has ended before its threads (a zombie until they end) cannot be seized and is left out. */
export function attach(tracer: Tracer, pid: number, allThreads = true): Tracee[] | number {
  const first = tracer.seize(pid);
  if (first < 0 && !(first === -EPERM && hasEnded(pid))) return first;
  const seen = new Set([pid]);
  for (let fresh = allThreads; fresh; ) {
    fresh = false;
    for (const tid of threadsOf(pid)) {
      if (seen.has(tid)) continue;
      seen.add(tid);
      fresh = true;
      const result = tracer.seize(tid);
      if (result === -EPERM && processStatus(tid)?.tracer === gettid()) {
        // A thread that a seized one has just started is ours already; its parent's event is still to come.
        if (!tracer.tracees.has(tid)) tracer.early.add(tid);
        tracer.add(tid);
      } else if (result < 0 && result !== -ESRCH && !hasEnded(tid)) {
        abandon(tracer, seen);
        return result;
      }
    }
  }
  const tracees = [...seen].map((tid) => tracer.tracees.get(tid)).filter((tracee) => tracee !== undefined);
  if (tracees.length === 0) return first < 0 ? first : -ESRCH;
  for (const tracee of tracees) tracer.interrupt(tracee);
  return tracees;
}

/** SEIZE answers EPERM for threads that are ending, too (kernel/ptrace.c: exit_state). */
function hasEnded(tid: number): boolean {
  const state = processStatus(tid)?.state;
  return state === undefined || state === 'Z' || state === 'X';
}

/** Half a process is worse than none: gives back the threads that were seized, each at the stop that comes first. */
function abandon(tracer: Tracer, seen: ReadonlySet<number>): void {
  for (const tid of seen) {
    const tracee = tracer.tracees.get(tid);
    if (!tracee) continue;
    tracer.interrupt(tracee);
    if (waitpid(tid, __WALL) === tid && wifStopped(waitStatus())) {
      const signal = wstopEvent(waitStatus()) === 0 ? wstopSignal(waitStatus()) : 0;
      tracer.resume(tracee, { how: 'detach', signal });
    }
    tracer.tracees.delete(tid);
  }
}
