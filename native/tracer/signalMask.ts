/**
 * A stopped tracee's signal mask (PTRACE_GETSIGMASK, Linux 3.11), 64 bits as a bigint: bit 0 is signal 1.
 */

import { PTRACE_GETSIGMASK, PTRACE_SETSIGMASK, ptraceBuffer } from '../ffi/ptrace.ts';
import { pendingSignals } from './procfs.ts';

/** sizeof(kernel sigset_t), which both requests take as their address. */
const SIZE = 8;
const word = new BigUint64Array(1);

/** SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV, SIGSYS: the kernel forces them on a thread, and forcing a blocked one would
 *  reset the program's handler (kernel/signal.c: force_sig_info_to_task). */
export const SYNCHRONOUS = [4, 5, 7, 8, 11, 31].reduce((bits, signal) => bits | (1n << BigInt(signal - 1)), 0n);

/** The bit of a signal in the kernel's masks, which begin with signal 1. */
export const bitOf = (signal: number): bigint => 1n << BigInt(signal - 1);

/** The mask, or undefined when the tracee is gone. */
export function getSignalMask(tid: number): bigint | undefined {
  return ptraceBuffer(PTRACE_GETSIGMASK, tid, SIZE, word) < 0 ? undefined : word[0];
}

/** 0 or a negative errno. */
export function setSignalMask(tid: number, mask: bigint): number {
  word[0] = BigInt.asUintN(64, mask);
  return ptraceBuffer(PTRACE_SETSIGMASK, tid, SIZE, word);
}

const TRAP = bitOf(5);

/**
 * Before a single-step. Its SIGTRAP is forced on the thread: where that is blocked, the kernel lets it through for good and
 * takes the program's handler away (kernel/signal.c, force_sig_info_to_task). So it is let through for this step. True
 * when it must be blocked again at the stop that comes. Not where the program's own is waiting: it would come instead.
 */
export function letTrapThrough(tid: number): boolean {
  const mask = getSignalMask(tid);
  if (mask === undefined || (mask & TRAP) === 0n || (pendingSignals(tid) & TRAP) !== 0n) return false;
  return setSignalMask(tid, mask & ~TRAP) === 0;
}

/** At that stop. */
export function blockTrap(tid: number): void {
  const mask = getSignalMask(tid);
  if (mask !== undefined) setSignalMask(tid, mask | TRAP);
}
