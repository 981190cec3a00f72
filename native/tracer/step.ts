/**
 * Single-steps and return breakpoints on x86. A single-step over an instruction that enters the kernel would run the
 * whole call and show neither its entry nor its exit (ptrace.md, section 3), so such an instruction is resumed with
 * PTRACE_SYSCALL instead. Return breakpoints use a debug register: per thread, and no byte of the program changes.
 */
import { readMemory, writeMemory } from '../ffi/memory.ts';
import { PTRACE_POKEUSER, ptrace } from '../ffi/ptrace.ts';

/** EFLAGS.TF is bit 8: bit 0 of the second byte. */
const TRAP_FLAG_BYTE = 1;
/** offsetof(struct user, u_debugreg) on x86_64, sys/user.h. */
const DEBUG_REGISTERS = 848;
const DR7 = DEBUG_REGISTERS + 7 * 8;
/** DR7: local enable of breakpoint 0, execute, length 1. */
const ENABLE_0 = 1;

/** siginfo.si_code of SIGTRAP (asm-generic/siginfo.h); 5 is TRAP_UNK, seen on a handler's first instruction. */
const TRAP_BRKPT = 1;
const TRAP_TRACE = 2;
const TRAP_HWBKPT = 4;
const TRAP_UNK = 5;

/** The most bytes an x86 instruction has. */
export const INSTRUCTION_BYTES = 15;

/** Does this instruction enter the kernel? `syscall`, `int 0x80`, `sysenter`, also behind prefixes without effect. */
export function entersKernel(code: Uint8Array, is32: boolean): boolean {
  const at = afterPrefixes(code, is32);
  const first = code[at];
  const second = code[at + 1];
  return (first === 0x0f && (second === 0x05 || second === 0x34)) || (first === 0xcd && second === 0x80);
}

/** Is it `pushf`, with or without prefixes? */
export function pushesFlags(code: Uint8Array, is32: boolean): boolean {
  return code[afterPrefixes(code, is32)] === 0x9c;
}

/** Legacy prefixes, and in 64-bit code REX; in 32-bit code those bytes are inc and dec. */
function afterPrefixes(code: Uint8Array, is32: boolean): number {
  let at = 0;
  while (at < code.length && isPrefix(code[at] as number, is32)) at++;
  return at;
}

function isPrefix(byte: number, is32: boolean): boolean {
  return LEGACY_PREFIXES.includes(byte) || (!is32 && (byte & 0xf0) === 0x40);
}

/** Operand and address size, segments, rep and lock (AMD64 manual, volume 3, “Instruction Prefixes”). */
const LEGACY_PREFIXES = [0x66, 0x67, 0x2e, 0x36, 0x3e, 0x26, 0x64, 0x65, 0xf2, 0xf3, 0xf0];

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
  const set = ptrace(PTRACE_POKEUSER, tid, DEBUG_REGISTERS, address);
  return set < 0 ? set : ptrace(PTRACE_POKEUSER, tid, DR7, ENABLE_0);
}

export function clearReturnBreakpoint(tid: number): void {
  ptrace(PTRACE_POKEUSER, tid, DR7, 0);
}
