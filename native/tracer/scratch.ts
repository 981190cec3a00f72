/**
 * Memory in a tracee for what the user writes and the program's own memory has no room for: an anonymous mapping of its
 * own, made and given back by extra calls. Not the stack: below its pointer can be another thread's heap (small stacks
 * of coroutines), and a signal handler writes there while the call waits. Must not know what is written.
 */
import { AUDIT_ARCH_I386, X32_SYSCALL_BIT } from '../abi/arch.ts';
import { syscallNumber } from '../abi/numbers/index.ts';
import { machine } from './machine/index.ts';
import { type RemotePlace, type RemoteResult, remoteArch, remoteSyscall } from './remoteSyscall.ts';
import type { Tracee } from './tracee.ts';
import type { Tracer } from './tracer.ts';

export interface Scratch {
  readonly address: bigint;
  readonly length: number;
}

const PAGE = 4096;

// asm-generic/mman-common.h.
const PROT_READ_WRITE = 3n;
const MAP_PRIVATE_ANONYMOUS = 0x22n;
const LAST_ERRNO = -4095n;

/** At least `length` bytes of zeros, or why there are none: an errno (negative) or what kept the call from running. */
export function takeScratch(
  tracer: Tracer,
  tracee: Tracee,
  place: RemotePlace,
  length: number,
): Scratch | number | Exclude<RemoteResult['kind'], 'returned'> {
  const i386 = remoteArch(tracee, place) === AUDIT_ARCH_I386;
  const nr = syscallNumber(i386 ? 'i386' : machine.arch, i386 ? 'mmap2' : 'mmap');
  if (nr === undefined) return -38;
  const rounded = Math.ceil(Math.max(length, 1) / PAGE) * PAGE;
  // An x32 program has pointers of 32 bits.
  const low = !i386 && tracee.nr >= 0 && (tracee.nr & X32_SYSCALL_BIT) !== 0 ? machine.mapLow : 0n;
  const args = [0n, BigInt(rounded), PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS | low, 0xffffffffffffffffn, 0n];
  const result = remoteSyscall(tracer, tracee, place, { nr, args });
  if (result.kind !== 'returned') return result.kind;
  if (result.value < 0n && result.value >= LAST_ERRNO) return Number(result.value);
  return { address: i386 ? BigInt.asUintN(32, result.value) : BigInt.asUintN(64, result.value), length: rounded };
}

/** Unmaps it. True unless the tracee is gone. */
export function giveScratchBack(tracer: Tracer, tracee: Tracee, place: RemotePlace, scratch: Scratch): boolean {
  const i386 = remoteArch(tracee, place) === AUDIT_ARCH_I386;
  const nr = syscallNumber(i386 ? 'i386' : machine.arch, 'munmap');
  if (nr === undefined) return true;
  const result = remoteSyscall(tracer, tracee, place, { nr, args: [scratch.address, BigInt(scratch.length)] });
  return result.kind !== 'gone';
}
