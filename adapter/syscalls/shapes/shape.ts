/**
 * Which of its arguments a call shows, and in which order: what a signature leaves open. Types only: shapes.ts has the
 * calls that differ, their decoders the ones that need more than a table.
 */
import type { DecodedArgument } from '../call.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';

export interface Shape {
  /** How many of the signature's arguments this call uses. */
  readonly shown?: (context: DecodeContext) => number;
  /** Single arguments that this call does not use. */
  readonly hides?: (name: string, context: DecodeContext) => boolean;
  /** strace's order, by manual-page name; arguments that are not listed are not shown. */
  readonly order?: readonly string[];
  /** Arguments that a log prints only at exit, and how. */
  readonly late?: Readonly<Record<string, NonNullable<DecodedArgument['late']>>>;
  /** Whether an argument of `late` is known at entry after all. */
  readonly known?: (node: Decoded) => boolean;
  /** Arguments that this call's command makes known only at exit. */
  readonly defers?: (name: string, context: DecodeContext) => DecodedArgument['late'] | boolean;
  /** `flags=…` in front of a value. */
  readonly labels?: Readonly<Record<string, string>>;
}
