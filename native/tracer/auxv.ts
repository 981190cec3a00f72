/**
 * The auxiliary vector on the stack of a program that has just been executed (getauxval(3)): it says where the vDSO is,
 * through which a C library reads the clock without a system call. A program that does not find it there makes the call.
 * Must not know who wants to see it.
 */
import { readMemorySome, writeMemory } from '../ffi/memory.ts';
import { machine } from './machine/index.ts';
import { getRegisters, SP } from './registers.ts';

// linux/auxvec.h, asm/auxvec.h.
const AT_NULL = 0n;
const AT_IGNORE = 1n;
const AT_SYSINFO_EHDR = 33n;

/** Arguments and environment are pointers in front of it: at most so many bytes are looked through. */
const PIECE = 1 << 16;
const MOST_BYTES = 1 << 22;

/**
 * At a program's first instruction or in its execve's PTRACE_EVENT_EXEC: takes the entry of the vDSO away. The mapping
 * stays, for the kernel uses it too. False when there is none, or the program is gone.
 */
export function hideVdso(tid: number): boolean {
  const registers = getRegisters(tid);
  if (!registers) return false;
  const size = machine.is32(registers) ? 4 : 8;
  const word = reader(tid, registers[SP] as bigint, size);
  // argc, argv and NULL, the environment and NULL.
  let at = 1 + Number(word(0) ?? 0n) + 1;
  for (let variable = word(at); variable !== 0n; variable = word(++at)) if (variable === undefined) return false;
  for (at++; ; at += 2) {
    const type = word(at);
    if (type === undefined || type === AT_NULL) return false;
    if (type !== AT_SYSINFO_EHDR) continue;
    const bytes = new Uint8Array(size);
    bytes[0] = Number(AT_IGNORE);
    return writeMemory(tid, (registers[SP] as bigint) + BigInt(at * size), bytes) === size;
  }
}

/** Words of memory by their place from `base` on, read in large pieces. */
function reader(tid: number, base: bigint, size: 4 | 8): (place: number) => bigint | undefined {
  let piece: DataView | undefined;
  let from = 0;
  return (place) => {
    const offset = place * size;
    if (offset < 0 || offset > MOST_BYTES) return undefined;
    if (!piece || offset < from || offset + size > from + piece.byteLength) {
      const bytes = readMemorySome(tid, base + BigInt(offset), PIECE);
      if (!bytes || bytes.length < size) return undefined;
      piece = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      from = offset;
    }
    return size === 4 ? BigInt(piece.getUint32(offset - from, true)) : piece.getBigUint64(offset - from, true);
  };
}
