/**
 * x86_64 and its 32-bit code: PTRACE_GETREGS gives a 64-bit tracer struct user_regs_struct (sys/user.h, 27 words) for
 * both. A call's number is in orig_rax while the kernel is in it.
 */
import { AUDIT_ARCH_I386, AUDIT_ARCH_X86_64 } from '../../abi/arch.ts';
import { isRestartResult } from '../../abi/constants/index.ts';
import { CALLING_CONVENTIONS, I386_IN_X86_64, X86_64_REGISTERS } from '../../abi/registers.ts';
import { PTRACE_GETREGS, PTRACE_POKEUSER, PTRACE_SETREGS, ptrace, ptraceBuffer } from '../../ffi/ptrace.ts';
import type { Machine, Registers } from './machine.ts';
import { entersKernel, INSTRUCTION_BYTES, isCall, pushesFlags } from './x86_64Code.ts';

const at = (name: string): number => (X86_64_REGISTERS as readonly string[]).indexOf(name);
const RAX = at('rax');
const RIP = at('rip');
const CS = at('cs');
const ORIG_RAX = at('orig_rax');
const ARGUMENTS = CALLING_CONVENTIONS.x86_64.args.map(at);
const ARGUMENTS_I386 = I386_IN_X86_64.args.map(at);

/** asm/segment.h: __USER32_CS, the code segment of 32-bit code. */
const USER32_CS = 0x23n;
const NO_CALL = 0xffffffffffffffffn;

/** offsetof(struct user, u_debugreg) on x86_64, sys/user.h. */
const DEBUG_REGISTERS = 848;
const DR7 = DEBUG_REGISTERS + 7 * 8;
/** DR7: local enable of breakpoint 0, execute, length 1. */
const ENABLE_0 = 1;

const numberIn = (registers: Registers): bigint => BigInt.asIntN(32, registers[ORIG_RAX] as bigint);
const is32 = (registers: Registers): boolean => registers[CS] === USER32_CS;

/** System V psABI: x86_64 figure 3.36, i386 table 2.14. */
const DWARF = 'rax rdx rcx rbx rsi rdi rbp rsp r8 r9 r10 r11 r12 r13 r14 r15 rip'.split(' ').map(at);
const DWARF_I386 = 'rax rcx rdx rbx rsp rbp rsi rdi rip'.split(' ').map(at);

export const x86_64: Machine = {
  arch: 'x86_64',
  auditArch: AUDIT_ARCH_X86_64,
  names: X86_64_REGISTERS,
  foremost: ['rip', 'rsp', 'rbp', 'rax', 'orig_rax', 'rdi', 'rsi', 'rdx', 'r10', 'r8', 'r9'],
  ofStop: undefined,
  pc: RIP,
  sp: at('rsp'),
  fp: at('rbp'),
  result: RAX,
  number: ORIG_RAX,
  call: RAX,
  dwarf: { places: DWARF, sp: 7 },
  dwarf32: { places: DWARF_I386, sp: 4 },

  argumentRegisters: (auditArch) => (auditArch === AUDIT_ARCH_I386 ? ARGUMENTS_I386 : ARGUMENTS),
  read(tid) {
    const registers = new BigUint64Array(X86_64_REGISTERS.length);
    return ptraceBuffer(PTRACE_GETREGS, tid, 0, registers) < 0 ? undefined : registers;
  },
  write: (tid, registers) => ptraceBuffer(PTRACE_SETREGS, tid, 0, registers),
  is32,
  auditArchOf: (registers) => (is32(registers) ? AUDIT_ARCH_I386 : AUDIT_ARCH_X86_64),

  foreign: AUDIT_ARCH_I386,
  entry: (auditArch) => (auditArch === AUDIT_ARCH_I386 ? I386_IN_X86_64 : CALLING_CONVENTIONS.x86_64).enter,
  alignment: 1,
  instructionBytes: INSTRUCTION_BYTES,
  entersKernel,
  showsTrapFlag: pushesFlags,
  isCall,

  restartsEarly: false,
  isInterrupted(registers) {
    const result = registers[RAX] as bigint;
    if (numberIn(registers) < 0n) return false;
    return (
      isRestartResult(BigInt.asIntN(64, result)) || (is32(registers) && isRestartResult(BigInt.asIntN(32, result)))
    );
  },
  interruptedNumber: (registers) => Number(numberIn(registers)),
  endInterrupted(registers, result) {
    registers[RAX] = BigInt.asUintN(64, result);
    // No call is being left: the kernel restarts nothing.
    registers[ORIG_RAX] = NO_CALL;
  },
  makeAgain(registers, auditArch, nr) {
    registers[RIP] = (registers[RIP] as bigint) - BigInt(this.entry(auditArch).length);
    registers[RAX] = BigInt.asUintN(64, BigInt(nr));
    // The kernel must not take the number for a result to restart.
    registers[ORIG_RAX] = NO_CALL;
  },

  returnPops: true,
  // EFLAGS.RF is set on the way back (AMD64 manual, volume 2, “Breakpoints”).
  breakpointStays: false,
  setBreakpoint(tid, address) {
    const set = ptrace(PTRACE_POKEUSER, tid, DEBUG_REGISTERS, address);
    return set < 0 ? set : ptrace(PTRACE_POKEUSER, tid, DR7, ENABLE_0);
  },
  clearBreakpoint: (tid) => void ptrace(PTRACE_POKEUSER, tid, DR7, 0),
  // asm/mman.h: MAP_32BIT.
  mapLow: 0x40n,
};
