/**
 * From the SIGTRAP of a single-step or of a return breakpoint to an event-stop at the same instruction. A tracer that is
 * killed while its tracee stands at the trap leaves the trap flag set, and the next instruction ends an attached program by
 * SIGTRAP (measured on Linux 6.18). In an event-stop the flag is gone, and the program just goes on. Nothing of it runs on
 * the way: the kernel looks for INTERRUPT before it goes back to the program (kernel/signal.c, get_signal).
 */
import { EINTR } from '../ffi/libc.ts';
import { PTRACE_CONT, PTRACE_EVENT_STOP, PTRACE_INTERRUPT, PTRACE_SINGLESTEP, ptrace } from '../ffi/ptrace.ts';
import { __WALL, waitpid, waitStatus, wifStopped, wstopEvent, wstopSignal } from '../ffi/wait.ts';
import { machine } from './machine/index.ts';
import { getRegisters, PC } from './registers.ts';
import { blockTrap, letTrapThrough } from './signalMask.ts';
import { SIGTRAP } from './stop.ts';
import type { Tracee } from './tracee.ts';
import type { Tracer } from './tracer.ts';

export type Settled =
  | { readonly at: 'event-stop' }
  /** A group-stop of its process came first. */
  | { readonly at: 'group-stop'; readonly signal: number }
  /** Ended or ending, or at a stop of another kind: the loop handles it next. */
  | { readonly at: 'elsewhere' };

/** The tracee must be in the signal-delivery-stop of a SIGTRAP that the program is not to get. */
export function settleTrap(tracer: Tracer, tracee: Tracee): Settled {
  const { tid } = tracee;
  ptrace(PTRACE_INTERRUPT, tid, 0, 0);
  ptrace(PTRACE_CONT, tid, 0, 0);
  let got: number;
  do got = waitpid(tid, __WALL);
  while (got === -EINTR);
  const status = waitStatus();
  tracee.interrupted = false;
  if (got > 0 && wifStopped(status) && wstopEvent(status) === PTRACE_EVENT_STOP) {
    tracee.stepping = false;
    const signal = wstopSignal(status);
    return signal === SIGTRAP ? { at: 'event-stop' } : { at: 'group-stop', signal };
  }
  if (got > 0) tracer.pushBack(tid, status);
  return { at: 'elsewhere' };
}

/**
 * Past a return breakpoint that was not meant for this frame, where it would stop the thread again and again: one
 * instruction without it. False: another stop came first, and the loop handles it next.
 */
export function passBreakpoint(tracer: Tracer, { tid }: Tracee): boolean {
  if (!machine.breakpointStays) return true;
  const address = getRegisters(tid)?.[PC];
  if (address === undefined) return true;
  machine.clearBreakpoint(tid);
  const lets = letTrapThrough(tid);
  ptrace(PTRACE_SINGLESTEP, tid, 0, 0);
  let got: number;
  do got = waitpid(tid, __WALL);
  while (got === -EINTR);
  const status = waitStatus();
  machine.setBreakpoint(tid, address);
  if (lets) blockTrap(tid);
  if (got > 0 && wifStopped(status) && wstopEvent(status) === 0 && wstopSignal(status) === SIGTRAP) return true;
  if (got > 0) tracer.pushBack(tid, status);
  return false;
}
