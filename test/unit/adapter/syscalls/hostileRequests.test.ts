/**
 * Every request of ioctl that has a name, and every command of bpf, over whatever a tracee may have put behind its
 * argument: the decoders themselves, without the guard that calls have around them, throw nothing and stay within bounds.
 */
import { expect, it } from 'vitest';
import type { DecodeContext, Memory } from '../../../../adapter/syscalls/context.ts';
import type { Decoded } from '../../../../adapter/syscalls/decoded.ts';
import { decoderOf } from '../../../../adapter/syscalls/decoders/index.ts';
import { printNode } from '../../../../adapter/syscalls/print.ts';
import { constantSet } from '../../../../native/abi/constants/index.ts';
import { signatureOf } from '../../../../native/abi/signatures/index.ts';
import { contextOf } from './contexts.ts';

const START = 0x10000n;
/** Memory ends here. */
const END = START + 0x8000n;
/** What one call may read: far more than any structure, far less than what a count could ask for. */
const BYTES_MAX = 8 << 20;

type Fill = (address: bigint) => number;

/** A byte that depends on its address alone. */
const mixed = (address: bigint): number => Math.imul(Number(address & 0xffffffn) ^ 0x5bd1e995, 0x9e3779b1) >>> 24;
/** Small numbers between zeros, as structures have them; the word in front is what the device mapper's must be. */
const small: Fill = (address) => {
  if (address < START + 4n) return address === START ? 4 : 0;
  return mixed(address >> 2n) % 3 === 0 && (address & 3n) === 0n ? mixed(address) % 200 : 0;
};
const FILLS: readonly (readonly [name: string, fill: Fill])[] = [
  ['anything', mixed],
  ['zeros', () => 0],
  ['ones', () => 0xff],
  ['letters', () => 0x41],
  ['small numbers', small],
  ["a generic SCSI command's guard", (address) => (address === START ? 0x51 : small(address))],
];

function filled(fill: Fill): Memory & { bytes: number } {
  const memory = {
    bytes: 0,
    read(address: bigint, length: number): Uint8Array | undefined {
      if (address < START || address + BigInt(length) > END) return undefined;
      memory.bytes += length;
      return Uint8Array.from({ length }, (_, i) => fill(address + BigInt(i)));
    },
    readSome: (address: bigint, max: number) =>
      address < START || address >= END
        ? undefined
        : memory.read(address, Number(END - address < BigInt(max) ? END - address : BigInt(max))),
  };
  return memory;
}

const OPTIONS = [{}, { abbreviate: false }, { details: true, strings: 256 }] as const;

/** Both stops of a call with these registers, as each kind of reader wants them. */
function tryArgument(
  arch: 'x86_64' | 'i386',
  call: string,
  type: string,
  params: string[],
  args: bigint[],
  at: number,
) {
  const decoder = decoderOf(type);
  const signature = signatureOf(arch, call);
  if (!decoder || !signature) throw new Error(`${call} has no decoder`);
  for (const [fillName, fill] of FILLS) {
    for (const options of OPTIONS) {
      const memory = filled(fill);
      let before: Decoded | undefined;
      for (const phase of ['entry', 'exit'] as const) {
        const made = contextOf(memory, { arch, phase, args, signature, ...options });
        const context: DecodeContext = before ? { ...made, before } : made;
        before = decoder(context, args[at] ?? 0n, params);
        const text = printNode(before);
        if (!/^[\x20-\x7e]*$/.test(text)) return `${fillName}: not printable`;
        if (memory.bytes > BYTES_MAX) return `${fillName}: read ${memory.bytes} bytes`;
      }
    }
  }
  return undefined;
}

function problem(attempt: () => string | undefined): string | undefined {
  try {
    return attempt();
  } catch (error) {
    return String(error);
  }
}

it.each(['x86_64', 'i386'] as const)('requests of ioctl in %s', { timeout: 120_000 }, (arch) => {
  const own = constantSet('ioctl_cmds', arch)?.values ?? [];
  const numbers = new Map([...(constantSet('ioctl_cmds')?.values ?? []), ...own]);
  const problems: string[] = [];
  for (const [name, number] of numbers) {
    const args = [5n, BigInt.asUintN(32, number), START];
    const found = problem(() => tryArgument(arch, 'ioctl', 'ioctl_arg', ['op'], args, 2));
    if (found !== undefined) problems.push(`${name}: ${found}`);
  }
  expect(problems).toEqual([]);
});

it('commands of bpf', { timeout: 120_000 }, () => {
  const problems: string[] = [];
  for (const [name, number] of constantSet('bpf_cmds')?.values ?? []) {
    for (const size of [1n, 16n, 120n, 4096n]) {
      const args = [number, START, size];
      const found = problem(() => tryArgument('x86_64', 'bpf', 'bpf_attr', ['cmd', 'size'], args, 1));
      if (found !== undefined) problems.push(`${name}: ${found}`);
    }
  }
  expect(problems).toEqual([]);
});
