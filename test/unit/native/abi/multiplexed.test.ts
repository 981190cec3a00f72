import { expect, test } from 'vitest';
import { AUDIT_ARCH_I386, AUDIT_ARCH_X86_64 } from '../../../../native/abi/arch.ts';
import { meantNumber, nameBehind, numberBehind } from '../../../../native/abi/multiplexed.ts';
import { syscallNumber } from '../../../../native/abi/numbers/index.ts';

const SOCKETCALL = 102;
const IPC = 117;

test('stands for the same call made directly, where there is one', () => {
  expect(meantNumber(AUDIT_ARCH_I386, SOCKETCALL, 3)).toBe(syscallNumber('i386', 'connect'));
  expect(meantNumber(AUDIT_ARCH_I386, IPC, 12 | (1 << 16))).toBe(syscallNumber('i386', 'msgrcv'));
});

test('has a number of its own for the others', () => {
  for (const [nr, first, name] of [
    [SOCKETCALL, 9, 'send'],
    [SOCKETCALL, 10, 'recv'],
    [SOCKETCALL, 5, 'accept'],
    [IPC, 1, 'semop'],
    [IPC, 4, 'semtimedop'],
  ] as const) {
    const number = meantNumber(AUDIT_ARCH_I386, nr, first);
    expect(number).toBe(numberBehind(name));
    expect(nameBehind(AUDIT_ARCH_I386, number)).toBe(name);
  }
  expect(nameBehind(AUDIT_ARCH_X86_64, 1001)).toBeUndefined();
});

test('is itself when the number inside is nothing, in another ABI, and for every other call', () => {
  for (const first of [0, 21, -1, 0x7fffffff]) expect(meantNumber(AUDIT_ARCH_I386, SOCKETCALL, first)).toBe(SOCKETCALL);
  expect(meantNumber(AUDIT_ARCH_I386, IPC, 99)).toBe(IPC);
  expect(meantNumber(AUDIT_ARCH_X86_64, SOCKETCALL, 3)).toBe(SOCKETCALL);
  expect(meantNumber(AUDIT_ARCH_I386, 3, 3)).toBe(3);
  expect(meantNumber(AUDIT_ARCH_I386, -1, 3)).toBe(-1);
});
