/**
 * A tracee for decoders that is only bytes: chunks of memory at made-up addresses, and names for descriptors.
 */

import type { DecodedCall } from '../../../../adapter/syscalls/call.ts';
import type { DecodeOptions, Memory, Naming, Result } from '../../../../adapter/syscalls/context.ts';
import { DEFAULT_OPTIONS, decodeEntry, decodeExit } from '../../../../adapter/syscalls/decode.ts';
import type { CallInputs } from '../../../../adapter/syscalls/inputs.ts';
import type { Arch } from '../../../../native/abi/arch.ts';
import { syscallNumber } from '../../../../native/abi/numbers/index.ts';

/** Memory made of chunks; everything else is unmapped. */
export class FakeMemory implements Memory {
  private readonly chunks: { address: bigint; bytes: Uint8Array }[] = [];
  private next = 0x10000n;

  /** Puts bytes at an address of its own (pages of 4096 with a hole behind each chunk). */
  put(bytes: Uint8Array | string): bigint {
    const data = typeof bytes === 'string' ? new TextEncoder().encode(`${bytes}\0`) : bytes;
    const address = this.next;
    this.next += BigInt((Math.ceil(data.length / 4096) + 1) * 4096);
    this.chunks.push({ address, bytes: data });
    return address;
  }

  /** Replaces what is at an address that `put` gave. */
  replace(address: bigint, bytes: Uint8Array): void {
    const chunk = this.chunks.find((one) => one.address === address);
    if (!chunk) throw new Error('nothing was put there');
    chunk.bytes = bytes;
  }

  read(address: bigint, length: number): Uint8Array | undefined {
    const some = this.readSome(address, length);
    return some && some.length === length ? some : undefined;
  }

  readSome(address: bigint, max: number): Uint8Array | undefined {
    const chunk = this.chunks.find((one) => address >= one.address && address < one.address + BigInt(one.bytes.length));
    if (!chunk) return undefined;
    const offset = Number(address - chunk.address);
    return chunk.bytes.slice(offset, offset + max);
  }
}

/** Little-endian integers one after another: [bytes, value] pairs. */
export type Part = readonly [size: 1 | 2 | 4 | 8, value: bigint | number];

export function pack(...parts: readonly Part[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const [size, value] of parts) {
    const number = BigInt.asUintN(size * 8, BigInt(value));
    for (let i = 0; i < size; i++) view.setUint8(offset + i, Number((number >> BigInt(i * 8)) & 0xffn));
    offset += size;
  }
  return bytes;
}

export interface FakeOptions extends Partial<DecodeOptions> {
  readonly arch?: Arch;
  readonly paths?: Readonly<Record<number, string>>;
  readonly cwd?: string;
}

export function inputsOf(
  memory: Memory,
  name: string,
  args: readonly (bigint | number)[],
  { arch = 'x86_64', paths = {}, cwd, ...options }: FakeOptions = {},
): CallInputs {
  const nr = syscallNumber(arch, name);
  if (nr === undefined) throw new Error(`no such call: ${name}`);
  const naming: Naming = { fdPath: (fd) => paths[fd], cwd: () => cwd };
  const six = [0, 1, 2, 3, 4, 5].map((i) => BigInt.asUintN(64, BigInt(args[i] ?? 0)));
  return { arch, nr, args: six, memory, naming, options: { ...DEFAULT_OPTIONS, ...options } };
}

export function resultOf(value: bigint | number): Result {
  const number = BigInt(value);
  const isError = number < 0n && number >= -4095n;
  return { value: number, isError, errno: isError ? Number(-number) : 0 };
}

/** A call from entry to exit; `between` is what the kernel does. */
export function runCall(
  memory: Memory,
  name: string,
  args: readonly (bigint | number)[],
  result: bigint | number,
  options: FakeOptions & { readonly between?: () => void } = {},
): DecodedCall {
  const { between, ...rest } = options;
  const inputs = inputsOf(memory, name, args, rest);
  const entry = decodeEntry(inputs);
  between?.();
  return decodeExit(entry, { ...inputs, result: resultOf(result) });
}
