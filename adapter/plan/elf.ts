/**
 * What of an ELF file decides whether execve can start it: class, machine, type and PT_INTERP. elf(5). Pure over a
 * reader of the file's bytes; must not know why someone asks.
 */

export interface ElfFacts {
  readonly bits: 32 | 64;
  /** e_machine: 3 i386, 62 x86_64, 183 aarch64. */
  readonly machine: number;
  /** ET_EXEC or ET_DYN; objects and core files are neither. */
  readonly loadable: boolean;
  /** PT_INTERP's path; absent for static programs. */
  readonly loader?: string;
}

/** Bytes [offset, offset+length) of the file, fewer at its end. */
export type ReadAt = (offset: number, length: number) => Buffer;

const PT_INTERP = 3;
const LONGEST_HEADERS = 64 * 1024;
/** PATH_MAX, the kernel's own bound for PT_INTERP. */
const LONGEST_PATH = 4096;

/** undefined when the file is no little-endian ELF file or its headers are cut off. */
export function readElf(readAt: ReadAt): ElfFacts | undefined {
  const head = readAt(0, 64);
  if (head.length < 52 || head.readUInt32BE(0) !== 0x7f454c46 || head[5] !== 1) return undefined;
  const wide = head[4] === 2;
  if (wide && head.length < 64) return undefined;
  const type = head.readUInt16LE(16);
  const facts = { bits: wide ? 64 : 32, machine: head.readUInt16LE(18), loadable: type === 2 || type === 3 } as const;
  const offset = wide ? Number(head.readBigUInt64LE(32)) : head.readUInt32LE(28);
  const entrySize = head.readUInt16LE(wide ? 54 : 42);
  const count = head.readUInt16LE(wide ? 56 : 44);
  if (entrySize < (wide ? 56 : 32) || !Number.isSafeInteger(offset)) return facts;
  const table = readAt(offset, Math.min(entrySize * count, LONGEST_HEADERS));
  for (let at = 0; at + entrySize <= table.length; at += entrySize) {
    if (table.readUInt32LE(at) !== PT_INTERP) continue;
    const from = wide ? Number(table.readBigUInt64LE(at + 8)) : table.readUInt32LE(at + 4);
    const size = wide ? Number(table.readBigUInt64LE(at + 32)) : table.readUInt32LE(at + 16);
    if (!Number.isSafeInteger(from) || size < 2 || size > LONGEST_PATH) return facts;
    const text = readAt(from, size);
    const end = text.indexOf(0);
    return { ...facts, loader: text.toString('utf8', 0, end < 0 ? text.length : end) };
  }
  return facts;
}
