/**
 * Names of numbers, from the ABI tables, for the words of this room.
 */
import { archOf } from '../../native/abi/arch.ts';
import { signalName } from '../../native/abi/constants/index.ts';
import { nameBehind } from '../../native/abi/multiplexed.ts';
import { syscallName } from '../../native/abi/numbers/index.ts';
import type { Tracee } from '../../native/tracer/tracee.ts';
import type { ValueRow } from '../protocol/trapline.ts';
import { valueRow } from '../syscalls/rows.ts';
import { decodeSiginfo, printSignal } from '../syscalls/signal.ts';

/** `SIGTERM` of 15, `signal 70` of a number without a name. */
export function signalText(signal: number): string {
  return signalName(signal) ?? `signal ${signal}`;
}

/** The name of the call a tracee is in. */
export function syscallText(tracee: Tracee): string {
  const { auditArch, meant, nr } = tracee;
  return nameBehind(auditArch, meant) ?? syscallName(archOf(auditArch, meant), meant) ?? `syscall_0x${nr.toString(16)}`;
}

/** `--- SIGCHLD {…} ---`. */
export const signalLine = (siginfo: Uint8Array): string => printSignal(siginfo);

/** The decoded siginfo's fields. */
export const signalRows = (siginfo: Uint8Array): ValueRow[] => [
  ...valueRow('siginfo', decodeSiginfo(siginfo)).children,
];
