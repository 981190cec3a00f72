/**
 * A tracee can put anything into its memory and registers: every decoder of every call of every ABI over random bytes
 * ends, throws nothing, stays within bounds, and prints printable ASCII alone.
 */
import { describe, expect, it } from 'vitest';
import type { Memory, Naming } from '../../../../adapter/syscalls/context.ts';
import { DEFAULT_OPTIONS, decodeEntry, decodeExit } from '../../../../adapter/syscalls/decode.ts';
import { printCall } from '../../../../adapter/syscalls/print.ts';
import { argumentRows } from '../../../../adapter/syscalls/rows.ts';
import { expressionValue } from '../../../../adapter/syscalls/value.ts';
import type { Arch } from '../../../../native/abi/arch.ts';
import { allNames, syscallNumber } from '../../../../native/abi/numbers/index.ts';

/** mulberry32: the same numbers on every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** Every address is readable (or only up to `end`); the bytes depend on the address, `fill` or random. */
function endless(random: () => number, fill: number | undefined, end: bigint): Memory & { bytes: number } {
  const memory = {
    bytes: 0,
    read(address: bigint, length: number): Uint8Array | undefined {
      if (address + BigInt(length) > end) return undefined;
      if (length > 1 << 20) throw new Error(`a read of ${length} bytes`);
      memory.bytes += length;
      const bytes = new Uint8Array(length);
      if (fill !== undefined) return bytes.fill(fill);
      for (let i = 0; i < length; i++) bytes[i] = random();
      return bytes;
    },
    readSome(address: bigint, max: number): Uint8Array | undefined {
      const left = end - address;
      if (left <= 0n) return undefined;
      return memory.read(address, left < BigInt(max) ? Number(left) : max);
    },
  };
  return memory;
}

const naming: Naming = { fdPath: () => 'x\u001b[31m<y>\n', cwd: () => '/\u202e' };

function registers(random: () => number, style: number): bigint[] {
  const one = (): bigint => {
    switch (style) {
      case 0:
        return BigInt(random() % 64);
      case 1:
        return 0xffffffffffffffffn;
      case 2:
        return (BigInt(random()) << 32n) | BigInt(random());
      default:
        return BigInt(random() % 3 === 0 ? random() % 2000 : 0x10000 + (random() % 0x100000));
    }
  };
  return [0, 1, 2, 3, 4, 5].map(one);
}

const RESULTS = [0n, 1n, 5n, -1n, -14n, -512n, 0x7fffffffn, 0x7ff000000000n];

function tryCall(arch: Arch, name: string, random: () => number, style: number, fill: number | undefined): number {
  const nr = syscallNumber(arch, name) ?? 0;
  const memory = endless(random, fill, style === 3 ? 0x90000n : 1n << 63n);
  const options = { ...DEFAULT_OPTIONS, decodeFds: style === 3, abbreviate: style !== 2, details: style === 0 };
  const inputs = { arch, nr, args: registers(random, style), memory, naming, options };
  const entry = decodeEntry(inputs);
  const value = RESULTS[random() % RESULTS.length] as bigint;
  const isError = value < 0n;
  const exit = decodeExit(entry, { ...inputs, result: { value, isError, errno: isError ? Number(-value) : 0 } });
  const text = printCall(entry) + printCall(exit);
  if (!/^[\x20-\x7e]*$/.test(text)) throw new Error(`not printable: ${JSON.stringify(text)}`);
  for (const argument of exit.args) expressionValue(argument.node);
  argumentRows(exit);
  // What can be cloned does not depend on how much it is, but takes a second for some.
  if (text.length < 100_000) structuredClone(exit);
  if (memory.bytes > 64 << 20) throw new Error(`read ${memory.bytes} bytes`);
  return text.length;
}

describe.each(['x86_64', 'i386', 'x32', 'aarch64'] as const)('%s', (arch) => {
  it.each([
    [0, undefined],
    [1, undefined],
    [2, 0xff],
    [3, 0],
    [3, 0x41],
    [3, undefined],
  ] as const)('registers of kind %i over memory of %s', { timeout: 60_000 }, (style, fill) => {
    const random = randomFrom(style * 7919 + (fill ?? 1000));
    const failures: string[] = [];
    for (const name of allNames(arch)) {
      try {
        const length = tryCall(arch, name, random, style, fill);
        if (length > 8_000_000) failures.push(`${name}: ${length} characters`);
      } catch (error) {
        failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    expect(failures).toEqual([]);
  });
});
