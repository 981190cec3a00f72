/**
 * The tracer loop: next event, classify, decide, resume. One thread owns every request; decisions come from the
 * handler. wait(2) always starts at the head of its list, and a busy tracee there would starve the others: now and then
 * all reports are collected before the first is handed out.
 */
import { availableParallelism } from 'node:os';
import { meantNumber } from '../abi/multiplexed.ts';
import { ECHILD, EINTR } from '../ffi/libc.ts';
import { __WALL, __WNOTHREAD, WNOHANG, waitpid, waitStatus, waitSystemTime, wifStopped } from '../ffi/wait.ts';
import { getRegisters, NUMBER, RESULT_IS_ARGUMENT } from './registers.ts';
import { blockTrap } from './signalMask.ts';
import { classify, type End, endOf, type Stop } from './stop.ts';
import type { SyscallInfo } from './syscallInfo.ts';
import type { Resume, Tracee } from './tracee.ts';
import type { Tracer } from './tracer.ts';

export interface Handler {
  /** First sight of a tracee that the kernel attached by itself, through its parent or its own first stop. */
  appeared(tracee: Tracee): void;
  stopped(tracee: Tracee, stop: Stop): Resume;
  /** What stopped() decided is carried out: time for work that needs no stopped tracee. */
  resumed?(): void;
  /** The tracee is no longer in the tracer's list. */
  ended(tracee: Tracee, end: End): void;
  /** execve from a thread that was not the leader: `former` became `leader` and never reports again. */
  replaced(former: Tracee, leader: Tracee): void;
  /** No longer a tracee, without a report: it was its process's leader, and an execve of a thread that is not traced took
   *  its id (fs/exec.c, de_thread). */
  vanished(tracee: Tracee): void;
  /** Cheap: is somebody waiting for poll()? Asked after every report. */
  pending(): boolean;
  /** Asked between two reports, and with `idle` when there is nothing to wait for (may block). False ends the loop. */
  poll(idle: boolean): boolean;
}

/** At most this many reports are collected before the first is handled. */
const BATCH = 256;
/** Reports after which all the others are looked for: two busy tracees at the head take turns, too. */
const UNCOLLECTED = 8;
let uncollected = 0;

/**
 * Looks that are taken at the tracees before the thread goes to sleep, some 20 µs in all. The next stop usually comes
 * sooner, and waking a processor that went idle costs more than everything else at a stop (two cores: a log of tar 2.9 s
 * with none, 2.1 with 40, 1.6 with 80, 2.0 with 300). With one processor only the tracee could use that time.
 */
const MOST_LOOKS = availableParallelism() > 1 ? 80 : 0;
/** Where processors are busy a tracee runs when this thread lets it: looks that found nothing are halved, and all of
 *  them are tried again at every so many sleeps (with four busy neighbours 1.3 million of 1.4 million looks were idle). */
const SLEEPS = 32;
let looks = MOST_LOOKS;
let sleeps = 0;

/** The next report, as waitpid gives it: looked for, then waited for. */
function nextReport(): number {
  for (let look = 0; look < looks; look++) {
    const got = waitpid(-1, __WALL | __WNOTHREAD | WNOHANG);
    if (got === 0) continue;
    if (look > 0) looks = MOST_LOOKS;
    return got;
  }
  sleeps++;
  looks = sleeps % SLEEPS === 0 ? MOST_LOOKS : looks >> 1;
  return waitpid(-1, __WALL | __WNOTHREAD);
}

/** Takes reports and resumes tracees until the handler's poll() returns false. Throws when waitpid(2) can't be asked. */
export function runLoop(tracer: Tracer, handler: Handler): void {
  const tids: number[] = [];
  const statuses: number[] = [];
  const times: number[] = [];
  for (;;) {
    if (takeBack(tracer, handler)) {
      if (handler.pending() && !handler.poll(false)) return;
      continue;
    }
    const got = nextReport();
    if (got === -EINTR || got === -ECHILD) {
      if (got === -ECHILD && tracer.pushedBack.length === 0) forgetVanished(tracer, handler);
      if (!handler.poll(got === -ECHILD)) return;
      continue;
    }
    if (got < 0) throw new Error(`waitpid: errno ${-got}`);
    dispatch(tracer, handler, got, waitStatus(), tids, statuses, times);
    // Before anybody decides about a tracee that has a report left.
    takeBack(tracer, handler);
    if (handler.pending() && !handler.poll(false)) return;
  }
}

/** Handles what was pushed back. False when nothing was. */
function takeBack(tracer: Tracer, handler: Handler): boolean {
  const any = tracer.pushedBack.length > 0;
  for (let back = tracer.pushedBack.shift(); back; back = tracer.pushedBack.shift()) {
    handle(tracer, handler, back.tid, back.status, 0);
  }
  return any;
}

/** No tracee and no child of this thread is left: whoever traces next with it finds it as new. */
export function nothingLeft(tracer: Tracer): boolean {
  return tracer.tracees.size === 0 && waitpid(-1, __WALL | __WNOTHREAD | WNOHANG) === -ECHILD;
}

/** The kernel has no tracee of this thread any more. */
function forgetVanished(tracer: Tracer, handler: Handler): void {
  for (const tracee of [...tracer.tracees.values()]) {
    tracer.tracees.delete(tracee.tid);
    handler.vanished(tracee);
  }
}

