import { describe, expect, it } from 'vitest';
import type { Arch } from '../../../../native/abi/arch.ts';
import {
  AARCH64_REGISTERS,
  CALLING_CONVENTIONS,
  conventionOf,
  I386_REGISTERS,
  registerOffset,
  X86_64_REGISTERS,
} from '../../../../native/abi/registers.ts';

const ARCHS = ['x86_64', 'i386', 'x32', 'aarch64'] as const satisfies readonly Arch[];

describe('registers', () => {
  it('fills the kernel’s structures', () => {
    // sizeof(struct user_regs_struct) of x86_64 and i386, struct user_pt_regs of arm64.
    expect(X86_64_REGISTERS.length * 8).toBe(216);
    expect(I386_REGISTERS.length * 4).toBe(68);
    expect(AARCH64_REGISTERS.length * 8).toBe(272);
  });

  it.each([
    ['r15', 0],
    ['rax', 80],
    ['rdi', 112],
    ['orig_rax', 120],
    ['rip', 128],
    ['eflags', 144],
    ['rsp', 152],
    ['fs_base', 168],
    ['gs', 208],
  ])('%s is at offsetof(struct user_regs_struct): %i', (name, offset) => {
    expect(registerOffset(conventionOf('x86_64'), name)).toBe(offset);
  });

  it.each(ARCHS)('%s names registers of its own block', (arch) => {
    for (const convention of [conventionOf(arch), CALLING_CONVENTIONS[arch]]) {
      for (const name of [convention.nr, convention.result, convention.pc, convention.sp, ...convention.args]) {
        expect(convention.registers).toContain(name);
      }
      expect(new Set(convention.args).size).toBe(6);
    }
  });

  it('passes i386 arguments in the low halves for a 64-bit tracer', () => {
    expect(conventionOf('i386').args).toEqual(['rbx', 'rcx', 'rdx', 'rsi', 'rdi', 'rbp']);
    expect(registerOffset(conventionOf('i386'), 'ebx')).toBeUndefined();
  });
});
