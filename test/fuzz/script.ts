/**
 * The file that test/fixtures/replays-calls.c reads: calls with their registers, what stands in memory before and after,
 * and what they return. Little-endian, records padded to 8 bytes. Must not know what a call means.
 */

/** Where the fixture's memory is: pages of a kind each, with nothing behind any. */
export const ARENA = 0x20000000;
export const PAGE = 0x1000;
export const SLOTS = 8;

/** The first address of a slot. */
export const slotAt = (slot: number): number => ARENA + slot * 2 * PAGE;

/** The fixture's descriptors: a kind each. */
export const FIRST_FD = 10;
export const LAST_FD = 31;

/** Bytes that are put somewhere in the memory. */
export interface Patch {
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface Call {
  readonly abi: 'x86_64' | 'i386' | 'x32';
  /** As the register carries it. */
  readonly number: bigint;
  /** Six. */
  readonly args: readonly bigint[];
  readonly before: readonly Patch[];
  /** What the kernel would have written. */
  readonly after: readonly Patch[];
  /** Below zero: an error. */
  readonly result: bigint;
}

const HEADER = 88;

export function script(calls: readonly Call[]): Buffer {
  const start = Buffer.alloc(8);
  start.writeUInt32LE(calls.length);
  return Buffer.concat([start, ...calls.map(record)]);
}

function record(call: Call): Buffer {
  const patches = [...call.before, ...call.after].map(patch);
  const head = Buffer.alloc(HEADER);
  head.writeUInt32LE(HEADER + patches.reduce((sum, { length }) => sum + length, 0), 0);
  head.writeUInt32LE(call.abi === 'i386' ? 1 : 0, 4);
  head.writeBigUInt64LE(BigInt.asUintN(64, call.number), 8);
  call.args.forEach((value, index) => {
    head.writeBigUInt64LE(BigInt.asUintN(64, value), 16 + 8 * index);
  });
  const failed = call.result < 0n;
  head.writeBigInt64LE(failed ? 0n : BigInt.asIntN(64, call.result), 64);
  head.writeInt32LE(failed ? Number(call.result) : 0, 72);
  head.writeUInt32LE(call.before.length, 76);
  head.writeUInt32LE(call.after.length, 80);
  return Buffer.concat([head, ...patches]);
}

function patch({ address, bytes }: Patch): Buffer {
  const whole = Buffer.alloc(8 + Math.ceil(bytes.length / 8) * 8);
  whole.writeUInt32LE(address - ARENA, 0);
  whole.writeUInt32LE(bytes.length, 4);
  whole.set(bytes, 8);
  return whole;
}
