/** arm64's registers over a kernel that keeps them in a Map: what is read and written, and in which order. */
import { describe, expect, it } from 'vitest';
import { AUDIT_ARCH_AARCH64, AUDIT_ARCH_ARM } from '../../../../../native/abi/arch.ts';
import type { FixedWords } from '../../../../../native/ffi/libc.ts';
import { createAarch64, decodeBlock } from '../../../../../native/tracer/machine/aarch64.ts';
import type { Registers } from '../../../../../native/tracer/machine/index.ts';
import { byRegistersOf } from '../../../../../native/tracer/setByRegisters.ts';

const NT_PRSTATUS = 1;
const NT_ARM_HW_BREAK = 0x402;
const NT_ARM_SYSTEM_CALL = 0x404;
const ESRCH = 3;
const SVC = Uint8Array.of(0x01, 0x00, 0x00, 0xd4);
const NOP = Uint8Array.of(0x1f, 0x20, 0x03, 0xd5);

/** A stopped tracee: its sets of registers as bytes, and what was asked of the kernel. */
function fakeKernel(sets: Record<number, Uint8Array>) {
  const asked: string[] = [];
  const bytesOf = (block: FixedWords): Uint8Array => new Uint8Array(block.words.buffer);
  const regsets = {
    get(_tid: number, type: number, block: FixedWords, bytes: number): number {
      asked.push(`get ${type.toString(16)} ${bytes}`);
      const set = sets[type];
      if (!set) return -ESRCH;
      bytesOf(block).set(set.subarray(0, bytes));
      return Math.min(bytes, set.length);
    },
    set(_tid: number, type: number, block: FixedWords, bytes: number): number {
      asked.push(`set ${type.toString(16)} ${bytes}`);
      if (!sets[type]) return -ESRCH;
      sets[type] = bytesOf(block).slice(0, bytes);
      return bytes;
    },
  };
  return { machine: createAarch64(regsets), asked, sets };
}

/** struct user_pt_regs: x0 to x30, sp, pc, pstate. */
function block(words: Readonly<Record<number, bigint>>): Uint8Array {
  const values = new BigUint64Array(34);
  for (const [place, value] of Object.entries(words)) values[Number(place)] = BigInt.asUintN(64, value);
  return new Uint8Array(values.buffer);
}

const number = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer);

/** mkdirat(AT_FDCWD, 0x1000, 0755) at its entry-stop, behind the instruction at 0x4006f4. */
const ENTRY = { 0: -100n, 1: 0x1000n, 2: 0o755n, 7: 0n, 8: 34n, 31: 0xffff0000n, 32: 0x4006f8n, 33: 0x80001000n };
const atEntry = () => fakeKernel({ [NT_PRSTATUS]: block(ENTRY), [NT_ARM_SYSTEM_CALL]: number(34) });

const wordsOf = ({ sets }: ReturnType<typeof fakeKernel>): BigUint64Array =>
  new BigUint64Array((sets[NT_PRSTATUS] as Uint8Array).slice().buffer);
const numberOf = ({ sets }: ReturnType<typeof fakeKernel>): number | undefined =>
  new Int32Array((sets[NT_ARM_SYSTEM_CALL] as Uint8Array).slice().buffer)[0];

describe('arm64’s block', () => {
  it('has the words of user_pt_regs under their names, and the number behind them', () => {
    const { machine, asked } = atEntry();
    const registers = machine.read(1) as Registers;
    const named = Object.fromEntries(machine.names.map((name, place) => [name, registers[place]]));
    expect(named).toMatchObject({
      x0: 0xffffffffffffff9cn,
      x1: 0x1000n,
      x8: 34n,
      sp: 0xffff0000n,
      pc: 0x4006f8n,
      pstate: 0x80001000n,
      syscallno: 34n,
    });
    expect(machine.names).toHaveLength(registers.length);
    expect([machine.pc, machine.sp, machine.fp, machine.result, machine.call, machine.number]).toEqual(
      ['pc', 'sp', 'x29', 'x0', 'x8', 'syscallno'].map((name) => machine.names.indexOf(name)),
    );
    expect(asked).toEqual(['get 1 272', 'get 404 4']);
  });

  it('shows that there is no call as −1 of 64 bits', () => {
    expect(decodeBlock(new BigUint64Array(34), -1)[34]).toBe(0xffffffffffffffffn);
  });

  it('comes back as it was written', () => {
    const kernel = atEntry();
    const registers = kernel.machine.read(1) as Registers;
    registers[30] = 0xfedcba9876543210n;
    registers[34] = 0xffffffffffffffffn;
    expect(kernel.machine.write(1, registers)).toBe(0);
    expect(kernel.machine.read(1)).toEqual(registers);
    expect(numberOf(kernel)).toBe(-1);
    expect(kernel.asked.slice(2, 4)).toEqual(['set 1 272', 'set 404 4']);
  });

  it('is not there when the tracee is gone, on either request', () => {
    expect(fakeKernel({}).machine.read(1)).toBeUndefined();
    expect(fakeKernel({ [NT_PRSTATUS]: block({}) }).machine.read(1)).toBeUndefined();
    const { machine } = fakeKernel({});
    expect(machine.write(1, new BigUint64Array(35))).toBe(-ESRCH);
    const half = fakeKernel({ [NT_PRSTATUS]: block({}) });
    expect(half.machine.write(1, new BigUint64Array(35))).toBe(-ESRCH);
  });

  it('of a 32-bit task is another one, which is not taken for it', () => {
    const { machine } = fakeKernel({ [NT_PRSTATUS]: new Uint8Array(72), [NT_ARM_SYSTEM_CALL]: number(3) });
    expect(machine.read(1)).toBeUndefined();
    expect(machine.entry(AUDIT_ARCH_ARM)).toEqual([]);
    const registers = new BigUint64Array(35);
    registers[33] = 0x10n;
    expect([machine.is32(registers), machine.auditArchOf(registers)]).toEqual([true, AUDIT_ARCH_ARM]);
  });
});

