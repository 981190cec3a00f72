/**
 * Sets of constants as scripts/constants/*.txt define them: a line `SET[@ARCH] flags|enum UNKNOWN HEADER…` (`-` for
 * either: none) and indented lines of names in the order they are to be shown: NAME; NAME=VALUE, for what these headers
 * don't have yet (a value they contradict is an error); PREFIX*, every name of the headers that fits, by value, behind
 * the listed ones; !NAME, none of those; +SET, all values of another set. Must not know where they are written.
 */
import { identifiers, valuesIn } from './headers.ts';

export type Value = readonly [name: string, value: bigint];

export interface Definition {
  readonly set: string;
  readonly kind: string;
  readonly unknown: string;
  readonly headers: readonly string[];
  readonly words: string[];
}

/** Names that globs never mean: ends and masks of ranges, include guards. */
const NOT_A_VALUE = /(_MAX|_LAST|_NUM|_CNT|_COUNT|_MASK|_SHIFT|_BITS|_H|_END|_OFFSET|_SIZE_VER\d|__)$|^_|_MAX_|__MAX/;

/** What a word of a definition means: `*` in it is any part of a name. */
export function glob(word: string): RegExp {
  return new RegExp(`^${word.replaceAll('*', '\\w+')}$`);
}

/** The names of these headers that the words' globs mean. */
export async function matching(headers: readonly string[], words: readonly string[]): Promise<string[]> {
  const wanted = words.filter((word) => word.includes('*') && !word.startsWith('!')).map(glob);
  const unwanted = words.filter((word) => word.startsWith('!')).map((word) => glob(word.slice(1)));
  if (wanted.length === 0) return [];
  return [...(await identifiers(headers))].filter(
    (name) =>
      wanted.some((pattern) => pattern.test(name)) &&
      !NOT_A_VALUE.test(name) &&
      !unwanted.some((pattern) => pattern.test(name)),
  );
}

const ANOTHER = /^\+(\w+)$/;
const nameOf = (word: string): string => word.split('=')[0] as string;

/** A definition, and the names its globs found. */
interface Named {
  readonly definition: Definition;
  readonly found: readonly string[];
}

/** The values of all names of definitions with the same headers, by these headers: one compiler for each. */
async function evaluateAll(all: readonly Named[]): Promise<ReadonlyMap<string, ReadonlyMap<string, bigint>>> {
  const wanted = new Map<string, { readonly headers: readonly string[]; readonly names: Set<string> }>();
  for (const { definition, found } of all) {
    const { headers, words } = definition;
    if (headers.length === 0) continue;
    const key = headers.join(' ');
    const of = wanted.get(key) ?? { headers, names: new Set() };
    wanted.set(key, of);
    const listed = words.filter((word) => !/[*!+]/.test(word)).map(nameOf);
    for (const name of [...listed, ...found]) of.names.add(name);
  }
  const values = [...wanted].map(
    async ([key, { headers, names }]) => [key, await valuesIn(headers, [...names])] as const,
  );
  return new Map(await Promise.all(values));
}

function readNumber(text: string): bigint {
  return /^0[0-7]+$/.test(text) ? BigInt(`0o${text.slice(1)}`) : BigInt(text);
}

/** The value of a listed word, which the definition, the headers or both give. */
function listedValue(word: string, { set, headers }: Definition, known: ReadonlyMap<string, bigint>): bigint {
  const [name = '', text] = word.split('=');
  const own = known.get(name);
  const value = text === undefined ? own : readNumber(text);
  if (value === undefined) throw new Error(`${set}: ${name} is in none of ${headers.join(' ')}`);
  if (own !== undefined && own !== value) throw new Error(`${set}: ${name} is ${own}, not ${text}`);
  return value;
}

function valuesOf({ definition, found }: Named, known: ReadonlyMap<string, bigint>): Value[] {
  const values = new Map<string, bigint>();
  const add = (name: string, value: bigint) => {
    const shown = definition.kind === 'flags' && value < 0n ? BigInt.asUintN(32, value) : value;
    if (!values.has(name)) values.set(name, shown);
  };
  // The names in their order, and between them the other sets.
  for (const word of definition.words.filter((each) => !/[*!]/.test(each))) {
    add(nameOf(word), ANOTHER.test(word) ? 0n : listedValue(word, definition, known));
  }
  const globbed = found.flatMap((name): Value[] => (known.has(name) ? [[name, known.get(name) as bigint]] : []));
  globbed.sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));
  for (const [name, value] of globbed) add(name, value);
  return [...values];
}

/** The definitions of a file. */
export function parse(text: string): readonly Definition[] {
  const definitions: Definition[] = [];
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith(' ')) {
      definitions.at(-1)?.words.push(...line.trim().split(/\s+/));
      continue;
    }
    const [set = '', kind = '', unknown = '', ...headers] = line.split(/\s+/);
    definitions.push({ set, kind, unknown, headers: headers.filter((name) => name !== '-'), words: [] });
  }
  return definitions;
}

/** One block of a table: its head line, then NAME VALUE. */
export function block(definition: Definition, values: readonly Value[]): string {
  const head = `${definition.set} ${definition.kind} ${definition.unknown} ${definition.headers.join(',') || '-'}`;
  const number = (value: bigint) =>
    definition.kind === 'flags' || value > 0xffffn ? `0x${value.toString(16)}` : `${value}`;
  const row = ([name, value]: Value) => (ANOTHER.test(name) ? name : `${name} ${value < 0n ? value : number(value)}`);
  return [head, ...values.map(row)].join('\n');
}

/** The blocks of definitions. What is wrong with one, such as a name that no header has, goes to `problem`. */
export async function blocksOf(
  definitions: readonly Definition[],
  problem: (message: string) => void,
): Promise<readonly string[]> {
  const named = definitions.map(
    async (definition): Promise<Named> => ({
      definition,
      found: await matching(definition.headers, definition.words),
    }),
  );
  const all = await Promise.all(named);
  const known = await evaluateAll(all);
  return all.flatMap((one) => {
    try {
      return block(one.definition, valuesOf(one, known.get(one.definition.headers.join(' ')) ?? new Map()));
    } catch (error) {
      problem(error instanceof Error ? error.message : String(error));
      return [];
    }
  });
}
