/**
 * Changing a call through the registers, for kernels before 6.16: the number and the argument registers at entry, the
 * result's register at exit. Which registers these are, and by which request the number is written, the machine knows.
 */
import { ENOSYS, ESRCH } from '../ffi/libc.ts';
import { type Machine, machine as own } from './machine/index.ts';
import type { EntryChange, ExitChange, SyscallSetter } from './syscallSetter.ts';

/** That way on a machine. */
export function byRegistersOf(machine: Machine): SyscallSetter {
  return {
    entry(tid: number, { nr, args, auditArch }: EntryChange): number {
      const registers = machine.read(tid);
      if (!registers) return -ESRCH;
      if (nr !== undefined) registers[machine.number] = BigInt.asUintN(64, BigInt(nr));
      if (args && nr !== -1) {
        for (const [place, register] of machine.argumentRegisters(auditArch).entries()) {
          registers[register] = BigInt.asUintN(64, args[place] ?? 0n);
        }
      }
      // On arm64 a skipped call returns what stands there; on x86 this value does already.
      if (nr === -1) registers[machine.result] = BigInt.asUintN(64, BigInt(-ENOSYS));
      return machine.write(tid, registers);
    },
    /** A 32-bit program reads the low half of the result. */
    exit(tid: number, { rval }: ExitChange): number {
      const registers = machine.read(tid);
      if (!registers) return -ESRCH;
      registers[machine.result] = BigInt.asUintN(64, rval);
      return machine.write(tid, registers);
    },
  };
}

export const byRegisters: SyscallSetter = byRegistersOf(own);
