/**
 * The debugger's side of a tracee: what the user asked of it, the call it is in when somebody watches that call, and
 * what it is held for. The tracer's own record (native) knows none of this.
 */
import type { Tracee } from '../../native/tracer/tracee.ts';
import type { DecodedCall, Marks } from '../syscalls/call.ts';
import type { ResumeMode, StopReason } from './api.ts';
import type { CallChange } from './callChange.ts';
import type { Step } from './changeStep.ts';
import { type Loans, newLoans } from './loans.ts';

/** A call whose entry-stop was watched, until its exit-stop. */
export interface WatchedCall {
  call: DecodedCall;
  /** The row of its entry in the stop history, when that was shown: gets the result in place. */
  rowId?: number;
}

/** Why a tracee is held in a ptrace-stop for the user. */
export interface Hold {
  readonly reason: StopReason;
  readonly description: string;
  readonly text: string;
  readonly kind: 'syscall-entry' | 'syscall-exit' | 'signal' | 'group-stop' | 'other';
  /** Delivered when it is resumed from a signal-delivery-stop; 0 elsewhere. */
  readonly signal: number;
  readonly siginfo?: Uint8Array;
  /** PTRACE_EVENT_EXIT: nothing of the program runs here any more. */
  readonly ending?: true;
  /** Stopped because another thread did (stopAll). */
  readonly together?: boolean;
  /** The call, at syscall-stops; at others the call it is in, if known. */
  readonly call?: DecodedCall;
  /** How long the call took, at its exit; undefined when its entry was not seen. */
  readonly seconds?: number | undefined;
  /** Hits of the breakpoint or filter that stopped it. */
  readonly hits?: number | undefined;
}

/** A call that the kernel will make again, at once or when the signal's handler returns. */
export interface Again {
  readonly nr: number;
  /** Behind its instruction, and its stack: the same call comes from the same place. */
  readonly ip: bigint;
  readonly sp: bigint;
  readonly steps: readonly Step[];
}

/** Argument registers of one call, by their indexes: what the kernel was given, and what the program had. */
export interface Lent {
  readonly order: readonly number[];
  readonly asked: readonly bigint[];
  readonly before: BigUint64Array;
}

export interface View {
  readonly tracee: Tracee;
  /** What the user's last resume asked for. */
  mode: ResumeMode;
  /** The user asked for a pause and no stop has come since. */
  pausing: boolean;
  watched: WatchedCall | undefined;
  /** performance.now() at the entry-stop of the call it is in, when a breakpoint or filter covers that call. */
  entered: number | undefined;
  hold: Hold | undefined;
  /** Stack pointer that a return breakpoint's hit must be above (recursion), while one is set. */
  returnAbove: bigint | undefined;
  /** A return breakpoint was ever set: a trap of one may still come after it was taken away. */
  setsReturns: boolean;
  /** The instruction being stepped is `pushf`: the trap flag it saves must be taken away. */
  pushesFlags: boolean;
  /** The kernel runs this call again after a pause: its next entry-stop is not a new call. */
  restartOf: number | undefined;
  /** Name of the call that was interrupted last: the one that restart_syscall(2) goes on with. */
  interrupted: string | undefined;
  /** Where the tracee is before its program starts: at the shim, or past its execve. */
  starting: 'shim' | 'execve' | undefined;
  /** The signal of the group-stop it is in; 0 for none. */
  groupStopped: number;
  /** It has come to its exit event. */
  ending: boolean;
  /** That is not its process's: a leader that ends before its threads. */
  endsAlone: boolean;
  /** What was changed of the call it is in. */
  change: CallChange | undefined;
  /** A changed call that the kernel makes once more after a signal: the same changes again. */
  again: Again | undefined;
  /** What the exit at hand is marked with. */
  marks: Marks | undefined;
  /** Why a tamper rule could not be applied to the call at hand: it stops and says so. */
  failure: string | undefined;
  /** Registers that it may have from its parent's changed call, until its first stop. */
  lent: readonly Lent[];
  /** Its process finds a vDSO. */
  vdso: boolean;
  /** Mappings in this memory that a child has left behind, until an extra call can unmap them. */
  readonly owed: Loans;
  /** Milliseconds that its next resume waits. */
  delay: number;
}

/** Of a tracee that runs, of which nobody has asked anything yet. */
export function newView(tracee: Tracee): View {
  return {
    tracee,
    mode: 'continue',
    pausing: false,
    watched: undefined,
    entered: undefined,
    hold: undefined,
    returnAbove: undefined,
    setsReturns: false,
    pushesFlags: false,
    restartOf: undefined,
    interrupted: undefined,
    starting: undefined,
    groupStopped: 0,
    ending: false,
    endsAlone: false,
    change: undefined,
    again: undefined,
    marks: undefined,
    failure: undefined,
    lent: [],
    vdso: true,
    owed: newLoans(),
    delay: 0,
  };
}
