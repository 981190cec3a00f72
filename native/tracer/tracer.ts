/**
 * The tracees of this thread and the requests that change their state. Death is a value: a request that finds its
 * tracee gone (ESRCH, by SIGKILL from any stop) leaves it `running`, and the loop hears of its end.
 */
import { ESRCH } from '../ffi/libc.ts';
import {
  PTRACE_CONT,
  PTRACE_DETACH,
  PTRACE_INTERRUPT,
  PTRACE_LISTEN,
  PTRACE_O_EXITKILL,
  PTRACE_O_TRACECLONE,
  PTRACE_O_TRACEEXEC,
  PTRACE_O_TRACEEXIT,
  PTRACE_O_TRACEFORK,
  PTRACE_O_TRACESECCOMP,
  PTRACE_O_TRACESYSGOOD,
  PTRACE_O_TRACEVFORK,
  PTRACE_SEIZE,
  PTRACE_SINGLESTEP,
  PTRACE_SYSCALL,
  ptrace,
} from '../ffi/ptrace.ts';
import type { SeizeGuard } from '../ffi/seize.ts';
import { __WALL, WNOHANG, waitpid, waitStatus, wstopEvent, wstopSignal } from '../ffi/wait.ts';
import { catches, isComing, processStatus } from './procfs.ts';
import { newestReader } from './readers.ts';
import { newestSetter } from './setSyscall.ts';
import { letTrapThrough } from './signalMask.ts';
import { SIGTRAP } from './stop.ts';
import type { SyscallInfoReader } from './syscallInfo.ts';
import type { SyscallSetter } from './syscallSetter.ts';
import { newTracee, type Resume, type Tracee } from './tracee.ts';

export interface TraceOptions {
  /** PTRACE_O_TRACEFORK and _VFORK: children too. */
  readonly followForks: boolean;
  /** PTRACE_O_TRACECLONE: threads (and children made by clone without SIGCHLD). */
  readonly followThreads: boolean;
  /** PTRACE_O_TRACEEXIT: an event before each thread's end. */
  readonly exitEvents: boolean;
  /** PTRACE_O_TRACESECCOMP: a stop where a filter answers SECCOMP_RET_TRACE, which fails with ENOSYS otherwise. */
  readonly seccompStops?: boolean;
  /** PTRACE_O_EXITKILL: the program ends with us. */
  readonly exitKill: boolean;
}

/** The bits of PTRACE_SEIZE's options. */
export function optionBits(options: TraceOptions): number {
  let bits = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC;
  if (options.followForks) bits |= PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK;
  if (options.followThreads) bits |= PTRACE_O_TRACECLONE;
  if (options.exitEvents) bits |= PTRACE_O_TRACEEXIT;
  if (options.seccompStops) bits |= PTRACE_O_TRACESECCOMP;
  if (options.exitKill) bits |= PTRACE_O_EXITKILL;
  return bits;
}

export class Tracer {
  readonly tracees = new Map<number, Tracee>();
  /** Children that reported before their parent's event, until that comes. Kept when they end meanwhile; one whose
   *  parent was killed before its event stays here and does no harm. */
  readonly early = new Set<number>();
  /** Threads that are let go at whatever they report next: they were wanted no longer when nothing could stop them. */
  readonly unwanted = new Set<number>();
  options: TraceOptions = { followForks: true, followThreads: true, exitEvents: false, exitKill: false };
  /** Somebody asks for the names of tracees. */
  named = true;
  readInfo: SyscallInfoReader = newestReader();
  setter: SyscallSetter = newestSetter();
  /** Reports that were taken out of turn, while an extra call ran in their tracee: the loop handles them next. */
  readonly pushedBack: { readonly tid: number; readonly status: number }[] = [];

