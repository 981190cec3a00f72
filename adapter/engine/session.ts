/**
 * A debug session as those see it who decide what a stop means and what a command does: its state, and what they may do
 * with a tracee. Types only: tracedSession.ts carries out.
 */

import type { Stop } from '../../native/tracer/stop.ts';
import type { Resume, Tracee } from '../../native/tracer/tracee.ts';
import type { Tracer } from '../../native/tracer/tracer.ts';
import type { TamperRules } from '../tamper/ruleSet.ts';
import type { Announcer } from './announcer.ts';
import type { EngineEvent } from './api.ts';
import type { Delays } from './delays.ts';
import type { SessionLog } from './sessionLog.ts';
import type { Stacks } from './stacks.ts';
import type { TraceeList } from './traceeList.ts';
import type { Hold, View } from './view.ts';
import type { Watches } from './watches.ts';

/** Answers a command later: with a value or with a sentence. */
export interface Reply {
  value(value: unknown): void;
  error(message: string, errno?: number): void;
}

export interface Lifetime {
  /** The launched process; 0 under attach or before. */
  main: number;
  /** Waiting for the launched program to be past its execve. */
  launching: { readonly reply: Reply; readonly program: string } | undefined;
  /** The launched program is held at its first instruction until start(). */
  readyToStart: boolean;
  started: boolean;
  /** Every tracee is let go at its next stop. */
  detaching: boolean;
  /** In milliseconds of native/ffi/now.ts. */
  detachingSince: number;
  /** When those that have not been let go yet are looked at again, in milliseconds of native/ffi/now.ts. */
  sweepAt: number;
  /** Everything is being killed: nothing is held any more. */
  killing: boolean;
  /** Commands that are answered when no tracee is left. */
  whenEmpty: Reply[];
  /** Its end has been announced. */
  over: boolean;
  stopOnExit: boolean;
  stopOnEntry: boolean;
}

export interface Vdso {
  /** `auto`: hidden when a rule is for one of its calls. */
  when: 'auto' | 'hide' | 'keep';
  /** Processes that don't find it. */
  readonly hidden: Set<number>;
  said: boolean;
}

/** Threads that stop together: those of a process, or all. */
export type StopAll = 'process' | 'all';

export interface Session {
  readonly tracer: Tracer;
  readonly views: Map<number, View>;
  readonly list: TraceeList;
  readonly announcer: Announcer;
  readonly watches: Watches;
  readonly tamper: TamperRules;
  readonly delays: Delays;
  readonly vdso: Vdso;
  readonly stacks: Stacks;
  readonly lifetime: Lifetime;
  log: SessionLog;
  /** Nobody is there to resume what is held: the command line. */
  unattended: boolean;
  /** strace -b execve. */
  detachOnExec: boolean;
  stopAll: StopAll | undefined;
  /** The groups of threads that are halted now. */
  readonly halted: Set<number>;
  /** What was said of programs that use ptrace themselves. */
  readonly refusals: Set<string>;
  readonly emit: (event: EngineEvent) => void;
  /** Asks to be polled in so many milliseconds. */
  readonly wakeAfter: (ms: number) => void;

  /** The debugger's side of a tracee, made when it is first asked for. */
  view(tracee: Tracee): View;
  /** How a tracee goes on when nobody holds it: by the user's mode and by whether syscall-stops matter to anybody. */
  goOn(view: View, signal?: number): Resume;
  /** Holds a tracee for the user and says so. */
  holdFor(view: View, hold: Hold, hitBreakpointIds?: readonly number[]): Resume;
  dropReturnBreakpoint(view: View): void;
  /** Detach at whatever stop came. A signal about to be delivered is delivered, unless it is a trap of ours. */
  letGo(view: View, stop: Stop): Resume;
  /** The tracee is no longer ours, without having ended. */
  forget(view: View): void;
  /** A rule was applied: its counts go to the editor with the next batch. */
  tampered(): void;
  /** The program of a process changed: names and modules are new. */
  renamed(tracee: Tracee): void;
}
