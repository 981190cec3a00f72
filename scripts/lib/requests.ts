/**
 * The requests of ioctl(2), from the lines of scripts/constants/ioctls.txt and the headers they name: numbers of x86_64,
 * and those that a 32-bit program has others of. Must not know how they are written down.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { glob, matching } from './definitions.ts';
import { M32, macros, valuesIn } from './headers.ts';

/** Where headers with requests are. */
const INCLUDE = '/usr/include';
/** What headers of requests need that do not say so. */
const FIRST = ['linux/ioctl.h', 'sys/time.h'];

export interface Requests {
  readonly values: ReadonlyMap<string, bigint>;
  /** Requests whose structures have another size in 32-bit programs, where they have another number as well. */
  readonly narrow: ReadonlyMap<string, bigint>;
}

/** The later ones count where two give one name. */
function together(all: readonly Requests[]): Requests {
  return {
    values: new Map(all.flatMap(({ values }) => [...values])),
    narrow: new Map(all.flatMap(({ narrow }) => [...narrow])),
  };
}

/** Values from `least` on: what is below is another constant. */
async function evaluate(headers: readonly string[], names: readonly string[], least: bigint): Promise<Requests> {
  const values = await valuesIn(headers, names);
  const others = await valuesIn(headers, [...values.keys()], M32);
  return {
    values: new Map([...values].filter(([, value]) => value >= least && value <= 0xffffffffn)),
    narrow: new Map([...others].filter(([name, value]) => value !== values.get(name))),
  };
}

/** HEADER[,HEADER…] NAME_OR_GLOB…. Names that only stand for another name are no requests of their own. */
async function ofHeaders(line: string): Promise<Requests> {
  const [first = '', ...words] = line.split(/\s+/);
  const plain = first.startsWith('+');
  const headers = [...new Set([...FIRST, ...first.replace('+', '').split(',')])];
  const bodies = await macros(headers);
  const exact = words.filter((word) => !/[*!]/.test(word));
  const names = [...new Set([...exact, ...(await matching(headers, words))])].filter((name) => {
    const body = bodies.get(name) ?? '';
    return body !== '' && !/^[A-Z]\w*$/.test(body) && (plain || /\b\w*IO(?:W|R|WR|C)? *\(/.test(body));
  });
  // A plain number below 0x100 has no type byte: it is another constant of the same prefix.
  return evaluate(headers, names, plain ? 0x100n : 1n);
}

async function ofHeader(header: string, isUnwanted: readonly RegExp[]): Promise<Requests> {
  const headers = [...FIRST, header.replace('x86_64-linux-gnu/', '')];
  try {
    const names = [...(await macros(headers))]
      .filter(([name, body]) => /\b\w*IO(?:W|R|WR|C)?\w* *\(/.test(body) && !isUnwanted.some((one) => one.test(name)))
      .map(([name]) => name);
    // A type byte and a number.
    return await evaluate(headers, names, 0x100n);
  } catch {
    // A header that does not compile by itself has a line of its own.
    return together([]);
  }
}

/** Patterns of headers, `!` in front of names that are none: every request of every header, by itself. */
async function ofAllHeaders(line: string): Promise<Requests> {
  const words = line.split(/\s+/);
  const isUnwanted = words.filter((word) => word.startsWith('!')).map((word) => glob(word.slice(1)));
  const headers = words
    .filter((word) => !word.startsWith('!'))
    .flatMap((pattern) => globSync(pattern, { cwd: INCLUDE }).sort())
    .filter((header) => /IO\w* *\(/.test(readFileSync(join(INCLUDE, header), 'utf8')));
  return together(await Promise.all(headers.map((header) => ofHeader(header, isUnwanted))));
}

function given(line: string): Requests {
  const words = line.split(' ').map((word) => word.split('=') as [name: string, value: string]);
  return { values: new Map(words.map(([name, value]) => [name, BigInt(value)])), narrow: new Map() };
}

async function ofLine(line: string): Promise<Requests> {
  if (line.startsWith('= ')) return given(line.slice(2));
  return line.startsWith('* ') ? ofAllHeaders(line.slice(2)) : ofHeaders(line);
}

/** The requests of all lines. What is wrong with one, such as a header that is not there, goes to `problem`. */
export async function requestsOf(text: string, problem: (message: string) => void): Promise<Requests> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const found = lines.map((line) =>
    ofLine(line).catch((error: unknown) => {
      problem(error instanceof Error ? error.message : String(error));
      return together([]);
    }),
  );
  const { values, narrow } = together(await Promise.all(found));
  return { values, narrow: new Map([...narrow].filter(([name]) => values.has(name))) };
}
