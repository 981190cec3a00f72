/**
 * The one contract between the DAP thread and the tracer thread: plain values only. Commands are answered by the
 * tracer thread between two stops; events are announced by it. Neither side knows how the other is built.
 */
import type { Credentials } from '../../native/tracer/credentials.ts';
import type { StopDetail, StopRow, TamperRule, TamperRuleState, TraceeRows, ValueRow } from '../protocol/trapline.ts';
import type { LogPlan } from './logPlan.ts';

export type {
  CallStatus,
  Digits,
  FdSet,
  LogPlan,
  QuietWord,
  SummaryColumn,
  SummaryPlan,
} from './logPlan.ts';
export type { Credentials };

/** A user-visible failure: one clear sentence with what to do. Anything else thrown by a command is a defect. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** The kernel's number behind it, where there is one. */
  readonly errno: number | undefined;
  constructor(message: string, errno?: number) {
    super(message);
    this.errno = errno;
  }
}

/** A program to start. All paths are absolute and looked up by the DAP thread. */
export interface LaunchPlan {
  readonly program: string;
  /** argv[0] first. */
  readonly argv: readonly string[];
  /** Without one it is the adapter's own. */
  readonly cwd: string | undefined;
  /** `NAME=value` strings, the whole environment. */
  readonly env: readonly string[];
  /** `pipes`: stdin is /dev/null, output comes as `output` events. `inherit`: the adapter's own (command line). */
  readonly stdio: 'pipes' | 'inherit';
  /** A process group of its own, as a job of an interactive shell has. */
  readonly newProcessGroup: boolean;
  readonly followForks: boolean;
  readonly stopOnEntry: boolean;
  readonly stopOnExit: boolean;
  /** Nobody looks but the log: no exit events, and threads are followed only with children. */
  readonly logOnly?: boolean;
  /** A process that executes another program is let go (strace -b execve). */
  readonly detachOnExec?: boolean;
  /** Running processes that are traced beside it, from before it executes (strace -p). It needs no start() then. */
  readonly beside?: readonly number[];
  /** Another user for the program. */
  readonly credentials?: Credentials;
  readonly log?: LogPlan;
  /** Whether programs find their vDSO; `auto` hides it from those that a tamper rule for one of its calls is for. */
  readonly vdso?: 'auto' | 'hide' | 'keep';
  readonly sourceMap?: Readonly<Record<string, string>>;
  /** When one thread stops, the others of its process, or all, stop too and go on together. */
  readonly stopAll?: 'process' | 'all';
}

/** A program that a terminal started behind our gate (`sh` waiting on a fifo): seize, then let it exec. */
export interface GatePlan extends LaunchPlan {
  /** The pid of the waiting shell, which becomes the program. */
  readonly pid: number;
  /** Fifo that releases the shell when one line is written. */
  readonly fifo: string;
}

export interface AttachPlan {
  readonly pid: number;
  readonly followForks: boolean;
  readonly detachOnExec?: boolean;
  readonly log?: LogPlan;
  readonly sourceMap?: Readonly<Record<string, string>>;
  /** When one thread stops, the others of its process, or all, stop too and go on together. */
  readonly stopAll?: 'process' | 'all';
}

/** Running processes for the log only (strace -p); without followForks just the thread with each id. */
export interface AttachAllPlan {
  readonly pids: readonly number[];
  /** The process that is about to become the program: its first thread alone. */
  readonly own?: number;
  readonly followForks: boolean;
  readonly detachOnExec?: boolean;
  readonly log?: LogPlan;
}

export interface BreakpointSpec {
  readonly id: number;
  /** SET[@WHEN]. */
  readonly name: string;
  readonly condition?: string;
  readonly hitCondition?: string;
  /** Printed instead of stopping, with {expression} parts. */
  readonly logMessage?: string;
}

export interface VerifiedBreakpoint {
  readonly id: number;
  readonly verified: boolean;
  readonly message?: string;
}

export type ExceptionFilter = 'failed' | 'signal' | 'exec' | 'fork' | 'exit' | 'group-stop';

export interface FilterSpec {
  readonly filter: ExceptionFilter;
  readonly condition?: string;
}

export type ResumeMode = 'continue' | 'next-syscall-stop' | 'instruction' | 'out';

export type StopReason = 'entry' | 'step' | 'pause' | 'exception' | 'function breakpoint' | 'instruction breakpoint';

export interface ThreadInfo {
  readonly tid: number;
  readonly pid: number;
  /** `comm (tid)` for DAP's thread list. */
  readonly name: string;
  readonly stopped: boolean;
}

export interface FrameInfo {
  /** `openat(AT_FDCWD, "x", O_RDONLY)` for the top frame of a syscall-stop, else `main`, `libc.so.6+0x1234`. */
  readonly name: string;
  /** Program counter, plain hex. */
  readonly address: string;
  readonly module?: string;
  /** Local path that exists, after sourceMap; absent when unknown or not there. */
  readonly path?: string;
  /** The path in the debug info where the local file is missing. */
  readonly missing?: string;
  readonly line: number;
  readonly column: number;
  readonly role: 'syscall' | 'user' | 'library';
}

