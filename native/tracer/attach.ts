/**
 * Attaching to all threads of a process at once. PTRACE_SEIZE sends no signal and stops nothing; threads started
 * meanwhile are found by looking again until nothing new is there (a seized thread's own children come by themselves
 * through PTRACE_O_TRACECLONE).
 */
import { EINTR, EPERM, ESRCH } from '../ffi/libc.ts';
import { PTRACE_EVENT_EXIT, PTRACE_INTERRUPT, ptrace } from '../ffi/ptrace.ts';
import { guardSeizing, type SeizeGuard } from '../ffi/seize.ts';
import { gettid } from '../ffi/signals.ts';
import { __WALL, WNOHANG, waitpid, waitStatus, wifStopped, wstopEvent } from '../ffi/wait.ts';
import { nap } from './nap.ts';
import { childrenOf, processStatus, threadsOf } from './procfs.ts';
import { RESUME_CONTINUE, type Tracee } from './tracee.ts';
import type { Tracer } from './tracer.ts';

/** The tracees, all running, each with an INTERRUPT under way; or a negative errno, and then nothing is attached. A
 *  leader that has ended before its threads (a zombie until they end) cannot be seized and is left out. Children that
 *  were started meanwhile, by threads that were not seized yet, are in where children are followed. */
export function attach(tracer: Tracer, pid: number, allThreads = true): Tracee[] | number {
  const before = new Set(childrenOf(pid));
  const tracees = attachProcess(tracer, pid, allThreads);
  if (typeof tracees === 'number' || !allThreads || !tracer.options.followForks) return tracees;
  const fresh = (parent: number): Tracee[] =>
    childrenOf(parent)
      .filter((child) => !before.has(child) && !isOurs(child))
      .flatMap((child) => {
        const got = attachProcess(tracer, child, true);
        return typeof got === 'number' ? [] : [...got, ...fresh(child)];
      });
  return [...tracees, ...fresh(pid)];
}

function attachProcess(tracer: Tracer, pid: number, allThreads: boolean): Tracee[] | number {
  const taken = new Set<number>();
  const guard = guardSeizing();
  let failure = 0;
  let nothing = 0;
  try {
    while (failure === 0) {
      const alive = (allThreads ? threadsOf(pid) : [pid]).filter((tid) => !hasEnded(tid));
      const missing = alive.filter((tid) => !isOurs(tid));
      if (missing.length === 0 && (alive.length > 0 || ++nothing === LOOKS)) break;
      if (alive.length === 0) nap();
      for (const tid of missing) failure ||= take(tracer, guard, tid, pid, taken);
    }
  } finally {
    guard.end();
  }
  if (failure < 0) {
    abandon(tracer, taken);
    return failure;
  }
  const tracees = [...taken].map((tid) => tracer.tracees.get(tid)).filter((tracee) => tracee !== undefined);
  if (tracees.length === 0) return isOurs(pid) || (hasEnded(pid) && processStatus(pid)) ? -EPERM : -ESRCH;
  for (const tracee of tracees) tracer.interrupt(tracee);
  return tracees;
}

const ATTEMPTS = 5;
/** /proc shows no living thread for a moment while an execve gives the leader's id away: looks before it is believed. */
const LOOKS = 10;

/** Is it a tracee of this thread? */
export const isOurs = (tid: number): boolean => processStatus(tid)?.tracer === gettid();

/** SEIZE answers EPERM for threads that are ending, too (kernel/ptrace.c: exit_state). */
function hasEnded(tid: number): boolean {
  const state = processStatus(tid)?.state;
  return state === undefined || state === 'Z' || state === 'X';
}

/** Seizes one thread, or says why not: 0 when it is ours, or when it is not there to be had and the next look tells. */
function take(tracer: Tracer, guard: SeizeGuard, tid: number, leader: number, taken: Set<number>): number {
  // A leader that another thread's execve has replaced is gone without a word; its id is not.
  if (taken.has(tid)) tracer.tracees.delete(tid);
  const result = tracer.seize(tid, guard);
  if (result === 0) taken.add(nameNow(tracer, tid, leader));
  else if (result === -EINTR) hearDying(tracer, processStatus(tid)?.tgid ?? 0, taken);
  else if (result === -EPERM && isOurs(tid)) addEarly(tracer, tid, taken);
  else if (result !== -ESRCH && !isExchanged(tracer, guard, tid, taken)) return result;
  return 0;
}

/** A thread that a seized one has just started is ours already; its parent's event is still to come. */
function addEarly(tracer: Tracer, tid: number, taken: Set<number>): void {
  if (!tracer.tracees.has(tid)) tracer.early.add(tid);
  tracer.add(tid);
  taken.add(tid);
}

/** The id of a thread that was just seized. The kernel looks the thread up before it waits for its execve, which may give
 *  it the leader's id meanwhile. Ending takes no id away: a tracee's zombie stays until we have heard of it. */
function nameNow(tracer: Tracer, tid: number, leader: number): number {
  if (tid === leader || isOurs(tid) || !isOurs(leader)) return tid;
  tracer.tracees.delete(tid);
  tracer.tracees.delete(leader);
  tracer.add(leader);
  return leader;
}

/** An id that was ending when it was seized (EPERM) may be another thread's by now, even one of ours: execve gives the
 *  leader's id away (fs/exec.c, de_thread). Then it is asked for again. */
function isExchanged(tracer: Tracer, guard: SeizeGuard, tid: number, taken: Set<number>): boolean {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (isOurs(tid) || hasEnded(tid)) return true;
    if ((processStatus(tid)?.tracer ?? 0) !== 0) return false;
    const again = tracer.seize(tid, guard);
    if (again === 0) taken.add(tid);
    if (again !== -EPERM) return again === 0 || again === -EINTR || again === -ESRCH;
  }
  return false;
}

/** An execve of the process waits for threads that are ours, also for those whose start we have not heard of: lets those
 *  go that are ending. The loop hears the rest. */
function hearDying(tracer: Tracer, tgid: number, taken: Set<number>): void {
  for (const tid of threadsOf(tgid)) if (!tracer.tracees.has(tid) && isOurs(tid)) addEarly(tracer, tid, taken);
  for (const tracee of tracer.tracees.values()) {
    if (tracee.tgid !== tgid) continue;
    while (waitpid(tracee.tid, __WALL | WNOHANG) === tracee.tid) {
      const status = waitStatus();
      if (wifStopped(status) && wstopEvent(status) === PTRACE_EVENT_EXIT) tracer.resume(tracee, RESUME_CONTINUE);
      else tracer.pushBack(tracee.tid, status);
      if (!wifStopped(status)) break;
    }
  }
}

/** Half a process is worse than none: gives back the threads that were seized, each at the stop that comes first. */
function abandon(tracer: Tracer, taken: ReadonlySet<number>): void {
  for (const tid of taken) {
    if (!tracer.tracees.delete(tid)) continue;
    // Not the tracer's own way, which takes a report that is waited for here.
    ptrace(PTRACE_INTERRUPT, tid, 0, 0);
    let got = waitpid(tid, __WALL | WNOHANG);
    for (; got === 0 && !isUnreachable(tid); got = waitpid(tid, __WALL | WNOHANG)) nap();
    if (got === 0) tracer.unwanted.add(tid);
    else if (got === tid && wifStopped(waitStatus())) tracer.forgo(tid, waitStatus());
  }
}

/** Nothing stops the parent of a vfork before its child goes on, and nobody waits for that here. */
const isUnreachable = (tid: number): boolean => processStatus(tid)?.state === 'D';
