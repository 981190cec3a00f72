/**
 * What an expression may see: values by name, from one stop. The engine builds it lazily over a decoded call; tests
 * build it from plain objects. Must not know of ptrace, DAP or koffi.
 */

/** Values of expressions. Every integer of the tracee is a bigint; structures are frozen null-prototype objects. */
export type ExpressionValue =
  | bigint
  | number
  | string
  | boolean
  | null
  | undefined
  | readonly ExpressionValue[]
  | { readonly [field: string]: ExpressionValue };

export interface ExpressionScope {
  /** An argument, `ret`, `errno`, `syscall`, `nr`, `phase`, `pid`, `tid`, `comm`, `exe`, `arch`, `duration`, `count`,
   *  `args`. `undefined` when there is no such name at this stop (the evaluator then tries kernel constants). */
  name(name: string): ExpressionValue;
  /** The names that `name` knows at this stop, for "Did you mean …?". */
  names?(): readonly string[];
  /** `$rip` and friends, without the dollar sign; undefined when the architecture has no such register. */
  register(name: string): bigint | undefined;
  /** The path behind a descriptor. */
  fdpath(fd: number): string | undefined;
  /** NUL-terminated or fixed-length string from memory; bounded by the implementation. Throws UserError-like Errors. */
  str(address: bigint, length?: number): string;
  /** Little-endian unsigned integer of 1, 2, 4 or 8 bytes. */
  unsigned(address: bigint, bytes: 1 | 2 | 4 | 8): bigint;
  /** A kernel constant by name (`O_CREAT`, `ENOENT`, `SIGTERM`); undefined when unknown. */
  constant(name: string): bigint | undefined;
}