/** What the scopes of a stopped thread hold. Bounded plain rows; children are already there. */
export interface ScopeInfo {
  readonly name: 'Syscall' | 'Registers' | 'Files' | 'Signal';
  readonly rows: readonly ValueRow[];
}

export interface Evaluation {
  readonly text: string;
  readonly type?: string;
  readonly children: readonly ValueRow[];
}

/** Commands of the tracer thread. A rejected promise carries a UserError. */
export interface Engine {
  /** Starts the program stopped at its first instruction; nothing of it has run. Resolves with its pid. */
  launch(plan: LaunchPlan): Promise<{ pid: number }>;
  launchGate(plan: GatePlan): Promise<{ pid: number }>;
  attach(plan: AttachPlan): Promise<{ pid: number; comm: string }>;
  /** Attaches to as many as can be: how many that were. */
  attachAll(plan: AttachAllPlan): Promise<number>;
  /** configurationDone: the launched program runs (or reports `stopped` with reason entry). */
  start(): Promise<void>;
  /** Replaces all breakpoints. Works at any time; hit counts of unchanged ones are kept. */
  setBreakpoints(list: readonly BreakpointSpec[]): Promise<readonly VerifiedBreakpoint[]>;
  setExceptionFilters(list: readonly FilterSpec[]): Promise<readonly VerifiedBreakpoint[]>;
  threads(): Promise<readonly ThreadInfo[]>;
  stack(tid: number): Promise<readonly FrameInfo[]>;
  scopes(tid: number): Promise<readonly ScopeInfo[]>;
  evaluate(tid: number | undefined, expression: string): Promise<Evaluation>;
  /** `signal`: at a signal-delivery-stop, delivered instead of the one that came; 0 drops it. */
  resume(tid: number, mode: ResumeMode, signal?: number): Promise<void>;
  /** PTRACE_INTERRUPT; announced by a `stopped` event with reason pause. tid undefined: every thread. */
  pause(tid: number | undefined): Promise<void>;
  stopDetail(id: number): Promise<StopDetail>;
  continueGroup(pid: number): Promise<void>;
  /** Replaces all tamper rules. Works at any time; counts of unchanged ones are kept. Answers in order. */
  setTamperRules(list: readonly TamperRule[]): Promise<readonly TamperRuleState[]>;
  /** A command of the debug console at a held thread (adapter/tamper/command.ts); says what will happen, and undefined
   *  when the text is no command. */
  command(tid: number | undefined, text: string): Promise<string | undefined>;
  /** Everything attached goes on exactly as it was. */
  detach(): Promise<void>;
  /** SIGKILL to everything launched; resolves when all are gone. */
  kill(): Promise<void>;
  /** Stops and resumes the reading of the program's output: a slow client blocks the program, not our memory. */
  holdOutput(held: boolean): void;
  /** Ends the tracer thread. */
  dispose(): Promise<void>;
}

export type EngineEvent =
  | {
      readonly type: 'stopped';
      readonly tid: number;
      readonly reason: StopReason;
      /** `openat entry`, `openat failed: ENOENT`, `SIGSEGV at 0x0`. */
      readonly description: string;
      /** The call or signal in strace's notation. */
      readonly text: string;
      readonly hitBreakpointIds: readonly number[];
      /** Only because another thread stopped (stopAll): nothing to look at first. */
      readonly together?: boolean;
    }
  | { readonly type: 'continued'; readonly tid: number }
  | { readonly type: 'thread'; readonly reason: 'started' | 'exited'; readonly tid: number }
  /** One of several processes could not be attached to, with the kernel's errno. */
  | { readonly type: 'refused'; readonly pid: number; readonly errno: number }
  | { readonly type: 'process'; readonly pid: number; readonly name: string; readonly startMethod: 'launch' | 'attach' }
  | { readonly type: 'output'; readonly category: 'stdout' | 'stderr' | 'console' | 'important'; readonly text: string }
  | { readonly type: 'stops'; readonly rows: readonly StopRow[]; readonly dropped: number }
  | { readonly type: 'hits'; readonly hits: Readonly<Record<string, number>> }
  | ({ readonly type: 'tracees' } & TraceeRows)
  | { readonly type: 'breakpoint'; readonly breakpoint: VerifiedBreakpoint }
  | { readonly type: 'tamper'; readonly rules: readonly TamperRuleState[] }
  /** A held thread's call, registers or memory were changed by the user: what was fetched about its stop is old. */
  | { readonly type: 'changed'; readonly tid: number }
  /** The launched program's end: its exit status, or 128 + signal as shells say. */
  | { readonly type: 'exited'; readonly code: number; readonly text: string }
  /** No tracee is left. */
  | { readonly type: 'terminated' }
  /** The tracer thread itself failed: a defect, said once. */
  | { readonly type: 'failed'; readonly text: string };
