/**
 * Changing a call at its syscall-stop: number and arguments at the entry-stop, the result at the exit-stop. Two ways
 * with one meaning: PTRACE_SET_SYSCALL_INFO (Linux 6.16) here, the registers in setByRegisters.ts; which one this
 * kernel has is found out once. Must not know why a call is changed.
 */
import { release as osRelease } from 'node:os';
import { EINVAL, EIO, ENOSYS, EPERM } from '../ffi/libc.ts';
import { PTRACE_GET_SYSCALL_INFO, PTRACE_SET_SYSCALL_INFO, ptraceBuffer } from '../ffi/ptrace.ts';
import { machineOf } from './machine/index.ts';
import { byRegisters } from './setByRegisters.ts';
import { OP_ENTRY, OP_EXIT, OP_SECCOMP } from './syscallInfo.ts';
import type { SyscallSetter } from './syscallSetter.ts';

/** sizeof(struct ptrace_syscall_info): the kernel wants the whole of it to set. */
const SIZE = 88;
const bytes = new Uint8Array(new ArrayBuffer(4096), 0, SIZE);
const view = new DataView(bytes.buffer, 0, SIZE);

/**
 * The stop's own description is read first and changed in place, so `op` agrees with the stop; `reserved` and `flags`
 * must be 0 (kernel/ptrace.c: ptrace_set_syscall_info).
 */
function current(tid: number): number {
  bytes.fill(0);
  const got = ptraceBuffer(PTRACE_GET_SYSCALL_INFO, tid, SIZE, bytes);
  bytes[1] = 0;
  view.setUint16(2, 0, true);
  return Math.min(got, 0);
}

function store(tid: number): number {
  const set = ptraceBuffer(PTRACE_SET_SYSCALL_INFO, tid, SIZE, bytes);
  return Math.min(set, 0);
}

export const bySyscallInfo: SyscallSetter = {
  entry(tid, { nr, args }) {
    const got = current(tid);
    if (got < 0) return got;
    if (bytes[0] !== OP_ENTRY && bytes[0] !== OP_SECCOMP) return -EINVAL;
    // The number must be a sign-extended int: the 64-bit −1 and not 0xffffffff, which is ERANGE.
    if (nr !== undefined) view.setBigInt64(24, BigInt(nr), true);
    args?.forEach((value, index) => {
      view.setBigUint64(32 + 8 * index, BigInt.asUintN(64, value), true);
    });
    return store(tid);
  },
  exit(tid, { rval, isError }) {
    const got = current(tid);
    if (got < 0) return got;
    // Behind the exit-stop, on the way back to the program: the result is in its register.
    if (bytes[0] !== OP_EXIT) return byRegisters.exit(tid, { rval, isError });
    view.setBigInt64(24, rval, true);
    view.setBigUint64(32, isError ? 1n : 0n, true);
    return store(tid);
  },
};

/** Whether calls can be changed here at all: where the registers are known always, elsewhere from Linux 6.16 on. */
export function canChangeCalls(processor: string = process.arch, release: string = osRelease()): boolean {
  const [major = 0, minor = 0] = release.split('.').map(Number);
  return machineOf(processor) !== undefined || major > 6 || (major === 6 && minor >= 16);
}

/** The newest way that works, found at the first change and kept; a kernel without the request answers EIO. */
export function newestSetter(ways: readonly SyscallSetter[] = [bySyscallInfo, byRegisters]): SyscallSetter {
  let chosen = 0;
  const attempt = (one: (way: SyscallSetter) => number): number => {
    for (;;) {
      const result = one(ways[chosen] as SyscallSetter);
      if (chosen === ways.length - 1) return result;
      if (result !== -EIO && result !== -ENOSYS && result !== -EPERM && result !== -EINVAL) return result;
      chosen++;
    }
  };
  return {
    entry: (tid, change) => attempt((way) => way.entry(tid, change)),
    exit: (tid, change) => attempt((way) => way.exit(tid, change)),
  };
}
