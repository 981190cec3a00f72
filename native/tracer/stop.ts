/**
 * Which stop is this? One closed union over everything wait(2) can report of a seized tracee (ptrace(2), “Stopped
 * states”, and include/uapi/linux/ptrace.h). Classification asks the kernel; what a stop means to a user is decided
 * above. Syscall-stops carry the shared view of SyscallInfo: copy what must outlive the stop.
 */
import {
  eventMessage,
  PTRACE_EVENT_CLONE,
  PTRACE_EVENT_EXEC,
  PTRACE_EVENT_EXIT,
  PTRACE_EVENT_FORK,
  PTRACE_EVENT_SECCOMP,
  PTRACE_EVENT_STOP,
  PTRACE_EVENT_VFORK,
  PTRACE_EVENT_VFORK_DONE,
  PTRACE_GETSIGINFO,
  ptraceBuffer,
} from '../ffi/ptrace.ts';
import { wcoreDump, wexitStatus, wifExited, wstopEvent, wstopSignal, wtermSignal } from '../ffi/wait.ts';
import { OP_ENTRY, OP_EXIT, SyscallInfo, type SyscallInfoReader } from './syscallInfo.ts';

export type Stop =
  | { readonly kind: 'syscall-entry'; readonly info: SyscallInfo }
  | { readonly kind: 'syscall-exit'; readonly info: SyscallInfo }
  | { readonly kind: 'seccomp'; readonly info: SyscallInfo }
  /** signal-delivery-stop. `siginfo` is the kernel's 128 bytes. */
  | { readonly kind: 'signal'; readonly signal: number; readonly siginfo: Uint8Array }
  | { readonly kind: 'group-stop'; readonly signal: number }
  /** PTRACE_EVENT_STOP with SIGTRAP: INTERRUPT, a new child's first stop, or the end of a group-stop. */
  | { readonly kind: 'event-stop' }
  | { readonly kind: 'fork' | 'vfork' | 'clone'; readonly child: number }
  | { readonly kind: 'vfork-done' }
  | { readonly kind: 'exec'; readonly formerTid: number }
  /** PTRACE_EVENT_EXIT: the wait status it will end with; memory and registers still readable. */
  | { readonly kind: 'exit'; readonly status: number };

export type End =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: number; readonly coreDumped: boolean };

export const SIGTRAP = 5;
const SYSCALL_TRAP = SIGTRAP | 0x80;

const info = new SyscallInfo();
const ENTRY: Stop = { kind: 'syscall-entry', info };
const EXIT: Stop = { kind: 'syscall-exit', info };
const SECCOMP: Stop = { kind: 'seccomp', info };
const EVENT: Stop = { kind: 'event-stop' };
const VFORK_DONE: Stop = { kind: 'vfork-done' };

/** Classifies a wait status that WIFSTOPPED. Undefined: the tracee died meanwhile (SIGKILL), wait for its end. */
export function classify(
  tid: number,
  status: number,
  inSyscall: boolean,
  readInfo: SyscallInfoReader,
): Stop | undefined {
  const signal = wstopSignal(status);
  const event = wstopEvent(status);
  if (signal === SYSCALL_TRAP && event === 0) return classifySyscall(tid, inSyscall, readInfo);
  if (event === 0) {
    const siginfo = new Uint8Array(128);
    if (ptraceBuffer(PTRACE_GETSIGINFO, tid, 0, siginfo) < 0) return undefined;
    // Killed meanwhile, and stopped at its end by now: what is said there is not this signal's.
    return siginfo[0] === signal ? { kind: 'signal', signal, siginfo } : undefined;
  }
  return classifyEvent(tid, event, signal, inSyscall, readInfo);
}

function classifySyscall(tid: number, inSyscall: boolean, readInfo: SyscallInfoReader): Stop | undefined {
  if (readInfo(tid, info, inSyscall) < 0) return undefined;
  switch (info.op) {
    case OP_ENTRY:
      return ENTRY;
    case OP_EXIT:
      return EXIT;
    default:
      // OP_NONE at a syscall-stop: only without PTRACE_O_TRACESYSGOOD, which is always set.
      return undefined;
  }
}

function classifyEvent(
  tid: number,
  event: number,
  signal: number,
  inSyscall: boolean,
  readInfo: SyscallInfoReader,
): Stop | undefined {
  if (event === PTRACE_EVENT_STOP) return signal === SIGTRAP ? EVENT : { kind: 'group-stop', signal };
  if (event === PTRACE_EVENT_SECCOMP) return readInfo(tid, info, inSyscall, true) < 0 ? undefined : SECCOMP;
  if (event === PTRACE_EVENT_VFORK_DONE) return VFORK_DONE;
  const message = eventMessage(tid);
  if (message === undefined) return undefined;
  // Killed meanwhile, and stopped at its end by now: the message is its status, and no child's or thread's id.
  if (event !== PTRACE_EVENT_EXIT && hasLeftStop(tid)) return undefined;
  switch (event) {
    case PTRACE_EVENT_FORK:
      return { kind: 'fork', child: Number(message) };
    case PTRACE_EVENT_VFORK:
      return { kind: 'vfork', child: Number(message) };
    case PTRACE_EVENT_CLONE:
      return { kind: 'clone', child: Number(message) };
    case PTRACE_EVENT_EXEC:
      return { kind: 'exec', formerTid: Number(message) };
    case PTRACE_EVENT_EXIT:
      return { kind: 'exit', status: Number(message) };
    default:
      return undefined;
  }
}

const EVENT_EXIT_CODE = SIGTRAP | (PTRACE_EVENT_EXIT << 8);
const siginfoNow = new Int32Array(32);

/**
 * Has the thread left the stop that is being handled? SIGKILL and another thread's exit_group end every stop; the thread
 * is then on its way, stopped at its end (PTRACE_EVENT_EXIT, where requests succeed again) or gone.
 */
export function hasLeftStop(tid: number): boolean {
  if (ptraceBuffer(PTRACE_GETSIGINFO, tid, 0, siginfoNow) < 0) return true;
  // si_code of the last stop (kernel/signal.c, ptrace_do_notify).
  return siginfoNow[2] === EVENT_EXIT_CODE;
}

/** The end that a wait status without WIFSTOPPED tells. */
export function endOf(status: number): End {
  return wifExited(status)
    ? { kind: 'exited', code: wexitStatus(status) }
    : { kind: 'killed', signal: wtermSignal(status), coreDumped: wcoreDump(status) };
}
