/**
 * What one processor architecture's registers and instructions mean to a tracer, as one object of plain facts and small
 * functions. One of them is chosen at the start (index.ts); everything else in the house asks that one. Must not know
 * why a register is read or changed.
 */

/**
 * The general registers of a stopped tracee: the words of the kernel's block in its order, under the machine's names.
 * The word NUMBER is in it whether the kernel keeps it there or elsewhere.
 */
export type Registers = BigUint64Array;

export interface Machine {
  /** The ABI of its own 64-bit programs. */
  readonly arch: 'x86_64' | 'aarch64';
  /** AUDIT_ARCH_* of that ABI. */
  readonly auditArch: number;
  readonly names: readonly string[];
  /** Those that people look for first. */
  readonly foremost: readonly string[];

  /** Has another value at a call's stops than in the program, which gets its own back. */
  readonly ofStop: string | undefined;

  // Places in the block.
  readonly pc: number;
  readonly sp: number;
  /** Where frames are chained. */
  readonly fp: number;
  readonly result: number;
  /** The number of the call that the kernel is in for the thread; −1 in none, and then the kernel restarts nothing. */
  readonly number: number;
  /** Where a program puts the number before it enters the kernel. */
  readonly call: number;
  /** By DWARF's numbers, for 64-bit and for 32-bit code: the place of each register, and which one is the stack's. */
  readonly dwarf: Unwinding;
  readonly dwarf32: Unwinding | undefined;

  /** The six arguments of a call of this AUDIT_ARCH_*. */
  argumentRegisters(auditArch: number): readonly number[];
  /** Undefined when the tracee is gone or listening in a group-stop. */
  read(tid: number): Registers | undefined;
  /** 0 or a negative errno. */
  write(tid: number, registers: Registers): number;
  /** Is it 32-bit code? */
  is32(registers: Registers): boolean;
  /** AUDIT_ARCH_* of the ABI that the code at hand uses. */
  auditArchOf(registers: Registers): number;

  /** AUDIT_ARCH_* of another ABI that 64-bit code can use by an instruction of its own. */
  readonly foreign: number | undefined;
  /** The instruction that enters the kernel by this AUDIT_ARCH_*, as bytes. */
  entry(auditArch: number): readonly number[];
  /** Instructions begin at multiples of so many bytes. */
  readonly alignment: number;
  /** The most bytes that are read to know what the next instruction does. */
  readonly instructionBytes: number;
  /** Does this instruction enter the kernel? */
  entersKernel(code: Uint8Array, is32: boolean): boolean;
  /** Does it put the trap flag of a single-step where the program can see it? */
  showsTrapFlag(code: Uint8Array, is32: boolean): boolean;
  /** Is this what stands in front of a return address? `before`: the eight bytes, as a little-endian word. */
  isCall(before: bigint): boolean;

  /** Does the kernel back out of a call, and forget its number, before the stop that it backs out for? Then it can't be
   *  told again how the call goes on. */
  readonly restartsEarly: boolean;
  /**
   * Is the thread, outside of syscall-stops, in a call that the kernel has backed out of and will make again? `code`
   * reads the bytes at the program counter.
   */
  isInterrupted(registers: Registers, code: () => Uint8Array | undefined): boolean;
  /** The number of that call. */
  interruptedNumber(registers: Registers): number;
  /** That call is not made again: it ends with this result. */
  endInterrupted(registers: Registers, result: bigint): void;
  /** At an exit-stop: makes the call of this number and first argument again when the thread goes on. */
  makeAgain(registers: Registers, auditArch: number, nr: number, first: bigint): void;

  /** Does a return from a function take an address off the stack? */
  readonly returnPops: boolean;
  /** Does a breakpoint stop the thread again when it goes on from it? */
  readonly breakpointStays: boolean;
  /** A breakpoint of this thread alone, without a byte of the program changed. 0 or a negative errno. */
  setBreakpoint(tid: number, address: bigint): number;
  clearBreakpoint(tid: number): void;

  /** mmap's flag for addresses below 4 GiB; 0 where there is none. */
  readonly mapLow: bigint;
}

export interface Unwinding {
  readonly places: readonly number[];
  /** The stack pointer's DWARF number. */
  readonly sp: number;
}
