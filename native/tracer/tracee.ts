/**
 * What the tracer knows of one tracee (a thread, in ptrace's words). Only the tracer changes it; only the loop removes it.
 */

export type Resume =
  /** PTRACE_SYSCALL, PTRACE_CONT, PTRACE_SINGLESTEP; `signal` is delivered at a signal-delivery-stop, 0 elsewhere. */
  | { readonly how: 'syscall' | 'continue' | 'step'; readonly signal: number }
  /** PTRACE_LISTEN: stay in the group-stop, and hear of its end (ptrace(2), “Group-stop”). */
  | { readonly how: 'listen' }
  /** Leave it stopped until somebody resumes it. */
  | { readonly how: 'hold' }
  | { readonly how: 'detach'; readonly signal: number };

export const RESUME_SYSCALL: Resume = Object.freeze({ how: 'syscall', signal: 0 });
export const RESUME_CONTINUE: Resume = Object.freeze({ how: 'continue', signal: 0 });
export const RESUME_STEP: Resume = Object.freeze({ how: 'step', signal: 0 });
export const LISTEN: Resume = Object.freeze({ how: 'listen' });
export const HOLD: Resume = Object.freeze({ how: 'hold' });

/** The first argument of the call that it is in, or has just returned from. */
export const firstArgument = ({ firstLow, firstHigh }: Tracee): bigint => (BigInt(firstHigh) << 32n) | BigInt(firstLow);

export interface Tracee {
  readonly tid: number;
  /** Thread group: the process. */
  tgid: number;
  /** Parent process when it appeared; 0 when unknown. */
  parent: number;
  comm: string;
  state: 'running' | 'stopped' | 'listening';
  /** Between a syscall-entry-stop and its exit-stop. */
  inSyscall: boolean;
  /** Number and AUDIT_ARCH_* of the call it is in, or of the last one. */
  nr: number;
  auditArch: number;
  /** The number of the call that `nr` stands for: another than it for i386's socketcall and ipc. */
  meant: number;
  /** Its first argument as the program made it, in halves: numbers cost nothing at a stop. Kept only where the result's
   *  register is the argument's. */
  firstLow: number;
  firstHigh: number;
  /** The last resume. */
  resumed: 'syscall' | 'continue' | 'step' | 'listen';
  /** PTRACE_SINGLESTEP was the last resume, or its trap is still queued behind the stop that came first. */
  stepping: boolean;
  /** SIGTRAP is let through for the single-step under way, though the program blocks it. */
  letsTrap: boolean;
  /** A stop is on its way: PTRACE_INTERRUPT was sent and none has come since (any ptrace-stop clears it in the kernel too),
   *  or one has been reported and is still to be handled. */
  interrupted: boolean;
  /** Nanoseconds the kernel had worked for its process at the last report; 0 when nobody asked for them. */
  systemTime: number;
}

/** Of a thread that has just been seized: it runs, in no call, and is its own process until somebody looks. */
export function newTracee(tid: number): Tracee {
  return {
    tid,
    tgid: tid,
    parent: 0,
    comm: '',
    state: 'running',
    inSyscall: false,
    nr: -1,
    auditArch: 0,
    meant: -1,
    firstLow: 0,
    firstHigh: 0,
    resumed: 'continue',
    stepping: false,
    letsTrap: false,
    interrupted: false,
    systemTime: 0,
  };
}
