/**
 * A stopped tracee's signal mask (PTRACE_GETSIGMASK, Linux 3.11), 64 bits as a bigint: bit 0 is signal 1.
 */
import { PTRACE_GETSIGMASK, PTRACE_SETSIGMASK, ptraceBuffer } from '../ffi/ptrace.ts';

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
