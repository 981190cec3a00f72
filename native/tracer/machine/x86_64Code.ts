/**
 * The few x86 instructions that a tracer must know by their bytes. Pure.
 */

/** The most bytes an x86 instruction has. */
export const INSTRUCTION_BYTES = 15;

/** Does this instruction enter the kernel? `syscall`, `int 0x80`, `sysenter`, also behind prefixes without effect. */
export function entersKernel(code: Uint8Array, is32: boolean): boolean {
  const at = afterPrefixes(code, is32);
  const first = code[at];
  const second = code[at + 1];
  return (first === 0x0f && (second === 0x05 || second === 0x34)) || (first === 0xcd && second === 0x80);
}

/** Is it `pushf`, with or without prefixes? */
export function pushesFlags(code: Uint8Array, is32: boolean): boolean {
  return code[afterPrefixes(code, is32)] === 0x9c;
}

/** Legacy prefixes, and in 64-bit code REX; in 32-bit code those bytes are inc and dec. */
function afterPrefixes(code: Uint8Array, is32: boolean): number {
  let at = 0;
  while (at < code.length && isPrefix(code[at] as number, is32)) at++;
  return at;
}

function isPrefix(byte: number, is32: boolean): boolean {
  return LEGACY_PREFIXES.includes(byte) || (!is32 && (byte & 0xf0) === 0x40);
}

/** Operand and address size, segments, rep and lock (AMD64 manual, volume 3, “Instruction Prefixes”). */
const LEGACY_PREFIXES = [0x66, 0x67, 0x2e, 0x36, 0x3e, 0x26, 0x64, 0x65, 0xf2, 0xf3, 0xf0];

/** `call rel32` (e8), or `call r/m` (ff /2, 2 to 7 bytes), at the end of these eight bytes? Intel SDM volume 2, CALL. */
export function isCall(before: bigint): boolean {
  const byte = (back: number): number => Number((before >> BigInt(8 * (8 - back))) & 0xffn);
  if (byte(5) === 0xe8) return true;
  return [2, 3, 4, 6, 7].some((back) => byte(back) === 0xff && (byte(back - 1) & 0x38) === 0x10);
}
