/**
 * Single-steps and return breakpoints. A single-step over an instruction that enters the kernel would run the whole call
 * and show neither its entry nor its exit (ptrace.md, section 3), so such an instruction is resumed with PTRACE_SYSCALL
 * instead. Return breakpoints use a debug register: per thread, and no byte of the program changes.
 */
import { readMemory, writeMemory } from '../ffi/memory.ts';
import { machine } from './machine/index.ts';

/** EFLAGS.TF is bit 8: bit 0 of the second byte. */
const TRAP_FLAG_BYTE = 1;

/** siginfo.si_code of SIGTRAP (asm-generic/siginfo.h); 5 is TRAP_UNK, seen on a handler's first instruction. */
const TRAP_BRKPT = 1;
const TRAP_TRACE = 2;
const TRAP_HWBKPT = 4;
const TRAP_UNK = 5;

/** Takes the trap flag that a single-stepped `pushf` left on the stack away again: the program must not see it. */
export function hideTrapFlag(tid: number, sp: bigint): void {
  const bytes = readMemory(tid, sp, 2);
  if (!bytes || ((bytes[1] as number) & TRAP_FLAG_BYTE) === 0) return;
  bytes[1] = (bytes[1] as number) & ~TRAP_FLAG_BYTE;
  writeMemory(tid, sp, bytes);
}

const siCode = (siginfo: Uint8Array): number =>
  new DataView(siginfo.buffer, siginfo.byteOffset, siginfo.byteLength).getInt32(8, true);

/** Is this SIGTRAP the answer to PTRACE_SINGLESTEP (when that was the last resume)? */
export function isStepTrap(siginfo: Uint8Array): boolean {
  const code = siCode(siginfo);
  return code === TRAP_TRACE || code === TRAP_BRKPT || code === TRAP_UNK;
}

/** Is this SIGTRAP from a debug register? */
export function isHardwareTrap(siginfo: Uint8Array): boolean {
  return siCode(siginfo) === TRAP_HWBKPT;
}

/** Stops the thread before it executes `address`. 0 or a negative errno (EINVAL: not a user address). */
export function setReturnBreakpoint(tid: number, address: bigint): number {
  return machine.setBreakpoint(tid, address);
}

/** Takes it away; where none is set nothing happens. */
export function clearReturnBreakpoint(tid: number): void {
  machine.clearBreakpoint(tid);
}
