/**
 * Chance that a seed decides: the same numbers on every machine. Pure.
 */

export interface Random {
  /** A whole number below `limit`. */
  below(limit: number): number;
  /** True so many times in a hundred. */
  percent(chance: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** Any 64 bits. */
  word(): bigint;
}

/** Mulberry32, which passes for random with 32 bits of state. */
export function random(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  return {
    below,
    percent: (chance) => below(100) < chance,
    pick: (items) => {
      if (items.length === 0) throw new Error('nothing to pick from');
      return items[below(items.length)] as (typeof items)[number];
    },
    word: () => (BigInt(next()) << 32n) | BigInt(next()),
  };
}
