/**
 * Another process's memory: process_vm_readv(2), and pwrite on /proc/PID/mem for writing, which also reaches
 * read-only text pages where process_vm_writev does not (proc(5)). Bounds are the caller's; nothing here throws.
 */
import { closeSync, openSync } from 'node:fs';
import { addressOf, kernelResult, libc } from './libc.ts';

const PAGE = 4096n;
const SCRATCH_BYTES = 1 << 20;

const readv = libc.func(
  'int64_t process_vm_readv(int pid, void *local, ulong nlocal, void *remote, ulong nremote, ulong flags)',
);
const pwrite = libc.func('int64_t pwrite(int fd, const void *bytes, size_t count, int64_t offset)');

const scratch = new Uint8Array(new ArrayBuffer(SCRATCH_BYTES));
const scratchAddress = addressOf(scratch);
const local = new BigUint64Array(2);
const remote = new BigUint64Array(2 * (SCRATCH_BYTES / 4096 + 1));

/** The most that one read returns, in bytes. */
export const MAX_READ = SCRATCH_BYTES;

function transfer(pid: number, pieces: number, bytes: number): number {
  local[0] = scratchAddress;
  local[1] = BigInt(bytes);
  return kernelResult(Number(readv(pid, local, 1, remote, pieces, 0)));
}

/** Exactly `length` bytes (≤ MAX_READ) at `address`, or undefined when any of them can't be read. */
export function readMemory(pid: number, address: bigint, length: number): Uint8Array | undefined {
  if (length === 0) return new Uint8Array(0);
  if (length < 0 || length > SCRATCH_BYTES) return undefined;
  remote[0] = address;
  remote[1] = BigInt(length);
  return transfer(pid, 1, length) === length ? scratch.slice(0, length) : undefined;
}

/** The readable part of [address, address+max) from its start, at least one byte, or undefined. The range is handed
 *  over page by page, because a transfer ends before the first remote piece that faults. */
export function readMemorySome(pid: number, address: bigint, max: number): Uint8Array | undefined {
  const wanted = Math.min(max, SCRATCH_BYTES - 4096);
  if (wanted <= 0) return undefined;
  const end = address + BigInt(wanted);
  let pieces = 0;
  for (let at = address; at < end; pieces++) {
    const next = (at / PAGE + 1n) * PAGE;
    const stop = next < end ? next : end;
    remote[2 * pieces] = at;
    remote[2 * pieces + 1] = stop - at;
    at = stop;
  }
  const got = transfer(pid, pieces, wanted);
  return got > 0 ? scratch.slice(0, got) : undefined;
}

/** Writes through /proc/PID/mem. Returns the bytes written or a negative errno. */
export function writeMemory(pid: number, address: bigint, bytes: Uint8Array): number {
  let fd: number;
  try {
    fd = openSync(`/proc/${pid}/mem`, 'r+');
  } catch (error) {
    return (error as NodeJS.ErrnoException).errno ?? -5;
  }
  try {
    return kernelResult(Number(pwrite(fd, bytes, bytes.length, BigInt.asIntN(64, address))));
  } finally {
    closeSync(fd);
  }
}
