/**
 * The C library, loaded once. This folder is the only importer of koffi; everything it exports is synchronous and runs
 * on the calling thread, because every ptrace request must come from the one thread that owns the tracee.
 */
import koffi from 'koffi';

export const libc = koffi.load('libc.so.6');

/** The errno of the last foreign call on this thread. */
export function errno(): number {
  return koffi.errno();
}

/** Turns the C convention (−1 and errno) into the kernel's: the value, or a negative errno. */
export function kernelResult(value: number): number {
  return value < 0 ? -koffi.errno() : value;
}

/** The address of off-heap bytes. Only for buffers of at least 4 KiB: V8 may move small ones. */
export function addressOf(bytes: Uint8Array): bigint {
  return BigInt(koffi.address(bytes));
}

/** The address of a symbol of the C library, for handler tables. */
export function symbolAddress(name: string): bigint {
  return BigInt(koffi.address(libc.symbol(name)));
}

export const EPERM = 1;
export const ENOENT = 2;
export const ESRCH = 3;
export const EINTR = 4;
export const EIO = 5;
export const ECHILD = 10;
export const EINVAL = 22;
export const ENOSYS = 38;
