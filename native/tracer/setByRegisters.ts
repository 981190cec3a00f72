/**
 * Changing a call through the registers, for kernels before 6.16. On x86: orig_rax and the argument registers at entry,
 * rax at exit. On arm64 the number is a regset of its own (NT_ARM_SYSTEM_CALL, 0x404) and x0 is both first argument and
 * result; that needs PTRACE_SETREGSET and is not written here.
 */
import { AUDIT_ARCH_I386 } from '../abi/arch.ts';
import { ESRCH } from '../ffi/libc.ts';
import { getRegisters, ORIG_RAX, RAX, setRegisters } from './registers.ts';
import type { EntryChange, ExitChange } from './setSyscall.ts';

// Indexes into user_regs_struct: rdi rsi rdx r10 r8 r9, and ebx ecx edx esi edi ebp.
const ARGUMENTS_X86_64 = [14, 13, 12, 7, 9, 8];
const ARGUMENTS_I386 = [5, 11, 12, 13, 14, 4];

/** The indexes into user_regs_struct of a call's six arguments, by its AUDIT_ARCH_*. */
export function argumentRegisters(auditArch: number): readonly number[] {
  return auditArch === AUDIT_ARCH_I386 ? ARGUMENTS_I386 : ARGUMENTS_X86_64;
}

/** At a syscall-entry-stop. 0 or a negative errno. */
export function entryByRegisters(tid: number, { nr, args, auditArch }: EntryChange): number {
  const registers = getRegisters(tid);
  if (!registers) return -ESRCH;
  if (nr !== undefined) registers[ORIG_RAX] = BigInt.asUintN(64, BigInt(nr));
  if (args && nr !== -1) {
    for (const [place, register] of argumentRegisters(auditArch).entries()) {
      registers[register] = BigInt.asUintN(64, args[place] ?? 0n);
    }
  }
  return setRegisters(tid, registers);
}

/** At a syscall-exit-stop. 0 or a negative errno. A 32-bit program reads the low half of the result. */
export function exitByRegisters(tid: number, { rval }: ExitChange): number {
  const registers = getRegisters(tid);
  if (!registers) return -ESRCH;
  registers[RAX] = BigInt.asUintN(64, rval);
  return setRegisters(tid, registers);
}
