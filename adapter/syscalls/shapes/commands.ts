/**
 * Calls that take a command: how many of their arguments each command uses. Numbers are the kernel's own (headers
 * named at each table), the same in every ABI here. Must not know how the arguments are decoded.
 */
import type { DecodeContext } from '../context.ts';

type Arity = (context: DecodeContext) => number;

const low = (context: DecodeContext, index: number): number => Number((context.args[index] ?? 0n) & 0xffffffffn);

/** asm-generic/fcntl.h, linux/fcntl.h: F_GETFD 1, F_GETFL 3, F_GETOWN 9, F_GETSIG 11, F_GETLEASE 1025, F_GETPIPE_SZ 1032, F_GET_SEALS 1034. */
const FCNTL_NO_ARGUMENT: ReadonlySet<number> = new Set([1, 3, 9, 11, 1025, 1032, 1034]);
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

/** linux/ipc.h: IPC_RMID 0; linux/sem.h: GETPID 11, GETVAL 12, GETNCNT 14, GETZCNT 15. */
const SEMCTL_NO_ARGUMENT: ReadonlySet<number> = new Set([0, 11, 12, 14, 15]);
/** IPC_64 is or-ed to the command by i386 callers (linux/ipc.h). */
const semctl: Arity = (context) => (SEMCTL_NO_ARGUMENT.has(low(context, 2) & ~0x100) ? 3 : 4);

/** asm/prctl.h. ARCH_GET_CPUID takes none, all others one. */
const archPrctl: Arity = (context) => (low(context, 0) === 0x1011 ? 1 : 2);

/** linux/prctl.h: operations and how many of the five arguments they use; all others show all. */
const PRCTL_ARITY: Readonly<Record<number, number>> = {
  1: 2, // PR_SET_PDEATHSIG
  2: 2, // PR_GET_PDEATHSIG
  3: 1, // PR_GET_DUMPABLE
  4: 2, // PR_SET_DUMPABLE
  5: 2, // PR_GET_UNALIGN
  6: 2, // PR_SET_UNALIGN
  7: 1, // PR_GET_KEEPCAPS
  8: 2, // PR_SET_KEEPCAPS
  9: 2, // PR_GET_FPEMU
  10: 2, // PR_SET_FPEMU
  11: 2, // PR_GET_FPEXC
  12: 2, // PR_SET_FPEXC
  13: 1, // PR_GET_TIMING
  14: 2, // PR_SET_TIMING
  15: 2, // PR_SET_NAME
  16: 2, // PR_GET_NAME
  19: 2, // PR_GET_ENDIAN
  20: 2, // PR_SET_ENDIAN
  21: 1, // PR_GET_SECCOMP
  23: 2, // PR_CAPBSET_READ
  24: 2, // PR_CAPBSET_DROP
  25: 2, // PR_GET_TSC
  26: 2, // PR_SET_TSC
  27: 1, // PR_GET_SECUREBITS
  28: 2, // PR_SET_SECUREBITS
  29: 2, // PR_SET_TIMERSLACK
  30: 1, // PR_GET_TIMERSLACK
  31: 1, // PR_TASK_PERF_EVENTS_DISABLE
  32: 1, // PR_TASK_PERF_EVENTS_ENABLE
  34: 5, // PR_MCE_KILL_GET
  36: 2, // PR_SET_CHILD_SUBREAPER
  37: 2, // PR_GET_CHILD_SUBREAPER
  40: 2, // PR_GET_TID_ADDRESS
  1499557217: 2, // PR_SET_PTRACER
};
/** PR_SET_SECCOMP: one argument for SECCOMP_MODE_STRICT, two for a filter (linux/seccomp.h). */
const prctl: Arity = (context) => {
  const op = low(context, 0);
  if (op === 22) return low(context, 1) === 2 ? 3 : 2;
  return PRCTL_ARITY[op] ?? 5;
};

const ARITIES: Readonly<Record<string, Arity>> = {
  fcntl,
  fcntl64: fcntl,
  futex,
  futex_time64: futex,
  semctl,
  arch_prctl: archPrctl,
  prctl,
};

/** How many arguments the call uses, by its command; undefined: always all. */
export function commandArity(name: string): Arity | undefined {
  return ARITIES[name];
}
