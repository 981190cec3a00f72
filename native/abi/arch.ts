/**
 * The ABIs a tracee can use for one system call. One process can use several (int 0x80 from 64-bit code), so the
 * table is chosen per call from what PTRACE_GET_SYSCALL_INFO says. Must not know of ptrace or of decoding.
 */

/** `arm` is the 32-bit ABI of arm64 kernels, of which nothing is known here: its calls are shown by number. `x32` is the x86_64 kernel entry with bit 30 set in the number (asm/unistd.h, __X32_SYSCALL_BIT). */
export type Arch = 'x86_64' | 'i386' | 'x32' | 'aarch64' | 'arm';

/** linux/audit.h: EM_* | __AUDIT_ARCH_64BIT | __AUDIT_ARCH_LE. */
export const AUDIT_ARCH_X86_64 = 0xc000003e;
export const AUDIT_ARCH_I386 = 0x40000003;
export const AUDIT_ARCH_AARCH64 = 0xc00000b7;
export const AUDIT_ARCH_ARM = 0x40000028;

/** asm/unistd.h: marks an x32 call in the x86_64 entry. */
export const X32_SYSCALL_BIT = 0x40000000;

/** The ABI of one call from its audit architecture and number. Numbers outside these are shown, never guessed. */
export function archOf(auditArch: number, nr: number): Arch {
  switch (auditArch) {
    case AUDIT_ARCH_I386:
      return 'i386';
    case AUDIT_ARCH_AARCH64:
      return 'aarch64';
    case AUDIT_ARCH_ARM:
      return 'arm';
    default:
      return nr >= 0 && (nr & X32_SYSCALL_BIT) !== 0 ? 'x32' : 'x86_64';
  }
}

/** Size in bytes of `long` and of pointers in that ABI (x32: long is 4 in memory structures). */
export function wordSize(arch: Arch): 4 | 8 {
  return arch === 'x86_64' || arch === 'aarch64' ? 8 : 4;
}
