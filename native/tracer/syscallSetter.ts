/**
 * What changing a call is, whichever way this kernel has for it (setSyscall.ts, setByRegisters.ts). Types only.
 */
export interface EntryChange {
  /** −1 skips the call: it is never executed, and its result is −ENOSYS unless set at its exit-stop. */
  readonly nr?: number;
  /** AUDIT_ARCH_* of the call: says which registers its arguments are in. */
  readonly auditArch: number;
  /** All six, zero-extended from the ABI's word. */
  readonly args?: readonly bigint[];
}

export interface ExitChange {
  /** With isError a negative errno (−4095 to −1), else the value. */
  readonly rval: bigint;
  readonly isError: boolean;
}

/** One way to change a call. Each returns 0 or a negative errno (ESRCH: the tracee was killed meanwhile). */
export interface SyscallSetter {
  /** At a syscall-entry-stop or a seccomp-stop. Arguments are not written when `nr` is −1: nobody reads them. */
  entry(tid: number, change: EntryChange): number;
  /** At a syscall-exit-stop. */
  exit(tid: number, change: ExitChange): number;
}
