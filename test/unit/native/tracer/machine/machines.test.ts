/** Which machine is chosen, and what each says of instructions. */
import { describe, expect, it, test } from 'vitest';
import { AUDIT_ARCH_AARCH64, AUDIT_ARCH_I386, AUDIT_ARCH_X86_64 } from '../../../../../native/abi/arch.ts';
import { shimImage } from '../../../../../native/ffi/shim.ts';
import { type Machine, machine, machineOf } from '../../../../../native/tracer/machine/index.ts';
import { canChangeCalls } from '../../../../../native/tracer/setSyscall.ts';

const X86_64 = machineOf('x64') as Machine;
const AARCH64 = machineOf('arm64') as Machine;
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

test('the machine is that of the processor at hand', () => {
  expect([X86_64.arch, AARCH64.arch]).toEqual(['x86_64', 'aarch64']);
  expect(machine).toBe(machineOf(process.arch));
  expect(machineOf('riscv64')).toBeUndefined();
});

test('calls can be changed by the registers of a known machine, and elsewhere since Linux 6.16', () => {
  expect([canChangeCalls('x64', '4.4.0'), canChangeCalls('arm64', '6.1.0-50-arm64')]).toEqual([true, true]);
  expect(['6.15.9', '6.16.0', '7.0.0'].map((release) => canChangeCalls('riscv64', release))).toEqual([
    false,
    true,
    true,
  ]);
});

describe.each([
  ['x86_64', X86_64],
  ['arm64', AARCH64],
])('%s', (_name, one) => {
  it('has each name once, and every place in its block', () => {
    expect(new Set(one.names).size).toBe(one.names.length);
    const places = [one.pc, one.sp, one.fp, one.result, one.number, one.call, ...one.argumentRegisters(one.auditArch)];
    for (const place of [...places, ...one.dwarf.places]) expect(one.names[place]).toBeDefined();
    for (const name of one.foremost) expect(one.names).toContain(name);
    expect(one.dwarf.places[one.dwarf.sp]).toBe(one.sp);
  });
});

test('arguments are where syscall(2) says', () => {
  const named = (one: Machine, arch: number): string[] => one.argumentRegisters(arch).map((at) => one.names[at] ?? '');
  expect(named(X86_64, AUDIT_ARCH_X86_64)).toEqual(['rdi', 'rsi', 'rdx', 'r10', 'r8', 'r9']);
  expect(named(X86_64, AUDIT_ARCH_I386)).toEqual(['rbx', 'rcx', 'rdx', 'rsi', 'rdi', 'rbp']);
  expect(named(AARCH64, AUDIT_ARCH_AARCH64)).toEqual(['x0', 'x1', 'x2', 'x3', 'x4', 'x5']);
});

test.each([
  ['0f05', true, 'syscall'],
  ['cd80', true, 'int 0x80'],
  ['0f34', true, 'sysenter'],
  ['480f05', true, 'rex.W syscall'],
  ['0f0b', false, 'ud2'],
])('x86: does %s enter the kernel? %s', (code, enters) => {
  expect(X86_64.entersKernel(bytes(code), false)).toBe(enters);
});

test.each([
  ['010000d4', true, 'svc #0'],
  ['210000d4', false, 'svc #1'],
  ['1f2003d5', false, 'nop'],
  ['0100', false, 'half of it'],
])('arm64: does %s enter the kernel? %s', (code, enters) => {
  expect(AARCH64.entersKernel(bytes(code), false)).toBe(enters);
  expect(AARCH64.entersKernel(bytes(code), true)).toBe(false);
});

/** The eight bytes before a return address, as a word. */
const before = (hex: string): bigint => Buffer.from(hex.padStart(16, '0'), 'hex').readBigUInt64LE();

test.each([
  [X86_64, 'e800000000', true],
  [X86_64, 'ffd0', true],
  [X86_64, '9090909090909090', false],
  [AARCH64, '85000094', true],
  [AARCH64, '00003fd6', true],
  [AARCH64, '1f083fd6', true],
  [AARCH64, '00003fd7', false],
  [AARCH64, '00083fd7', true],
  [AARCH64, '1f2003d5', false],
  [AARCH64, '85000014', false],
  [AARCH64, '00001fd6', false],
])('%#: what stands before a return address', (one, code, calls) => {
  expect(one.isCall(before(code))).toBe(calls);
});

test('the shim is an ELF file of the machine, and the code is all of its segment', () => {
  for (const [processor, elfMachine, entered] of [
    ['x64', 62, '0f05'],
    ['arm64', 183, '010000d4'],
  ] as const) {
    const image = Buffer.from(shimImage(processor));
    expect(image.readUInt16LE(18)).toBe(elfMachine);
    expect(image.readBigUInt64LE(96)).toBe(BigInt(image.length));
    expect(image.subarray(-entered.length / 2).toString('hex')).toBe(entered);
  }
  expect(() => shimImage('riscv64')).toThrow('no shim for riscv64');
});
