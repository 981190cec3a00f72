/**
 * What the session tells its log: log.ts is one, and where none is asked for there is one that hears nothing. Must not know
 * what becomes of it.
 */
import type { End } from '../../native/tracer/stop.ts';
import type { SyscallInfo } from '../../native/tracer/syscallInfo.ts';
import type { Tracee } from '../../native/tracer/tracee.ts';
import type { Marks } from '../syscalls/call.ts';

export interface SessionLog {
  wantsSyscalls(): boolean;
  wants(auditArch: number, nr: number): boolean;
  /** Its entry is in the log and waits for the result. */
  has(tid: number): boolean;
  appeared(tracee: Tracee): void;
  /** The program, or what was attached to: counts as one of several, and is no news. */
  present(tracee: Tracee): void;
  entry(tracee: Tracee, info: SyscallInfo): void;
  /** `marks`: what was changed or held up of the call. */
  exit(tracee: Tracee, info: SyscallInfo, marks?: Marks): void;
  /** Changed by hand: what the kernel is asked, and what the program is told, is not what the log says. */
  entryChanged(tracee: Tracee, info: SyscallInfo): void;
  exitChanged(tracee: Tracee, info: SyscallInfo, marks: Marks): void;
  signal(tracee: Tracee, siginfo: Uint8Array): void;
  groupStop(tracee: Tracee, signal: number): void;
  superseded(former: number, leader: number): void;
  /** PTRACE_EVENT_EXIT. */
  ending(tracee: Tracee): void;
  ended(tracee: Tracee, end: End): void;
  detached(tracee: Tracee): void;
  /** execve refused the program: says so beside the log. `message` is the kernel's. */
  startFailed(message: string): void;
  /** Nothing of this one until its execve begins: what comes before is not the program's own. */
  hide(tid: number): void;
  /** It has executed: whether or not the log has the call, what comes now is the program's. */
  executed(tid: number): void;
  /** A process was attached to by its id; `threads`: of how many threads it consists. */
  attached(pid: number, threads: number): void;
  /** The tracee runs again. */
  settle(): void;
  /** Lines wait to be written. */
  waiting(): boolean;
  flush(): void;
  close(): void;
}

const nothing = (): void => {};
export const NO_LOG: SessionLog = {
  wantsSyscalls: () => false,
  wants: () => false,
  has: () => false,
  appeared: nothing,
  present: nothing,
  entry: nothing,
  exit: nothing,
  entryChanged: nothing,
  exitChanged: nothing,
  signal: nothing,
  groupStop: nothing,
  superseded: nothing,
  ending: nothing,
  ended: nothing,
  detached: nothing,
  startFailed: nothing,
  hide: nothing,
  executed: nothing,
  attached: nothing,
  settle: nothing,
  waiting: () => false,
  flush: nothing,
  close: nothing,
};
