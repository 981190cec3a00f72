/**
 * Names of numbers, from the ABI tables, for the words of this room.
 */
import { archOf } from '../../native/abi/arch.ts';
import { signalName } from '../../native/abi/constants/index.ts';
import { syscallName } from '../../native/abi/numbers/index.ts';
import type { Tracee } from '../../native/tracer/tracee.ts';
import type { ValueRow } from '../protocol/trapline.ts';

export function signalText(signal: number): string {
  return signalName(signal) ?? `signal ${signal}`;
}

/** The name of the call a tracee is in. */
export function syscallText(tracee: Tracee): string {
  return syscallName(archOf(tracee.auditArch, tracee.nr), tracee.nr) ?? `syscall_0x${tracee.nr.toString(16)}`;
}

/** `--- SIGCHLD {…} ---`. */
export function signalLine(siginfo: Uint8Array): string {
  const view = new DataView(siginfo.buffer, siginfo.byteOffset, siginfo.byteLength);
  return `--- ${signalText(view.getInt32(0, true))} ---`;
}

/** The decoded siginfo's fields. */
export function signalRows(siginfo: Uint8Array): ValueRow[] {
  const view = new DataView(siginfo.buffer, siginfo.byteOffset, siginfo.byteLength);
  return [{ name: 'si_signo', text: signalText(view.getInt32(0, true)), children: [] }];
}
