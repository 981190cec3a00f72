/**
 * What a call is decoded from: plain values of one stop, and the interfaces that read and name for it. Types only.
 */
import type { Arch } from '../../native/abi/arch.ts';
import type { Signature } from '../../native/abi/signature.ts';
import type { Marks } from './call.ts';
import type { DecodeOptions, Memory, Naming, Result } from './context.ts';

export interface CallInputs {
  readonly arch: Arch;
  readonly nr: number;
  /** Six registers as the tracer has them; cut to the ABI's word here. */
  readonly args: readonly bigint[];
  readonly memory: Memory;
  readonly naming: Naming;
  readonly options: DecodeOptions;
  /** For sigreturn, whose argument is the frame on the stack. */
  readonly stackPointer?: bigint;
  /** Instead of the table's. */
  readonly signature?: Signature;
}

export interface ExitInputs extends CallInputs {
  readonly result: Result & Marks;
}
