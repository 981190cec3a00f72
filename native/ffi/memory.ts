/**
 * Another process's memory: process_vm_readv(2), and pwrite on /proc/PID/mem for writing, which also reaches
 * read-only text pages where process_vm_writev does not (proc(5)). Bounds are the caller's; nothing here throws.
 */
import { closeSync, openSync } from 'node:fs';
import { addressOf, FixedWords, kernelResult, libc } from './libc.ts';

const PAGE = 4096;
/** The most that one read returns, in bytes. */
const SCRATCH_BYTES = 1 << 20;
/** What is read goes straight into pieces of such chunks: an array of its own for every structure costs more than
 *  reading it. Small, because whoever keeps a piece keeps its chunk. */
const CHUNK_BYTES = 8192;

// Addresses of this process are exact as numbers (47 bits), which koffi passes at no cost.
const readv = libc.func(
  'long process_vm_readv(int pid, intptr_t local, long nlocal, intptr_t remote, long nremote, long flags)',
);
const pwrite = libc.func('int64_t pwrite(int fd, const void *bytes, size_t count, int64_t offset)');

const scratch = new Uint8Array(new ArrayBuffer(SCRATCH_BYTES));
const scratchAddress = Number(addressOf(scratch));
/** struct iovec arrays (process_vm_readv(2)). */
const local = new FixedWords(2);
const remote = new FixedWords(2 * (SCRATCH_BYTES / PAGE + 1));

let chunk = new Uint8Array(0);
let chunkAddress = 0;
let used = CHUNK_BYTES;

/** Makes room for `length` bytes at chunk[used]. */
function reserve(length: number): void {
  if (used + length <= CHUNK_BYTES) return;
  chunk = new Uint8Array(new ArrayBuffer(CHUNK_BYTES));
  chunkAddress = Number(addressOf(chunk));
  used = 0;
}

function transfer(pid: number, pieces: number, bytes: number, into: number): number {
  local.setNumber(0, into);
  local.setNumber(1, bytes);
  return kernelResult(readv(pid, local.address, 1, remote.address, pieces, 0));
}

/** `wanted` bytes as the remote pieces say; what came of them. */
function receive(pid: number, pieces: number, wanted: number): Uint8Array | undefined {
  const large = wanted > CHUNK_BYTES / 4;
  if (!large) reserve(wanted);
  const got = transfer(pid, pieces, wanted, large ? scratchAddress : chunkAddress + used);
  if (got <= 0) return undefined;
  if (large) return scratch.slice(0, got);
  const bytes = chunk.subarray(used, used + got);
  // The next piece begins at a word.
  used += (got + 7) & ~7;
  return bytes;
}

/** Exactly `length` bytes (at most 1 MiB) at `address`, or undefined when any of them can't be read. */
export function readMemory(pid: number, address: bigint, length: number): Uint8Array | undefined {
  if (length === 0) return new Uint8Array(0);
  if (length < 0 || length > SCRATCH_BYTES) return undefined;
  remote.words[0] = address;
  remote.setNumber(1, length);
  const bytes = receive(pid, 1, length);
  return bytes?.length === length ? bytes : undefined;
}

/** The readable part of [address, address+max) from its start, at least one byte, or undefined. The range is handed
 *  over page by page, because a transfer ends before the first remote piece that faults. */
export function readMemorySome(pid: number, address: bigint, max: number): Uint8Array | undefined {
  const wanted = Math.min(max, SCRATCH_BYTES - PAGE);
  if (wanted <= 0) return undefined;
  remote.words[0] = address;
  // What is left of the first page, then whole pages.
  let size = Math.min(wanted, PAGE - Number(address & 4095n));
  remote.setNumber(1, size);
  let pieces = 1;
  for (let done = size; done < wanted; done += size) {
    size = Math.min(wanted - done, PAGE);
    remote.words[2 * pieces] = address + BigInt(done);
    remote.setNumber(2 * pieces + 1, size);
    pieces++;
  }
  return receive(pid, pieces, wanted);
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
