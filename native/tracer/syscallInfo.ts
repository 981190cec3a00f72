/**
 * PTRACE_GET_SYSCALL_INFO (Linux 5.3): which syscall-stop this is, its ABI, number and arguments or its result. One
 * buffer and one view serve every stop, so that a stop nobody watches costs no allocation: whoever keeps a value copies
 * it. Offsets from struct ptrace_syscall_info in linux/ptrace.h. Must not know what a call means.
 */
import { AUDIT_ARCH_I386 } from '../abi/arch.ts';
import { FixedWords } from '../ffi/libc.ts';
import { PTRACE_GET_SYSCALL_INFO, ptrace } from '../ffi/ptrace.ts';

export const OP_NONE = 0;
export const OP_ENTRY = 1;
export const OP_EXIT = 2;
export const OP_SECCOMP = 3;

const SIZE = 88;

export class SyscallInfo {
  private readonly words = new FixedWords(SIZE / 8);
  private readonly bytes = new Uint8Array(this.words.words.buffer, 0, SIZE);
  private readonly view = new DataView(this.bytes.buffer);
  readonly address = this.words.address;

  /** OP_NONE, OP_ENTRY, OP_EXIT or OP_SECCOMP. */
  get op(): number {
    return this.bytes[0] as number;
  }
  /** AUDIT_ARCH_* of this call. */
  get arch(): number {
    return this.view.getUint32(4, true);
  }
  get instructionPointer(): bigint {
    return this.view.getBigUint64(8, true);
  }
  get stackPointer(): bigint {
    return this.view.getBigUint64(16, true);
  }
  /** At entry and seccomp: the number as the kernel compares it, a signed 32-bit value (−1 is a skipped call). */
  get nr(): number {
    return this.view.getInt32(24, true);
  }
  /** At entry and seccomp: six arguments. A copy. int 0x80 from 64-bit code leaves the upper halves of the registers
   *  in the kernel's answer; the i386 entry does not look at them. */
  args(): bigint[] {
    const { view } = this;
    if (this.arch === AUDIT_ARCH_I386) return [32, 40, 48, 56, 64, 72].map((at) => BigInt(view.getUint32(at, true)));
    return [
      view.getBigUint64(32, true),
      view.getBigUint64(40, true),
      view.getBigUint64(48, true),
      view.getBigUint64(56, true),
      view.getBigUint64(64, true),
      view.getBigUint64(72, true),
    ];
  }
  /** The low half of the first argument. */
  get firstArgument(): number {
    return this.view.getUint32(32, true);
  }
  /** Its high half. */
  get firstArgumentHigh(): number {
    return this.view.getUint32(36, true);
  }
  /** At exit: the result, sign-extended. */
  get rval(): bigint {
    return this.view.getBigInt64(24, true);
  }
  get isError(): boolean {
    return this.bytes[32] !== 0;
  }
  /** Writers for the fallbacks of kernels without the request. */
  fillEntry(arch: number, nr: number, args: readonly bigint[], ip: bigint, sp: bigint, op = OP_ENTRY): void {
    this.fillHead(op, arch, ip, sp);
    this.view.setBigInt64(24, BigInt(nr), true);
    args.forEach((arg, index) => {
      this.view.setBigUint64(32 + 8 * index, arg, true);
    });
  }
  fillExit(arch: number, rval: bigint, isError: boolean, ip: bigint, sp: bigint): void {
    this.fillHead(OP_EXIT, arch, ip, sp);
    this.view.setBigInt64(24, rval, true);
    this.bytes[32] = isError ? 1 : 0;
  }
  private fillHead(op: number, arch: number, ip: bigint, sp: bigint): void {
    this.bytes[0] = op;
    this.view.setUint32(4, arch, true);
    this.view.setBigUint64(8, ip, true);
    this.view.setBigUint64(16, sp, true);
  }
}

/** Fills `info` for a tracee in a ptrace-stop. Returns 0 or a negative errno (ESRCH: gone; EIO or EINVAL: no such
 *  request on this kernel). `inSyscall` is for readers that can only toggle, `seccomp` (this is PTRACE_EVENT_SECCOMP) for
 *  those that the kernel does not tell. */
export type SyscallInfoReader = (tid: number, info: SyscallInfo, inSyscall: boolean, seccomp?: boolean) => number;

/** PTRACE_GET_SYSCALL_INFO into `info`. 0 or a negative errno. */
export const readSyscallInfo: SyscallInfoReader = (tid, info) => {
  const got = ptrace(PTRACE_GET_SYSCALL_INFO, tid, SIZE, info.address);
  return Math.min(got, 0);
};