  /** PTRACE_SEIZE with the options in the same call: no stop, no signal. 0 or a negative errno. */
  seize(tid: number, guard?: SeizeGuard): number {
    const options = optionBits(this.options);
    const result = guard ? guard.seize(tid, options) : ptrace(PTRACE_SEIZE, tid, 0, options);
    if (result === 0) this.add(tid);
    return result;
  }

  /** The record of a tid that reported, made at its first sight: its parent's event may come later (ptrace.md: 29 of
   *  30 forks), so identity comes from /proc. */
  add(tid: number): Tracee {
    this.unwanted.delete(tid);
    const known = this.tracees.get(tid);
    if (known) return known;
    const tracee = newTracee(tid);
    const status = processStatus(tid);
    if (status) {
      tracee.tgid = status.tgid;
      tracee.parent = status.parent;
      if (this.named) tracee.comm = status.comm;
    }
    this.tracees.set(tid, tracee);
    return tracee;
  }

  pushBack(tid: number, status: number): void {
    this.pushedBack.push({ tid, status });
    const tracee = this.tracees.get(tid);
    if (tracee) tracee.interrupted = true;
  }

  /**
   * PTRACE_INTERRUPT: a stop comes, of its own or another that was pending. One that has come already is as good, and
   * then nothing is asked for: INTERRUPT would lie in wait for the call that the tracee makes from there, and end it with
   * EINTR where the kernel does not make it again (signal(7): epoll_wait, semop). 0 or a negative errno.
   */
  interrupt(tracee: Tracee): number {
    if (tracee.interrupted) return 0;
    if (tracee.state !== 'stopped' && waitpid(tracee.tid, __WALL | WNOHANG) === tracee.tid) {
      this.pushBack(tracee.tid, waitStatus());
      return 0;
    }
    const result = ptrace(PTRACE_INTERRUPT, tracee.tid, 0, 0);
    if (result === 0) tracee.interrupted = true;
    return result;
  }

  /** PTRACE_DETACH at the stop of this status, of a thread that nobody knows: a signal about to be delivered is. */
  forgo(tid: number, status: number): void {
    ptrace(PTRACE_DETACH, tid, 0, wstopEvent(status) === 0 ? wstopSignal(status) : 0);
  }

  /** Carries a plan out on a tracee that is in a ptrace-stop. */
  resume(tracee: Tracee, plan: Resume): void {
    switch (plan.how) {
      case 'syscall':
        return this.run(tracee, PTRACE_SYSCALL, 'syscall', plan.signal);
      case 'continue':
        return this.run(tracee, PTRACE_CONT, 'continue', plan.signal);
      case 'step':
        return this.run(tracee, PTRACE_SINGLESTEP, 'step', plan.signal);
      case 'listen':
        ptrace(PTRACE_LISTEN, tracee.tid, 0, 0);
        tracee.state = 'listening';
        tracee.resumed = 'listen';
        return;
      case 'hold':
        tracee.state = 'stopped';
        return;
      case 'detach':
        // ESRCH: killed meanwhile; its end then goes to its parent, not to us.
        if (ptrace(PTRACE_DETACH, tracee.tid, 0, plan.signal) === -ESRCH) tracee.state = 'running';
        this.tracees.delete(tracee.tid);
        return;
      default:
        plan satisfies never;
    }
  }

  private run(tracee: Tracee, request: number, how: 'syscall' | 'continue' | 'step', signal: number): void {
    tracee.state = 'running';
    tracee.resumed = how;
    tracee.stepping = how === 'step' || (tracee.stepping && isComing(tracee.tid, SIGTRAP));
    // A handler's frame keeps the mask as it is, and stops on its first instruction without a forced signal.
    if (how === 'step' && !(signal > 0 && catches(tracee.tid, signal))) tracee.letsTrap = letTrapThrough(tracee.tid);
    // Only PTRACE_SYSCALL brings the exit-stop of the call it is in.
    if (how !== 'syscall') tracee.inSyscall = false;
    ptrace(request, tracee.tid, 0, signal);
  }
}
