/**
 * Memory of the program that a change has used: bytes written over, and mappings made for texts. Given back at the
 * call's exit; after an execve by a child of vfork, whose memory is its parent's, in the parent. Must not know why it was
 * written.
 */
import { readMemory, writeMemory } from '../../native/ffi/memory.ts';
import { mappingsOf } from '../../native/tracer/mappings.ts';
import type { RemotePlace } from '../../native/tracer/remoteSyscall.ts';
import { giveScratchBack, type Scratch } from '../../native/tracer/scratch.ts';
import type { Stop } from '../../native/tracer/stop.ts';
import type { Tracee } from '../../native/tracer/tracee.ts';
import type { Tracer } from '../../native/tracer/tracer.ts';

export interface Written {
  readonly address: bigint;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

export interface Loans {
  /** Newest last. */
  readonly written: Written[];
  readonly scratch: { readonly mapping: Scratch; readonly bytes: Uint8Array }[];
}

/** Nothing is owed. */
export const newLoans = (): Loans => ({ written: [], scratch: [] });

/** The bytes that still are what was written; what another thread has written since is its own. */
export function putBytesBack(tid: number, { written }: Loans): void {
  for (const { address, before, after } of written.reverse()) {
    const now = readMemory(tid, address, after.length);
    if (!now) continue;
    const ours = (place: number): boolean => now[place] === after[place];
    for (let from = 0; from < after.length; ) {
      let to = from + 1;
      while (to < after.length && ours(to) === ours(from)) to++;
      if (ours(from)) writeMemory(tid, address + BigInt(from), before.subarray(from, to));
      from = to;
    }
  }
  written.length = 0;
}

/** Unmaps what was taken, unless another thread has put something else there. False when the tracee is gone. */
export function giveMappingsBack(tracer: Tracer, tracee: Tracee, place: RemotePlace, { scratch }: Loans): boolean {
  for (let one = scratch.pop(); one; one = scratch.pop()) {
    if (!holds(tracee.tid, one.mapping.address, one.bytes)) continue;
    if (!giveScratchBack(tracer, tracee, place, one.mapping)) return false;
  }
  return true;
}

function holds(tid: number, address: bigint, bytes: Uint8Array): boolean {
  const now = readMemory(tid, address, bytes.length);
  return now !== undefined && Buffer.compare(now, bytes) === 0;
}

/** What of these is in the memory of `tid` too: the process shared it with the one that is gone from there. */
export function sharedWith(tid: number, loans: Loans): Loans {
  const mappings = loans.scratch.length > 0 ? mappingsOf(tid) : [];
  return {
    written: loans.written.filter(({ address, after }) => holds(tid, address, after)),
    scratch: loans.scratch.filter(
      ({ mapping, bytes }) =>
        mappings.some(({ start, end }) => start <= mapping.address && mapping.address < end) &&
        holds(tid, mapping.address, bytes),
    ),
  };
}

/** Where an extra call can be made from this stop; undefined in the middle of a call. */
export function placeAt(stop: Stop): RemotePlace | undefined {
  switch (stop.kind) {
    case 'syscall-entry':
      return { at: 'entry' };
    case 'syscall-exit':
      return { at: 'exit' };
    case 'event-stop':
      return { at: 'event' };
    case 'signal':
      return { at: 'signal', signal: stop.signal };
    default:
      return undefined;
  }
}