describe('a call is changed', () => {
  it('at its entry: number by its own request, arguments from x0 on', () => {
    const kernel = atEntry();
    const args = [1n, -2n, 3n, 4n, 5n, 6n];
    expect(byRegistersOf(kernel.machine).entry(1, { nr: 35, args, auditArch: AUDIT_ARCH_AARCH64 })).toBe(0);
    expect([...wordsOf(kernel).slice(0, 6)]).toEqual([1n, 0xfffffffffffffffen, 3n, 4n, 5n, 6n]);
    // The kernel does not look at x8 any more, and the program's stays.
    expect(wordsOf(kernel)[8]).toBe(34n);
    expect(numberOf(kernel)).toBe(35);
    expect(kernel.asked).toEqual(['get 1 272', 'get 404 4', 'set 1 272', 'set 404 4']);
  });

  it('skipped: −1, and −ENOSYS where the first argument stood', () => {
    const kernel = atEntry();
    expect(byRegistersOf(kernel.machine).entry(1, { nr: -1, args: [9n], auditArch: AUDIT_ARCH_AARCH64 })).toBe(0);
    expect(numberOf(kernel)).toBe(-1);
    expect(BigInt.asIntN(64, wordsOf(kernel)[0] as bigint)).toBe(-38n);
    expect(wordsOf(kernel)[1]).toBe(0x1000n);
  });

  it('at its exit: x0, and the number stays', () => {
    const kernel = atEntry();
    expect(byRegistersOf(kernel.machine).exit(1, { rval: -13n, isError: true })).toBe(0);
    expect(BigInt.asIntN(64, wordsOf(kernel)[0] as bigint)).toBe(-13n);
    expect(numberOf(kernel)).toBe(34);
  });
});

describe('a call is made again', () => {
  it('from its exit: back over svc, with the first argument and the number, and nothing to restart', () => {
    const { machine } = atEntry();
    const registers = machine.read(1) as Registers;
    registers[0] = 0n;
    machine.makeAgain(registers, AUDIT_ARCH_AARCH64, 34, 0xffffffffffffff9cn);
    expect([registers[32], registers[0], registers[8]]).toEqual([0x4006f4n, 0xffffffffffffff9cn, 34n]);
    expect(registers[machine.number]).toBe(0xffffffffffffffffn);
  });

  it('by the kernel: it stands before svc, with its number in x8', () => {
    const { machine } = atEntry();
    const registers = machine.read(1) as Registers;
    registers[machine.number] = 0xffffffffffffffffn;
    registers[32] = 0x4006f4n;
    expect(machine.isInterrupted(registers, () => SVC)).toBe(true);
    expect(machine.interruptedNumber(registers)).toBe(34);
    expect(machine.isInterrupted(registers, () => NOP)).toBe(false);
    expect(machine.isInterrupted(registers, () => undefined)).toBe(false);
    machine.endInterrupted(registers, -4n);
    expect([registers[32], BigInt.asIntN(64, registers[0] as bigint)]).toEqual([0x4006f8n, -4n]);
  });

  it('by the kernel, seen at its exit-stop: the result says so', () => {
    const { machine } = atEntry();
    const registers = machine.read(1) as Registers;
    expect(machine.isInterrupted(registers, () => SVC)).toBe(false);
    registers[0] = BigInt.asUintN(64, -516n);
    expect(machine.isInterrupted(registers, () => undefined)).toBe(true);
    expect(machine.interruptedNumber(registers)).toBe(34);
    machine.endInterrupted(registers, 0n);
    expect([registers[32], registers[machine.number]]).toEqual([0x4006f8n, 0xffffffffffffffffn]);
  });
});

it('a breakpoint is the first of the thread’s, of four bytes, in user mode', () => {
  const kernel = fakeKernel({ [NT_ARM_HW_BREAK]: new Uint8Array(24) });
  const set = (): bigint[] => [...new BigUint64Array((kernel.sets[NT_ARM_HW_BREAK] as Uint8Array).slice().buffer)];
  expect(kernel.machine.setBreakpoint(1, 0x400100n)).toBe(0);
  expect(set()).toEqual([0n, 0x400100n, 0x1e5n]);
  kernel.machine.clearBreakpoint(1);
  expect(set()).toEqual([0n, 0n, 0n]);
  expect(fakeKernel({}).machine.setBreakpoint(1, 0n)).toBe(-ESRCH);
});
