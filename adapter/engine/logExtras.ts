/**
 * What a log has beside its calls: number and instruction pointer in front of a line, dumps of what was read and
 * written and stacks behind it. Asks the stopped tracee; must not know of lines or files.
 */
import type { Arch } from '../../native/abi/arch.ts';
import { readMemory } from '../../native/ffi/memory.ts';
import { getRegisters, PC } from '../../native/tracer/registers.ts';
import type { Tracee } from '../../native/tracer/tracee.ts';
import type { DecodedCall } from '../syscalls/call.ts';
import { dumpBuffer, dumpText } from '../syscalls/log/dump.ts';
import { inFdFilter } from '../syscalls/log/filters.ts';
import type { LogPlan } from './api.ts';

/** strace's words for the ABIs of one machine. */
const MODES: Readonly<Record<Arch, string>> = {
  x86_64: '64 bit',
  i386: '32 bit',
  x32: 'x32',
  aarch64: '64 bit',
  arm: '32 bit',
};

/** A program of another ABI than the one before. */
export const modeText = (tid: number, arch: Arch): string => `[ Process PID=${tid} runs in ${MODES[arch]} mode. ]`;

/** `[  14] [00007faa4dfc5dd4] ` (strace -n, -i). `gone`: there are no registers any more. */
export function lineMark(plan: LogPlan, tracee: Tracee, gone: boolean): string {
  let text = plan.numbers ? `[${tracee.nr.toString().padStart(4)}] ` : '';
  if (plan.instructionPointer) {
    const ip = gone ? undefined : getRegisters(tracee.tid)?.[PC];
    text += ip === undefined ? '[????????????????] ' : `[${ip.toString(16).padStart(16, '0')}] `;
  }
  return text;
}

/** Bytes of one dump at most: a tracee chooses the size of its buffers. */
const MOST = 1 << 20;

const READS = new Set(['read', 'pread64', 'recv', 'recvfrom']);
const WRITES = new Set(['write', 'pwrite64', 'send', 'sendto']);
const VECTOR_READS = new Set(['readv', 'preadv', 'preadv2']);
const VECTOR_WRITES = new Set(['writev', 'pwritev', 'pwritev2']);

/** The lines behind a call at its exit-stop (-e read, -e write); empty for most. */
export function dumpOf(plan: LogPlan, { tid }: Tracee, call: DecodedCall): string {
  const { result } = call;
  const fd = Number(BigInt.asIntN(32, call.raw[0] ?? 0n));
  const reads = plan.readFds !== undefined && inFdFilter(plan.readFds, fd);
  const writes = plan.writeFds !== undefined && inFdFilter(plan.writeFds, fd);
  if (!result || !(reads || writes)) return '';
  if (writes && WRITES.has(call.name)) return dumpAt(tid, call.raw[1], Number(call.raw[2] ?? 0n));
  if (writes && VECTOR_WRITES.has(call.name)) return dumpVector(tid, call, Number.POSITIVE_INFINITY);
  if (result.isError) return '';
  if (reads && READS.has(call.name)) return dumpAt(tid, call.raw[1], Number(result.value));
  if (reads && VECTOR_READS.has(call.name)) return dumpVector(tid, call, Number(result.value));
  return '';
}

function bytesAt(tid: number, address: bigint | undefined, length: number): Uint8Array | undefined {
  if (!address || length <= 0) return undefined;
  return readMemory(tid, address, Math.min(length, MOST));
}

function dumpAt(tid: number, address: bigint | undefined, length: number): string {
  const bytes = bytesAt(tid, address, length);
  return bytes ? dumpText(bytes) : '';
}

/** Buffers of an iovec array, `most` bytes in all, and no more than of one dump. */
function dumpVector(tid: number, call: DecodedCall, most: number): string {
  let left = Math.min(most, MOST);
  const count = Math.min(Number(call.raw[2] ?? 0n), 1024);
  const word = call.arch === 'x86_64' || call.arch === 'aarch64' ? 8 : 4;
  const table = bytesAt(tid, call.raw[1], count * word * 2);
  if (!table) return '';
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const wordAt = (at: number): bigint => (word === 8 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true)));
  let text = '';
  for (let index = 0; index < count && left > 0; index++) {
    const length = Math.min(Number(wordAt((2 * index + 1) * word)), left);
    const bytes = bytesAt(tid, wordAt(2 * index * word), length);
    if (!bytes) break;
    left -= length;
    text += dumpBuffer(bytes, index);
  }
  return text;
}