function dispatch(
  tracer: Tracer,
  handler: Handler,
  tid: number,
  status: number,
  tids: number[],
  statuses: number[],
  times: number[],
): void {
  const time = waitSystemTime();
  if (++uncollected >= UNCOLLECTED && tracer.tracees.size > 1) {
    uncollected = 0;
    tids.length = 0;
    statuses.length = 0;
    times.length = 0;
    while (tids.length < BATCH) {
      const more = waitpid(-1, __WALL | __WNOTHREAD | WNOHANG);
      if (more <= 0) break;
      const reported = tracer.tracees.get(more);
      if (reported) reported.interrupted = true;
      tids.push(more);
      statuses.push(waitStatus());
      times.push(waitSystemTime());
    }
    handle(tracer, handler, tid, status, time);
    for (let index = 0; index < tids.length; index++) {
      handle(tracer, handler, tids[index] as number, statuses[index] as number, times[index] as number);
    }
    return;
  }
  handle(tracer, handler, tid, status, time);
}

function handle(tracer: Tracer, handler: Handler, tid: number, status: number, systemTime: number): void {
  if (tracer.unwanted.delete(tid)) {
    if (wifStopped(status)) tracer.forgo(tid, status);
    return;
  }
  let tracee = tracer.tracees.get(tid);
  if (!wifStopped(status)) {
    // Unknown ones are children of this process that are not traced (any more).
    if (!tracee) return;
    tracer.tracees.delete(tid);
    handler.ended(tracee, endOf(status));
    return;
  }
  if (!tracee) {
    tracee = tracer.add(tid);
    tracer.early.add(tid);
    handler.appeared(tracee);
  }
  tracee.state = 'stopped';
  tracee.interrupted = false;
  if (systemTime > 0) tracee.systemTime = systemTime;
  if (tracee.letsTrap) {
    tracee.letsTrap = false;
    blockTrap(tid);
  }
  const stop = classify(tid, status, tracee.inSyscall, tracer.readInfo);
  if (!stop) {
    // Killed between wait and request: only its end is left to hear of.
    tracee.state = 'running';
    return;
  }
  track(tracer, handler, tracee, stop);
  tracer.resume(tracee, handler.stopped(tracee, stop));
  handler.resumed?.();
}

/** Keeps the tracee's syscall state true for every kind of stop, before anybody decides. */
function track(tracer: Tracer, handler: Handler, tracee: Tracee, stop: Stop): void {
  switch (stop.kind) {
    case 'syscall-entry':
      tracee.inSyscall = true;
      setCall(tracee, stop.info);
      return;
    case 'syscall-exit':
      if (!tracee.inSyscall || tracee.nr === -1) nameCall(tracee, stop.info.arch);
      tracee.inSyscall = false;
      return;
    case 'fork':
    case 'vfork':
    case 'clone':
      insideCall(tracee);
      claim(tracer, handler, stop.child);
      return;
    case 'exec': {
      insideCall(tracee);
      const former = stop.formerTid === tracee.tid ? undefined : tracer.tracees.get(stop.formerTid);
      if (former) {
        tracee.nr = former.nr;
        tracee.auditArch = former.auditArch;
        tracee.meant = former.meant;
        tracer.tracees.delete(former.tid);
        handler.replaced(former, tracee);
      }
      return;
    }
    case 'seccomp':
      // Behind the entry-stop since Linux 4.8, or without one.
      tracee.inSyscall = true;
      setCall(tracee, stop.info);
      return;
    case 'vfork-done':
      insideCall(tracee);
      return;
    case 'signal':
    case 'group-stop':
    case 'event-stop':
      // The kernel handles these on the way back to user mode, after the exit-stop if there was one.
      tracee.inSyscall = false;
      return;
    case 'exit':
      return;
    default:
      stop satisfies never;
  }
}

/** At an entry-stop or a seccomp-stop. */
export function setCall(tracee: Tracee, info: SyscallInfo): void {
  tracee.nr = info.nr;
  tracee.auditArch = info.arch;
  tracee.meant = meantNumber(info.arch, info.nr, info.firstArgument);
  if (!RESULT_IS_ARGUMENT) return;
  tracee.firstLow = info.firstArgument;
  tracee.firstHigh = info.firstArgumentHigh;
}

/** These events lie inside a call, also when its entry was resumed without syscall-stops. */
function insideCall(tracee: Tracee): void {
  if (tracee.inSyscall) return;
  tracee.inSyscall = true;
  tracee.nr = -1;
  tracee.meant = -1;
}

/** An exit-stop whose entry was not seen: the number is still where the program put it. */
function nameCall(tracee: Tracee, auditArch: number): void {
  tracee.auditArch = auditArch;
  const nr = getRegisters(tracee.tid)?.[NUMBER];
  if (nr === undefined) return;
  tracee.nr = Number(BigInt.asIntN(32, nr));
  tracee.meant = tracee.nr;
}

/** The parent's word of a child. Its record is made here unless the child reported first, so that a session does not
 *  end between a parent's last report and its child's first. */
function claim(tracer: Tracer, handler: Handler, child: number): void {
  if (tracer.early.delete(child) || tracer.tracees.has(child) || child === 0) return;
  handler.appeared(tracer.add(child));
}
