/**
 * The few arm64 instructions that a tracer must know by their bits (Arm A-profile A64 instruction set). Pure.
 */

/** Every instruction. */
export const INSTRUCTION_BYTES = 4;

const SVC_0 = 0xd4000001;

/** Is it `svc #0`? The kernel does not look at the number behind svc, and compilers and C libraries write 0. */
export function entersKernel(code: Uint8Array, is32: boolean): boolean {
  if (is32 || code.length < INSTRUCTION_BYTES) return false;
  return new DataView(code.buffer, code.byteOffset, code.byteLength).getUint32(0, true) === SVC_0;
}

/** `bl`, `blr`, or one of blr's forms that check a signed pointer, in the upper half of these eight bytes? */
export function isCall(before: bigint): boolean {
  const instruction = Number(before >> 32n);
  const is = (mask: number, bits: number): boolean => (instruction & mask) >>> 0 === bits;
  if (is(0xfc000000, 0x94000000)) return true;
  return is(0xfffffc1f, 0xd63f0000) || is(0xfffff81f, 0xd63f081f) || is(0xfffff800, 0xd73f0800);
}
