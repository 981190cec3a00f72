/**
 * Calls that take a command: how many of their arguments each command uses. Numbers are the kernel's own (headers
 * named at each table), the same in every ABI here. Must not know how the arguments are decoded.
 */
import type { DecodeContext } from '../context.ts';

type Arity = (context: DecodeContext) => number;

const low = (context: DecodeContext, index: number): number => Number((context.args[index] ?? 0n) & 0xffffffffn);

/** asm-generic/fcntl.h, linux/fcntl.h: F_GETFD 1, F_GETFL 3, F_GETOWN 9, F_GETSIG 11, F_GETLEASE 1025, F_CREATED_QUERY 1028, F_GETPIPE_SZ 1032, F_GET_SEALS 1034. */
const FCNTL_NO_ARGUMENT: ReadonlySet<number> = new Set([1, 3, 9, 11, 1025, 1028, 1032, 1034]);
const fcntl: Arity = (context) => (FCNTL_NO_ARGUMENT.has(low(context, 1)) ? 2 : 3);

/** linux/futex.h, FUTEX_PRIVATE_FLAG 128 and FUTEX_CLOCK_REALTIME 256 masked off. */
const FUTEX_ARITY: Readonly<Record<number, number>> = {
  0: 4, // FUTEX_WAIT uaddr op val timeout
  1: 3, // FUTEX_WAKE
  2: 3, // FUTEX_FD
  3: 5, // FUTEX_REQUEUE
  4: 6, // FUTEX_CMP_REQUEUE
  5: 6, // FUTEX_WAKE_OP
  6: 4, // FUTEX_LOCK_PI (val is unused, see futexHides)
  7: 2, // FUTEX_UNLOCK_PI
  8: 2, // FUTEX_TRYLOCK_PI
  9: 6, // FUTEX_WAIT_BITSET
  10: 6, // FUTEX_WAKE_BITSET
  11: 5, // FUTEX_WAIT_REQUEUE_PI
  12: 6, // FUTEX_CMP_REQUEUE_PI
  13: 4, // FUTEX_LOCK_PI2
};
const futex: Arity = (context) => FUTEX_ARITY[low(context, 1) & 0x7f] ?? 6;

const ARITIES: Readonly<Record<string, Arity>> = {
  fcntl,
  fcntl64: fcntl,
  futex,
  futex_time64: futex,
};

/** How many arguments the call uses, by its command; undefined: always all. */
export function commandArity(name: string): Arity | undefined {
  return ARITIES[name];
}
