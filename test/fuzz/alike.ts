/** In which ways two lines are the same but for something. Pure; must not know which ways are excused: explained.ts does. */

export interface Pair {
  readonly abi?: string | undefined;
  readonly strace: string;
  readonly ours: string;
}

export interface Explained {
  readonly name: string;
  readonly reason: string;
  covers(pair: Pair): boolean;
}

export const nameOf = (line: string): string => /^\w+/.exec(line)?.[0] ?? '';
export const of =
  (...names: readonly string[]) =>
  ({ ours }: Pair): boolean =>
    names.includes(nameOf(ours));

/** Sets of constants, named or not, taken out; the names that were in them. */
const ITEM = String.raw`(?:~?[A-Z][A-Z0-9]*_[A-Za-z0-9_]+|0x[0-9a-f]+|\d+<<[A-Z_]+|\d+)(?: \/\* [A-Za-z_?]*\?\?\?? \*\/)?`;
const ITEMS = new RegExp(`${ITEM}(?:\\|${ITEM})*`, 'g');

function constants(line: string): { shape: string; names: Set<string> } {
  const names = new Set<string>();
  const shape = line.replace(ITEMS, (items) => {
    for (const item of items.split('|')) if (/^[A-Z]/.test(item)) names.add(item.replace(/ .*/, ''));
    return 'C';
  });
  return { shape, names };
}

/** The same but for names that only we have: strace's are all there. */
export function hasNewerConstants({ strace, ours }: Pair): boolean {
  const [left, right] = [constants(strace), constants(ours)];
  return (
    left.shape === right.shape &&
    [...left.names].every((name) => right.names.has(name)) &&
    (left.names.size < right.names.size || ours.includes('???'))
  );
}

/** Shifts as numbers, and no names behind numbers. */
export const spelledOut = (line: string): string =>
  line
    .replace(/\b(\d+)<<26\b/g, (_, number: string) => `0x${(BigInt(number) << 26n).toString(16)}`)
    .replace(/\b0x(\w+)<<0x10\b/g, (_, digits: string) => `0x${digits}0000`)
    .replace(/ \/\* [A-Z][A-Z_]\w*[^*]*\*\//g, '');

/** Registers cut to an int. */
export const cut = (line: string): string =>
  line
    .replace(/\b(?:\d{10,20}|0x[0-9a-f]{9,16})\b/g, (digits) => String(BigInt(digits) & 0xffffffffn))
    .replace(/\b0x[0-9a-f]+\b/g, (digits) => String(BigInt(digits)));
