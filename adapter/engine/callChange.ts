/**
 * What is known of a call that is being changed, from its entry-stop to its exit-stop. Must not know how it is changed:
 * change.ts does.
 */
import type { DecodedCall } from '../syscalls/call.ts';
import type { Step } from './changeStep.ts';
import { type Loans, newLoans } from './loans.ts';

export interface CallChange {
  /** As the program made it. */
  readonly made: { readonly nr: number; readonly args: readonly bigint[] };
  readonly asMade: DecodedCall;
  /** What the kernel is asked; −1 while it is skipped. */
  nr: number;
  args: bigint[];
  skipped: boolean;
  /** What the program is told, whatever the kernel says. */
  result: { readonly rval: bigint; readonly isError: boolean } | undefined;
  /** What is in the argument registers. */
  asked: readonly bigint[];
  /** All registers before the first of them was written: 64-bit code that makes a 32-bit call has more in them. */
  registers: BigUint64Array | undefined;
  readonly loans: Loans;
  readonly exitPokes: { readonly index: number; readonly bytes: Uint8Array }[];
  delayEntry: number;
  delayExit: number;
  signal: number;
  poked: boolean;
  /** Who changed what, for the row and the stop. */
  readonly notes: string[];
  /** For the kernel's own restart of the call: the same again. */
  readonly steps: Step[];
}

/** Of a call as the program made it: nothing is changed yet. `args`: all six, zero-extended. */
export function newChange(call: DecodedCall, nr: number, args: readonly bigint[]): CallChange {
  return {
    made: { nr, args: [...args] },
    asMade: call,
    nr,
    args: [...args],
    skipped: false,
    result: undefined,
    asked: [...args],
    registers: undefined,
    loans: newLoans(),
    exitPokes: [],
    delayEntry: 0,
    delayExit: 0,
    signal: 0,
    poked: false,
    notes: [],
    steps: [],
  };
}
