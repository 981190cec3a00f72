/**
 * Telling entry from exit where PTRACE_GET_SYSCALL_INFO is missing (before Linux 5.3, or refused by a seccomp policy).
 * Chosen once, at the first syscall-stop that needs it: PTRACE_GETEVENTMSG, which is 1 at entry and 2 at exit since 5.3,
 * else toggling per tracee. Number and arguments then come from the registers. Where a thread was killed in the stop and
 * has come to its end, registers and message are there again and say nothing of a call: that is asked first.
 */
import { EINVAL, EIO, ENOSYS, EPERM, ESRCH } from '../ffi/libc.ts';
import { eventMessage } from '../ffi/ptrace.ts';
import { entersBefore } from './kernelEntry.ts';
import { machine } from './machine/index.ts';
import { argumentRegisters, getRegisters, NUMBER, PC, RESULT, SP } from './registers.ts';
import { hasLeftStop } from './stop.ts';
import {
  OP_ENTRY,
  OP_EXIT,
  OP_SECCOMP,
  readSyscallInfo,
  type SyscallInfo,
  type SyscallInfoReader,
} from './syscallInfo.ts';

const EVENTMSG_ENTRY = 1n;
const EVENTMSG_EXIT = 2n;
/** linux/err.h: results in [-4095, -1] are errors. */
const MAX_ERRNO = 4095n;

/** Entry or exit by PTRACE_GETEVENTMSG. */
export const readByEventMessage: SyscallInfoReader = (tid, info, _inSyscall, seccomp) => {
  // There the message is the filter's SECCOMP_RET_DATA.
  if (seccomp) return fill(tid, info, OP_SECCOMP);
  const message = eventMessage(tid);
  if (message === undefined || hasLeftStop(tid)) return -ESRCH;
  if (message === EVENTMSG_ENTRY) return fill(tid, info, OP_ENTRY);
  return message === EVENTMSG_EXIT ? fill(tid, info, OP_EXIT) : -EINVAL;
};

/** Entry and exit in turn, as all tracers did before Linux 5.3. */
export const readByToggling: SyscallInfoReader = (tid, info, inSyscall, seccomp) =>
  hasLeftStop(tid) ? -ESRCH : fill(tid, info, seccomp ? OP_SECCOMP : inSyscall ? OP_EXIT : OP_ENTRY);

/** The newest way this kernel has; decided at the first stop and kept. */
export function newestReader(
  ways: readonly SyscallInfoReader[] = [readSyscallInfo, readByEventMessage, readByToggling],
): SyscallInfoReader {
  let chosen = 0;
  return (tid, info, inSyscall, seccomp) => {
    for (;;) {
      const way = ways[chosen] as SyscallInfoReader;
      const result = way(tid, info, inSyscall, seccomp);
      if (result === 0 || result === -ESRCH || chosen === ways.length - 1) return result;
      if (result !== -EIO && result !== -EINVAL && result !== -ENOSYS && result !== -EPERM) return result;
      chosen++;
    }
  };
}

function fill(tid: number, info: SyscallInfo, op: number): number {
  const registers = getRegisters(tid);
  if (!registers) return -ESRCH;
  const ip = registers[PC] as bigint;
  const sp = registers[SP] as bigint;
  // int 0x80 leaves no trace in the registers of 64-bit code: only the instruction tells.
  const { foreign } = machine;
  const isForeign = foreign !== undefined && entersBefore(tid, ip, foreign);
  const arch = isForeign ? foreign : machine.auditArchOf(registers);
  const is32 = arch !== machine.auditArch;
  if (op !== OP_EXIT) {
    const args = argumentRegisters(arch).map((index) => {
      const value = registers[index] as bigint;
      return is32 ? value & 0xffffffffn : value;
    });
    info.fillEntry(arch, Number(BigInt.asIntN(32, registers[NUMBER] as bigint)), args, ip, sp, op);
  } else {
    const raw = registers[RESULT] as bigint;
    const rval = is32 ? BigInt.asIntN(32, raw) : BigInt.asIntN(64, raw);
    info.fillExit(arch, rval, rval < 0n && rval >= -MAX_ERRNO, ip, sp);
  }
  return 0;
}
