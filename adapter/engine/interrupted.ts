/**
 * The call that PTRACE_INTERRUPT found a tracee in. The kernel has backed out of it with one of its restart codes, which
 * the program never sees, and will run it again from its registers when the tracee goes on.
 */
import { AUDIT_ARCH_I386, AUDIT_ARCH_X86_64, archOf } from '../../native/abi/arch.ts';
import { CS, getRegisters, ORIG_RAX, RAX, USER32_CS } from '../../native/tracer/registers.ts';
import type { DecodedCall } from '../syscalls/call.ts';
import { callOfRegisters } from './calls.ts';
import type { View } from './view.ts';

/** linux/errno.h: ERESTARTSYS to ERESTART_RESTARTBLOCK. */
const FIRST_RESTART = 512n;
const LAST_RESTART = 516n;

/** What the kernel makes of a sleep that was interrupted: the program never called it. */
export const RESTART = 'restart_syscall';

/** `paused in nanosleep`, also while the kernel goes on with that as restart_syscall(2). */
export function pausedIn({ interrupted }: View, name: string): string {
  return `paused in ${name === RESTART ? (interrupted ?? name) : name}`;
}

/** Is a call to be run again? */
export function isInterruptedCall(registers: BigUint64Array): boolean {
  const result = -BigInt.asIntN(64, registers[RAX] as bigint);
  const result32 = -BigInt.asIntN(32, registers[RAX] as bigint);
  const restarts = (value: bigint): boolean => value >= FIRST_RESTART && value <= LAST_RESTART;
  const nr = BigInt.asIntN(32, registers[ORIG_RAX] as bigint);
  return nr >= 0n && (restarts(result) || (registers[CS] === USER32_CS && restarts(result32)));
}

/** That call, decoded as at its entry; undefined when the tracee is not in one. */
export function interruptedCall(view: View): DecodedCall | undefined {
  const registers = getRegisters(view.tracee.tid);
  if (!registers || !isInterruptedCall(registers)) return undefined;
  const nr = Number(BigInt.asIntN(32, registers[ORIG_RAX] as bigint));
  const auditArch = registers[CS] === USER32_CS ? AUDIT_ARCH_I386 : AUDIT_ARCH_X86_64;
  return callOfRegisters(view, archOf(auditArch, nr), nr, auditArch);
}
