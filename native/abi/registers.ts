/**
 * Registers and calling conventions of each ABI as data: where PTRACE_GETREGS and PTRACE_GETREGSET(NT_PRSTATUS) put
 * them, and which carry a system call. Must not know how a block is read: native/tracer does.
 */
import type { Arch } from './arch.ts';

/** sys/user.h, struct user_regs_struct on x86_64: 27 words of 8 bytes in this order. */
export const X86_64_REGISTERS = [
  'r15',
  'r14',
  'r13',
  'r12',
  'rbp',
  'rbx',
  'r11',
  'r10',
  'r9',
  'r8',
  'rax',
  'rcx',
  'rdx',
  'rsi',
  'rdi',
  'orig_rax',
  'rip',
  'cs',
  'eflags',
  'rsp',
  'ss',
  'fs_base',
  'gs_base',
  'ds',
  'es',
  'fs',
  'gs',
] as const;

/** sys/user.h, struct user_regs_struct on i386: 17 words of 4 bytes, what NT_PRSTATUS gives for a 32-bit task. */
export const I386_REGISTERS = [
  'ebx',
  'ecx',
  'edx',
  'esi',
  'edi',
  'ebp',
  'eax',
  'xds',
  'xes',
  'xfs',
  'xgs',
  'orig_eax',
  'eip',
  'xcs',
  'eflags',
  'esp',
  'xss',
] as const;

/** asm/ptrace.h, struct user_pt_regs on arm64: x0..x30, sp, pc, pstate, 34 words of 8 bytes. */
export const AARCH64_REGISTERS: readonly string[] = [
  ...Array.from({ length: 31 }, (_, index) => `x${index}`),
  'sp',
  'pc',
  'pstate',
];

export type X86_64Register = (typeof X86_64_REGISTERS)[number];

/** How one ABI passes a system call, in names of the registers of the block that the kernel gives for it. */
export interface CallingConvention {
  /** The registers of the block, in its order. */
  readonly registers: readonly string[];
  /** Bytes of one register in the block. */
  readonly size: 4 | 8;
  /** The number, as a tracer reads and changes it at a syscall-entry-stop. */
  readonly nr: string;
  /** The six arguments. */
  readonly args: readonly [string, string, string, string, string, string];
  readonly result: string;
  readonly pc: string;
  readonly sp: string;
  /** The instruction that enters the kernel (its bytes), and its length: what a restart goes back by. */
  readonly enter: readonly number[];
}

const X86_64: CallingConvention = {
  registers: X86_64_REGISTERS,
  size: 8,
  nr: 'orig_rax',
  args: ['rdi', 'rsi', 'rdx', 'r10', 'r8', 'r9'],
  result: 'rax',
  pc: 'rip',
  sp: 'rsp',
  enter: [0x0f, 0x05],
};

/**
 * syscall(2), "Architecture calling conventions". i386 is a 32-bit task; int 0x80 from a 64-bit one uses the same
 * arguments in the x86_64 block (rbx, rcx, …), which I386_IN_X86_64 names. On arm64 the number is changed with
 * NT_ARM_SYSTEM_CALL and not by writing x8.
 */
export const CALLING_CONVENTIONS: Readonly<Record<Exclude<Arch, 'arm'>, CallingConvention>> = {
  x86_64: X86_64,
  x32: X86_64,
  i386: {
    registers: I386_REGISTERS,
    size: 4,
    nr: 'orig_eax',
    args: ['ebx', 'ecx', 'edx', 'esi', 'edi', 'ebp'],
    result: 'eax',
    pc: 'eip',
    sp: 'esp',
    enter: [0xcd, 0x80],
  },
  aarch64: {
    registers: AARCH64_REGISTERS,
    size: 8,
    nr: 'x8',
    args: ['x0', 'x1', 'x2', 'x3', 'x4', 'x5'],
    result: 'x0',
    pc: 'pc',
    sp: 'sp',
    enter: [0x01, 0x00, 0x00, 0xd4],
  },
};

/**
 * An i386 call as a 64-bit tracer sees it with PTRACE_GETREGS: always the x86_64 block, whatever the tracee's mode.
 * Arguments are the low 32 bits.
 */
export const I386_IN_X86_64: CallingConvention = {
  ...X86_64,
  args: ['rbx', 'rcx', 'rdx', 'rsi', 'rdi', 'rbp'],
  enter: [0xcd, 0x80],
};

const offsets = new Map<readonly string[], ReadonlyMap<string, number>>();

/** Byte offset of a register in the block of a convention; undefined when it has no such register. */
export function registerOffset(convention: CallingConvention, name: string): number | undefined {
  let known = offsets.get(convention.registers);
  if (!known) {
    known = new Map(convention.registers.map((register, index) => [register, index * convention.size]));
    offsets.set(convention.registers, known);
  }
  return known.get(name);
}

/** The convention of a call for a 64-bit x86 tracer reading PTRACE_GETREGS, or of arm64 reading NT_PRSTATUS. */
export function conventionOf(arch: Exclude<Arch, 'arm'>): CallingConvention {
  return arch === 'i386' ? I386_IN_X86_64 : CALLING_CONVENTIONS[arch];
}
