/**
 * One decoded call as plain data: it crosses threads by structured clone and is printed, compared and shown elsewhere.
 * Must not know how it was decoded or how it is printed.
 */
import type { Arch } from '../../native/abi/arch.ts';
import type { Result } from './context.ts';
import type { Decoded } from './decoded.ts';

export interface DecodedArgument {
  /** The manual page's name. */
  readonly name: string;
  /** Which of the six registers holds it. strace's order of arguments can differ (clone). */
  readonly index: number;
  readonly node: Decoded;
  /** Printed as `label=` in front of the value (clone's arguments). */
  readonly label?: string;
  /**
   * A log prints this argument, and what follows it, only at exit: `value` behind the comma of the one before it;
   * `comma` with its comma; `change` prints it at entry, and at exit what became of it behind ` => `.
   */
  readonly late?: 'value' | 'comma' | 'change';
}

export interface DecodedResult extends Result {
  /** The value in the type's own form (a number, an address, a descriptor with its path). */
  readonly node: Decoded;
  /** What strace puts in parentheses behind the value: `Timeout`, `flags O_RDWR`, `[{fd=3, revents=POLLIN}]`. */
  readonly comment?: string;
  /** The comment in pieces, where constants in it print in the style asked for (strace -X). */
  readonly pieces?: readonly (string | Decoded)[];
  /** What of the call was not the program's or the kernel's own, as strace says it: ` (INJECTED: args)`. */
  readonly injected?: 'retval' | 'args' | 'args, retval';
  /** It was held up on purpose: printed ` (DELAYED)`. */
  readonly delayed?: true;
}

/** What was done to a call, for its result. */
export type Marks = Pick<DecodedResult, 'injected' | 'delayed'>;

export interface DecodedCall {
  readonly arch: Arch;
  readonly nr: number;
  /** The kernel's name, or `syscall_0x1f4`. */
  readonly name: string;
  /** Arguments in the order they are printed; those that the call does not use (mode without O_CREAT) are left out. */
  readonly args: readonly DecodedArgument[];
  /** The registers, zero-extended from the ABI's word. */
  readonly raw: readonly bigint[];
  /** The kernel's own call when `name` is what it stands for (i386 socketcall, ipc): arguments are in memory then. */
  readonly via?: string;
  /** Absent until the exit-stop, and for calls that never return. */
  readonly result?: DecodedResult;
}

/** An argument by its manual-page name. */
export function argumentOf(call: DecodedCall, name: string): DecodedArgument | undefined {
  return call.args.find((argument) => argument.name === name);
}
