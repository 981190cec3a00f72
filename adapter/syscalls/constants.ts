/**
 * Numbers to names by constant set, with an index per set made on first use. Must not know where the constants come
 * from: native/abi does.
 */
import type { Arch } from '../../native/abi/arch.ts';
import { constantSet } from '../../native/abi/constants/index.ts';
import type { Decoded, EnumNode, FlagsNode } from './decoded.ts';

interface Index {
  /** Undefined: a number that the set does not know stands without a comment. */
  readonly unknown: string | undefined;
  /** Names of values that a number holds exactly, which are nearly all: bigints are slow keys. */
  readonly small: ReadonlyMap<number, string>;
  readonly large: ReadonlyMap<bigint, string>;
  /** For flags: the table's order, but a value that contains another one (O_SYNC, O_DSYNC) in front of it. */
  readonly bits: readonly (readonly [name: string, value: bigint])[];
  /** Those of 32 bits, as numbers. */
  readonly words: readonly (readonly [name: string, value: number])[];
  readonly zero: string | undefined;
}

const indexes: Readonly<Record<Arch, Map<string, Index | undefined>>> = {
  x86_64: new Map(),
  i386: new Map(),
  x32: new Map(),
  aarch64: new Map(),
  arm: new Map(),
};

function indexOf(set: string, arch: Arch): Index | undefined {
  const known = indexes[arch].get(set);
  if (known !== undefined || indexes[arch].has(set)) return known;
  const found = constantSet(set, arch);
  if (!found) {
    indexes[arch].set(set, undefined);
    return undefined;
  }
  const small = new Map<number, string>();
  const large = new Map<bigint, string>();
  const bits: (readonly [string, bigint])[] = [];
  for (const [name, number] of found.values) {
    const value = BigInt(number);
    if (nameOf({ small, large }, value) === undefined) {
      if (isSmall(value)) small.set(Number(value), name);
      else large.set(value, name);
      if (value !== 0n) insertBits(bits, name, value);
    }
  }
  const unknown = found.unknown === '-' ? undefined : found.unknown;
  const words = bits.flatMap(([name, value]) => (value <= WORD ? [[name, Number(value)] as const] : []));
  const index = { unknown, small, large, bits, words, zero: small.get(0) };
  indexes[arch].set(set, index);
  return index;
}

/** The largest of 32 bits. */
const WORD = 0xffffffffn;

const isSmall = (value: bigint): boolean => value === BigInt.asIntN(53, value);

function nameOf({ small, large }: Pick<Index, 'small' | 'large'>, value: bigint): string | undefined {
  return isSmall(value) ? small.get(Number(value)) : large.get(value);
}

function insertBits(bits: (readonly [string, bigint])[], name: string, value: bigint): void {
  const part = bits.findIndex(([, other]) => (value & other) === other);
  if (part < 0) bits.push([name, value]);
  else bits.splice(part, 0, [name, value]);
}

/** The name of `value` in `set`, or undefined. */
export function nameIn(set: string, value: bigint, arch: Arch = 'x86_64'): string | undefined {
  const index = indexOf(set, arch);
  return index && nameOf(index, value);
}

/** What strace says of a number that `set` does not know. */
export function unknownOf(set: string, arch: Arch = 'x86_64'): string {
  return indexOf(set, arch)?.unknown ?? '???';
}

/** One constant of `set`. */
export function oneOf(set: string, value: bigint, arch: Arch = 'x86_64'): EnumNode {
  const index = indexOf(set, arch);
  const name = index && nameOf(index, value);
  if (name !== undefined) return { kind: 'enum', value, name };
  return index?.unknown ? { kind: 'enum', value, unknown: index.unknown } : { kind: 'enum', value };
}

/** The bits of `set` in `value`; with `first`, names that go in front (an access mode, a type). */
export function bitsOf(
  set: string,
  value: bigint,
  arch: Arch = 'x86_64',
  first?: { readonly names: readonly string[]; readonly mask: bigint },
): FlagsNode {
  const index = indexOf(set, arch);
  const names: string[] = first ? [...first.names] : [];
  let rest = first ? value & ~first.mask : value;
  if (!index) return { kind: 'flags', value, names, rest };
  if (rest === 0n) {
    if (names.length === 0 && index.zero !== undefined) names.push(index.zero);
  } else if (rest <= WORD && rest > 0n) {
    // Wider ones are not in it.
    let word = Number(rest);
    for (const [name, bits] of index.words) {
      if ((word & bits) >>> 0 !== bits) continue;
      names.push(name);
      word = (word & ~bits) >>> 0;
      if (word === 0) break;
    }
    rest = BigInt(word);
  } else {
    for (const [name, bits] of index.bits) {
      if ((rest & bits) === bits) {
        names.push(name);
        rest &= ~bits;
        if (rest === 0n) break;
      }
    }
  }
  return { kind: 'flags', value, names, rest, ...(index.unknown ? { unknown: index.unknown } : undefined) };
}

/** A constant or, where the set does not know it, the value in another form. */
export function oneOfElse(set: string, value: bigint, arch: Arch, otherwise: Decoded): Decoded {
  const name = nameIn(set, value, arch);
  return name === undefined ? otherwise : { kind: 'enum', value, name };
}
