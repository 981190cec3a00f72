/**
 * Where in a stopped tracee an instruction that enters the kernel stands: behind it at a syscall-stop, elsewhere in
 * the vDSO or, without one, in any executable mapping. Nothing is written: other threads run the same code.
 */
import { readMemory, readMemorySome } from '../ffi/memory.ts';
import { machine } from './machine/index.ts';
import { mappingsOf } from './mappings.ts';

/** Bytes of one mapping that are searched; the C library's calls are in its first megabytes. */
const SEARCHED = 4 << 20;
const PIECE = 1 << 19;

/** Does the instruction that ends at `ip` enter the kernel by that ABI? (sysenter returns behind an int 0x80 as well,
 *  arch/x86/entry/vdso/vdso32/system_call.S.) */
export function entersBefore(tid: number, ip: bigint, auditArch: number): boolean {
  const entry = machine.entry(auditArch);
  const code = readMemory(tid, ip - BigInt(entry.length), entry.length);
  return entry.length > 0 && code !== undefined && code.every((byte, place) => byte === entry[place]);
}

/** Bytes of the instruction that enters the kernel by that ABI. */
export const entryBytes = (auditArch: number): bigint => BigInt(machine.entry(auditArch).length);

/** The address of such an instruction, or undefined when no executable mapping that can be read has one. */
export function findKernelEntry(tid: number, auditArch: number): bigint | undefined {
  if (machine.entry(auditArch).length === 0) return undefined;
  // The vsyscall page is emulated: nothing in it enters the kernel.
  const mappings = mappingsOf(tid).filter(({ executable, name }) => executable && name !== '[vsyscall]');
  const vdso = mappings.filter(({ name }) => name === '[vdso]');
  for (const { start, end } of [...vdso, ...mappings.filter((one) => !vdso.includes(one))]) {
    const found = search(tid, start, end, Buffer.from(machine.entry(auditArch)));
    if (found !== undefined) return found;
  }
  return undefined;
}

function search(tid: number, start: bigint, end: bigint, wanted: Buffer): bigint | undefined {
  const stop = end < start + BigInt(SEARCHED) ? end : start + BigInt(SEARCHED);
  for (let at = start; at < stop; at += BigInt(PIECE)) {
    const size = Number(stop - at < BigInt(PIECE) ? stop - at : BigInt(PIECE));
    const code = readMemorySome(tid, at, size);
    if (!code) return undefined;
    const bytes = Buffer.from(code.buffer, code.byteOffset, code.length);
    for (let place = bytes.indexOf(wanted); place >= 0; place = bytes.indexOf(wanted, place + 1)) {
      if (place % machine.alignment === 0) return at + BigInt(place);
    }
  }
  return undefined;
}
