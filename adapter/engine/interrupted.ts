/**
 * The call that PTRACE_INTERRUPT found a tracee in. The kernel has backed out of it with one of its restart codes, which
 * the program never sees, and will run it again from its registers when the tracee goes on.
 */
import { archOf } from '../../native/abi/arch.ts';
import { readMemorySome } from '../../native/ffi/memory.ts';
import { machine, type Registers } from '../../native/tracer/machine/index.ts';
import { getRegisters, PC } from '../../native/tracer/registers.ts';
import type { DecodedCall } from '../syscalls/call.ts';
import { callOfRegisters } from './calls.ts';
import type { View } from './view.ts';

/** What the kernel makes of a sleep that was interrupted: the program never called it. */
export const RESTART = 'restart_syscall';

/** `paused in nanosleep`, also while the kernel goes on with that as restart_syscall(2). */
export function pausedIn({ interrupted }: View, name: string): string {
  return `paused in ${name === RESTART ? (interrupted ?? name) : name}`;
}

/** Is a call to be run again? */
export function isInterruptedCall(tid: number, registers: Registers): boolean {
  return machine.isInterrupted(registers, () => readMemorySome(tid, registers[PC] ?? 0n, machine.instructionBytes));
}

/** That call, decoded as at its entry; undefined when the tracee is not in one. */
export function interruptedCall(view: View): DecodedCall | undefined {
  const { tid } = view.tracee;
  const registers = getRegisters(tid);
  if (!registers || !isInterruptedCall(tid, registers)) return undefined;
  const nr = machine.interruptedNumber(registers);
  const auditArch = machine.auditArchOf(registers);
  return callOfRegisters(view, archOf(auditArch, nr), nr, auditArch);
}
