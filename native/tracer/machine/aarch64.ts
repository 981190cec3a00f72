/**
 * arm64: NT_PRSTATUS gives struct user_pt_regs (asm/ptrace.h: x0 to x30, sp, pc, pstate), and the number of the call that
 * the kernel is in is a set of its own. Measured on Linux 6.1, and as arch/arm64/kernel/ptrace.c and signal.c have it:
 *
 * - x0 is the first argument, then the result. The kernel keeps the first argument as it was made (orig_x0), shows that in
 *   PTRACE_GET_SYSCALL_INFO also after x0 was changed, and makes a call again with it.
 * - x8 says the number to the kernel, and is not looked at any more at the entry-stop.
 * - A call that is skipped returns what is in x0: its first argument, unless somebody writes another value.
 * - At a syscall-stop x7 is 0 or 1. The kernel puts the program's value back, so what is written there is lost.
 * - Before a signal-stop or an event-stop the kernel has set pc back to the call that it will make again, with x0, and has
 *   forgotten the number.
 */
import { AUDIT_ARCH_AARCH64, AUDIT_ARCH_ARM } from '../../abi/arch.ts';
import { isRestartResult } from '../../abi/constants/index.ts';
import { AARCH64_REGISTERS, CALLING_CONVENTIONS } from '../../abi/registers.ts';
import { FixedWords } from '../../ffi/libc.ts';
import { regsets as ofKernel, type Regsets } from '../../ffi/regset.ts';
import { entersKernel, INSTRUCTION_BYTES, isCall } from './aarch64Code.ts';
import type { Machine, Registers } from './machine.ts';

// linux/elf.h.
const NT_PRSTATUS = 1;
const NT_ARM_HW_BREAK = 0x402;
const NT_ARM_SYSTEM_CALL = 0x404;

const WORDS = AARCH64_REGISTERS.length;
const BLOCK_BYTES = 8 * WORDS;
/** struct pt_regs' name for what NT_ARM_SYSTEM_CALL holds. */
const NAMES = [...AARCH64_REGISTERS, 'syscallno'];
const X0 = 0;
const X8 = 8;
const FP = 29;
const SP = 31;
const PC = 32;
const PSTATE = 33;
const NUMBER = 34;
const NO_CALL = 0xffffffffffffffffn;
/** asm/ptrace.h: PSR_MODE32_BIT. */
const MODE_32 = 0x10n;

/** The first of a thread's breakpoints in struct user_hwdebug_state: an address, and its control word. */
const BREAKPOINT_BYTES = 24;
/** Enabled, of user mode, of all four bytes of an instruction (arch/arm64/include/asm/hw_breakpoint.h). */
const ENABLED = (0xfn << 5n) | (2n << 1n) | 1n;

const is32 = (registers: Registers): boolean => ((registers[PSTATE] as bigint) & MODE_32) !== 0n;

/** From the words that the kernel has filled in, and the number. */
export function decodeBlock(words: BigUint64Array, number: number): Registers {
  const registers = new BigUint64Array(NAMES.length);
  registers.set(words.subarray(0, WORDS));
  registers[NUMBER] = BigInt.asUintN(64, BigInt(number));
  return registers;
}

/** `regsets`: the kernel's, or a test's. */
export function createAarch64(regsets: Regsets): Machine {
  const block = new FixedWords(WORDS);
  const number = new FixedWords(1);
  const numberWord = new Int32Array(number.words.buffer, 0, 1);
  const breakpoint = new FixedWords(BREAKPOINT_BYTES / 8);

  function setBreakpoint(tid: number, address: bigint, control: bigint): number {
    breakpoint.words.set([0n, address, control]);
    return Math.min(regsets.set(tid, NT_ARM_HW_BREAK, breakpoint, BREAKPOINT_BYTES), 0);
  }

  return {
    arch: 'aarch64',
    auditArch: AUDIT_ARCH_AARCH64,
    names: NAMES,
    foremost: ['pc', 'sp', 'x29', 'x30', 'x8', 'syscallno', 'x0', 'x1', 'x2', 'x3', 'x4', 'x5'],
    ofStop: 'x7',
    pc: PC,
    sp: SP,
    fp: FP,
    result: X0,
    number: NUMBER,
    call: X8,
    // DWARF for the Arm 64-bit Architecture, table 1: x0 to x30, sp.
    dwarf: { places: Array.from({ length: SP + 1 }, (_, index) => index), sp: SP },
    dwarf32: undefined,

    argumentRegisters: () => ARGUMENTS,
    read(tid) {
      // A 32-bit task gives another block (18 words of 4 bytes), and its calls are not known here.
      if (regsets.get(tid, NT_PRSTATUS, block, BLOCK_BYTES) !== BLOCK_BYTES) return undefined;
      if (regsets.get(tid, NT_ARM_SYSTEM_CALL, number, 4) < 0) return undefined;
      return decodeBlock(block.words, numberWord[0] as number);
    },
    write(tid, registers) {
      block.words.set(registers.subarray(0, WORDS));
      const set = regsets.set(tid, NT_PRSTATUS, block, BLOCK_BYTES);
      if (set < 0) return set;
      numberWord[0] = Number(BigInt.asIntN(32, registers[NUMBER] as bigint));
      return Math.min(regsets.set(tid, NT_ARM_SYSTEM_CALL, number, 4), 0);
    },
    is32,
    auditArchOf: (registers) => (is32(registers) ? AUDIT_ARCH_ARM : AUDIT_ARCH_AARCH64),

    foreign: undefined,
    entry: (auditArch) => (auditArch === AUDIT_ARCH_AARCH64 ? CALLING_CONVENTIONS.aarch64.enter : []),
    alignment: 4,
    instructionBytes: INSTRUCTION_BYTES,
    entersKernel,
    // The program can't read it.
    showsTrapFlag: () => false,
    isCall,

    restartsEarly: true,
    isInterrupted(registers, code) {
      // At the exit-stop the kernel has still to decide; later nothing but the instruction tells.
      if (registers[NUMBER] !== NO_CALL) return isRestartResult(BigInt.asIntN(64, registers[X0] as bigint));
      const bytes = code();
      return bytes !== undefined && entersKernel(bytes, is32(registers));
    },
    interruptedNumber: (registers) =>
      Number(BigInt.asIntN(32, registers[registers[NUMBER] === NO_CALL ? X8 : NUMBER] as bigint)),
    endInterrupted(registers, result) {
      registers[X0] = BigInt.asUintN(64, result);
      if (registers[NUMBER] === NO_CALL) registers[PC] = (registers[PC] as bigint) + BigInt(INSTRUCTION_BYTES);
      registers[NUMBER] = NO_CALL;
    },
    makeAgain(registers, _auditArch, nr, first) {
      registers[PC] = (registers[PC] as bigint) - BigInt(INSTRUCTION_BYTES);
      registers[X0] = first;
      registers[X8] = BigInt.asUintN(64, BigInt(nr));
      // The kernel must not take the first argument for a result to restart.
      registers[NUMBER] = NO_CALL;
    },

    returnPops: false,
    // A debugger's own is left to the debugger (arch/arm64/kernel/hw_breakpoint.c: breakpoint_handler).
    breakpointStays: true,
    setBreakpoint: (tid, address) => setBreakpoint(tid, address, ENABLED),
    clearBreakpoint: (tid) => void setBreakpoint(tid, 0n, 0n),
    mapLow: 0n,
  };
}

const ARGUMENTS: readonly number[] = CALLING_CONVENTIONS.aarch64.args.map((name) => NAMES.indexOf(name));

export const aarch64: Machine = createAarch64(ofKernel);
