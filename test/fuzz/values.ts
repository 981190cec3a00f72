/**
 * Numbers that break decoders: edges, bits and names' values that nobody expects, descriptors of every kind, addresses
 * that lead nowhere or to a page's end. Must not know which argument they are for.
 */
import type { Arch } from '../../native/abi/arch.ts';
import { constantSet, setNames } from '../../native/abi/constants/index.ts';
import type { Random } from './random.ts';
import { FIRST_FD, LAST_FD, PAGE, SLOTS, slotAt } from './script.ts';

export const EDGES: readonly bigint[] = [
  ...[0n, 1n, 2n, 3n, 7n, 8n, 15n, 16n, 31n, 32n, 63n, 64n, 127n, 128n, 255n, 256n, 4095n, 4096n, 65535n, 65536n],
  ...[-1n, -2n, -100n, -4095n, -4096n, 0x7fffffffn, 0x80000000n, 0xfffffffen, 0xffffffffn, 0x100000000n],
  ...[0x7fffffffffffffffn, 0x8000000000000000n, 0x8000000000000001n, 0xffffffff00000000n, 1000000000n, 999999n],
];

const BAD: readonly bigint[] = [
  ...[1n, 8n, 0xfffn, 0xdead0000n, 0x7ffffffff000n, 0x800000000000n, 0xffff800000000000n, 0xffffffff81000000n],
  ...[0xffffffffffffffffn, 0xfffffffffffff000n, 0x8000000000000000n],
];

const IN_SETS = setNames();

/** A value of one of the sets, most times a known one, else with bits that no name fits. */
export function constantOf(random: Random, sets: readonly string[], arch: Arch): bigint {
  const set = constantSet(random.pick(sets), arch);
  if (!set || set.values.length === 0) return random.pick(EDGES);
  const known = (): bigint => BigInt((random.pick(set.values) as readonly [string, bigint])[1]);
  if (set.kind === 'enum') return random.percent(85) ? known() : random.percent(50) ? known() + 1n : number(random);
  let value = 0n;
  for (let count = random.below(4); count > 0; count--) value |= known();
  if (random.percent(15)) value |= 1n << BigInt(random.below(64));
  return random.percent(5) ? number(random) : value;
}

export const anyConstant = (random: Random): bigint => constantOf(random, [random.pick(IN_SETS)], 'x86_64');

/** Any number at all. */
export function number(random: Random): bigint {
  const kind = random.below(10);
  if (kind < 3) return BigInt(random.below(17));
  if (kind < 6) return random.pick(EDGES);
  if (kind < 7) return 1n << BigInt(random.below(64));
  if (kind < 8) return anyConstant(random);
  return random.percent(50) ? random.word() : random.word() & 0xffffffffn;
}

/** How many: mostly a few, sometimes more than there can be. */
export function amount(random: Random): bigint {
  const kind = random.below(10);
  if (kind < 5) return BigInt(random.below(10));
  if (kind < 7) return BigInt(random.below(520));
  return kind < 8 ? BigInt(random.below(5000)) : random.pick(EDGES);
}

export function descriptor(random: Random): bigint {
  if (random.percent(85)) return BigInt(FIRST_FD + random.below(LAST_FD - FIRST_FD + 3));
  return random.percent(40) ? -100n : number(random);
}

/** Where something stands, or could: `slot` is the page to be in. */
export function address(random: Random, slot: number): bigint {
  if (random.percent(6)) return 0n;
  if (random.percent(7)) return random.pick(BAD);
  const page = BigInt(slotAt(slot));
  if (random.percent(12)) return page + BigInt(PAGE - random.below(random.percent(60) ? 24 : 200));
  return page + BigInt(random.below(64) * 8 + (random.percent(10) ? random.below(8) : 0));
}

export const anyAddress = (random: Random): bigint => address(random, random.below(SLOTS));
