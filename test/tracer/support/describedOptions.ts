/**
 * Socket options whose values are more than an int or bytes, found by having both calls decode every option that has a name
 * in values of many lengths. Must not know which decoder shows them.
 */
import type { Memory, Naming } from '../../../adapter/syscalls/context.ts';
import { DEFAULT_OPTIONS, decodeEntry, decodeExit } from '../../../adapter/syscalls/decode.ts';
import { printNode } from '../../../adapter/syscalls/print.ts';
import { constantSet, setNames } from '../../../native/abi/constants/index.ts';
import { syscallNumber } from '../../../native/abi/numbers/index.ts';

export interface DescribedOption {
  readonly call: 'setsockopt' | 'getsockopt';
  /** Level and name as a line has them: `SOL_SOCKET, SO_LINGER`. */
  readonly text: string;
  readonly level: bigint;
  readonly option: bigint;
  /** Lengths of a value of ones that is shown so. */
  readonly shown: ReadonlyMap<number, string>;
}

const INT_SIZE = 4;
/** Those of the options' structures are among them. */
const LENGTHS = [4, 1, 2, 8, 12, 16, 20, 24, 28, 32, 36, 40, 56, 64, 88, 104, 136, 144, 216, 232, 256, 264, 272, 280];
const VALUE = 0x10000n;
const LENGTH = 0x700000n;

const naming: Naming = { fdPath: () => undefined, cwd: () => undefined };

/** A value of so many ones, and its length elsewhere. */
function memoryOf(length: number): Memory {
  const value = new Uint8Array(length).fill(1);
  const number = new Uint8Array(Uint32Array.of(length).buffer);
  const readSome = (address: bigint, max: number): Uint8Array | undefined => {
    const [bytes, start] = address >= LENGTH ? [number, LENGTH] : [value, VALUE];
    const at = Number(address - start);
    return at < 0 || at >= bytes.length ? undefined : bytes.slice(at, at + max);
  };
  const read = (address: bigint, size: number): Uint8Array | undefined => {
    const some = readSome(address, size);
    return some?.length === size ? some : undefined;
  };
  return { read, readSome };
}

/** Level and name, and the value, as printed. */
function printed(call: DescribedOption['call'], level: bigint, option: bigint, length: number): [string, string] {
  const args = [3n, level, option, VALUE, call === 'setsockopt' ? BigInt(length) : LENGTH, 0n];
  const nr = syscallNumber('x86_64', call) ?? 0;
  const inputs = { arch: 'x86_64', nr, args, memory: memoryOf(length), naming, options: DEFAULT_OPTIONS } as const;
  const done = decodeExit(decodeEntry(inputs), { ...inputs, result: { value: 0n, isError: false, errno: 0 } });
  const [, of, name, value] = done.args.map(({ node }) => printNode(node));
  return [`${of}, ${name}`, value ?? ''];
}

/** What a value of ones would be without a description. */
function plain(length: number): string {
  if (length === INT_SIZE) return '[16843009]';
  const { strings } = DEFAULT_OPTIONS;
  return `"${'\\1'.repeat(Math.min(strings, length))}"${length > strings ? '...' : ''}`;
}

function described(call: DescribedOption['call'], level: bigint, option: bigint): DescribedOption | undefined {
  const shown = new Map<number, string>();
  let text = '';
  for (const length of LENGTHS) {
    const [name, value] = printed(call, level, option, length);
    text = name;
    if (!/, [A-Z]\w+$/.test(text)) return undefined;
    // An address is too short a value.
    if (value !== plain(length) && !value.startsWith('0x')) shown.set(length, value);
  }
  return shown.size > 0 ? { call, text, level, option, shown } : undefined;
}

/** All of x86_64, once each. */
export function describedOptions(): readonly DescribedOption[] {
  const sets = setNames().filter((name) => name.startsWith('sockopts_'));
  const numbers = new Set(sets.flatMap((name) => (constantSet(name)?.values ?? []).map(([, value]) => value)));
  const levels = new Set((constantSet('sockopt_levels')?.values ?? []).map(([, value]) => value));
  const found = (['setsockopt', 'getsockopt'] as const).flatMap((call) =>
    [...levels].flatMap((level) => [...numbers].flatMap((option) => described(call, level, option) ?? [])),
  );
  return [...new Map(found.map((one) => [`${one.call} ${one.text}`, one])).values()];
}
