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

/** V8 may move smaller arrays. */
const OFF_HEAP_BYTES = 4096;

/** The address of off-heap bytes. Only for buffers of at least 4 KiB: V8 may move small ones. */
export function addressOf(bytes: Uint8Array): bigint {
  return BigInt(koffi.address(bytes));
}

/** Words that the kernel reads or fills in one place for good, so that a call passes their address and no array. */
export class FixedWords {
  readonly words: BigUint64Array;
  readonly address: number;
  private readonly halves: Uint32Array;

  constructor(count: number) {
    const bytes = new Uint8Array(new ArrayBuffer(Math.max(OFF_HEAP_BYTES, 8 * count)));
    this.words = new BigUint64Array(bytes.buffer, 0, count);
    this.halves = new Uint32Array(bytes.buffer, 0, 2 * count);
    this.address = Number(addressOf(bytes));
  }

  /** A word from a number below 2^53, without a bigint between. Little-endian, as all processors here are. */
  setNumber(index: number, value: number): void {
    this.halves[2 * index] = value;
    this.halves[2 * index + 1] = value / 0x1_0000_0000;
  }
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
