/**
 * Whole numbers as C's printf writes them, which is how they stand in strace's notation. Must not know what they count.
 */
/** As C's %#lx: nothing in front of 0. */
export function hexText(value: bigint): string {
  return value === 0n ? '0' : `0x${BigInt.asUintN(64, value).toString(16)}`;
}

/** As C's %#0*lx: `0x0001`, and zeros alone for 0. */
export function paddedHex(value: bigint, width: number): string {
  return value === 0n ? '0'.repeat(width) : `0x${value.toString(16).padStart(width - 2, '0')}`;
}

/** As C's %#03o: at least three digits with the leading 0. */
export function octalText(value: bigint): string {
  return value === 0n ? '000' : `0${value.toString(8).padStart(2, '0')}`;
}
