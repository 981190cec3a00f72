/**
 * Attaching to all threads of a process at once. PTRACE_SEIZE sends no signal and stops nothing; threads started
 * meanwhile are found by looking again until nothing new is there (a seized thread's own children come by themselves
 * through PTRACE_O_TRACECLONE).
 */
import { EPERM, ESRCH } from '../ffi/libc.ts';
import { gettid } from '../ffi/signals.ts';
import { processStatus, threadsOf } from './procfs.ts';
import type { Tracee } from './tracee.ts';
import type { Tracer } from './tracer.ts';

/** The tracees, all running, each with an INTERRUPT under way; or a negative errno of the leader's SEIZE, and then
 *  nothing is attached. */
export function attach(tracer: Tracer, pid: number): Tracee[] | number {
  const first = tracer.seize(pid);
  if (first < 0) return first;
  const seen = new Set([pid]);
  for (let fresh = true; fresh; ) {
    fresh = false;
    for (const tid of threadsOf(pid)) {
      if (seen.has(tid)) continue;
      seen.add(tid);
      fresh = true;
      const result = tracer.seize(tid);
      // EPERM: a thread that a seized one has just started is ours already. ESRCH: it has ended.
      if (result === -EPERM && processStatus(tid)?.tracer === gettid()) tracer.add(tid);
      else if (result < 0 && result !== -ESRCH) return abandon(tracer, seen, result);
    }
  }
  const tracees = [...seen].map((tid) => tracer.tracees.get(tid)).filter((tracee) => tracee !== undefined);
  for (const tracee of tracees) tracer.interrupt(tracee);
  return tracees;
}

/** Half a process is worse than none: gives back the threads that were seized. They are not stopped, so a detach needs
 *  an INTERRUPT and its stop; the loop does that for tracees without an owner. */
function abandon(tracer: Tracer, seen: ReadonlySet<number>, result: number): number {
  for (const tid of seen) {
    const tracee = tracer.tracees.get(tid);
    if (tracee) tracer.interrupt(tracee);
  }
  return result;
}
