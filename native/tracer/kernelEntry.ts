/**
 * Where in a stopped x86 tracee an instruction that enters the kernel stands: behind it at a syscall-stop, elsewhere in
 * the vDSO or, without one, in any executable mapping. Nothing is written: other threads run the same code.
 */
import { readMemory, readMemorySome } from '../ffi/memory.ts';
import { mappingsOf } from './mappings.ts';

/** `syscall` and `int 0x80`, two bytes each. */
const SYSCALL = [0x0f, 0x05] as const;
const INT_80 = [0xcd, 0x80] as const;
export const ENTRY_BYTES = 2n;

/** Bytes of one mapping that are searched; the C library's calls are in its first megabytes. */
const SEARCHED = 4 << 20;
const PIECE = 1 << 19;

/** Does the instruction that ends at `ip` enter the kernel by that ABI? (sysenter returns behind an int 0x80 as well,
 *  arch/x86/entry/vdso/vdso32/system_call.S.) */
export function entersBefore(tid: number, ip: bigint, i386: boolean): boolean {
  const code = readMemory(tid, ip - ENTRY_BYTES, 2);
  const [first, second] = i386 ? INT_80 : SYSCALL;
  return code !== undefined && code[0] === first && code[1] === second;
}

/** The address of such an instruction, or undefined when no executable mapping that can be read has one. */
export function findKernelEntry(tid: number, i386: boolean): bigint | undefined {
  // The vsyscall page is emulated: nothing in it enters the kernel.
  const mappings = mappingsOf(tid).filter(({ executable, name }) => executable && name !== '[vsyscall]');
  const vdso = mappings.filter(({ name }) => name === '[vdso]');
  for (const { start, end } of [...vdso, ...mappings.filter((one) => !vdso.includes(one))]) {
    const found = search(tid, start, end, i386 ? INT_80 : SYSCALL);
    if (found !== undefined) return found;
  }
  return undefined;
}

function search(tid: number, start: bigint, end: bigint, wanted: readonly [number, number]): bigint | undefined {
  const stop = end < start + BigInt(SEARCHED) ? end : start + BigInt(SEARCHED);
  for (let at = start; at < stop; at += BigInt(PIECE)) {
    const size = Number(stop - at < BigInt(PIECE) ? stop - at : BigInt(PIECE));
    const code = readMemorySome(tid, at, size);
    if (!code) return undefined;
    for (let place = code.indexOf(wanted[0]); place >= 0; place = code.indexOf(wanted[0], place + 1)) {
      if (code[place + 1] === wanted[1]) return at + BigInt(place);
    }
  }
  return undefined;
}
