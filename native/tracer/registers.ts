/**
 * The general registers of a stopped x86_64 tracee: struct user_regs_struct of sys/user.h, 27 words. The kernel gives
 * this layout to a 64-bit tracer for 32-bit code too.
 */
import { PTRACE_GETREGS, PTRACE_SETREGS, ptraceBuffer } from '../ffi/ptrace.ts';

export const REGISTER_NAMES = [
  'r15', 'r14', 'r13', 'r12', 'rbp', 'rbx', 'r11', 'r10', 'r9', 'r8', 'rax', 'rcx', 'rdx', 'rsi', 'rdi',
  'orig_rax', 'rip', 'cs', 'eflags', 'rsp', 'ss', 'fs_base', 'gs_base', 'ds', 'es', 'fs', 'gs',
] as const; // biome-ignore format: one row of the structure a line would hide its order

export const RIP = 16;
export const EFLAGS = 18;
export const RSP = 19;
export const RAX = 10;
export const ORIG_RAX = 15;
export const CS = 17;
/** asm/segment.h: __USER32_CS, the code segment of 32-bit code. */
export const USER32_CS = 0x23n;

/** PTRACE_GETREGS, or undefined when the tracee is gone or listening in a group-stop. */
export function getRegisters(tid: number): BigUint64Array | undefined {
  const registers = new BigUint64Array(REGISTER_NAMES.length);
  return ptraceBuffer(PTRACE_GETREGS, tid, 0, registers) < 0 ? undefined : registers;
}

/** PTRACE_SETREGS. 0 or a negative errno. */
export function setRegisters(tid: number, registers: BigUint64Array): number {
  return ptraceBuffer(PTRACE_SETREGS, tid, 0, registers);
}
