/**
 * Writes native/abi/constants/*.ts: the sets that scripts/constants/*.txt define, with the values that the kernel's
 * and libc's headers of this machine give. Run: node scripts/generate-constants.ts [NAME of a definition …]
 * (--check: says what would change, and writes nothing)
 *
 * A definition is a line `SET[@ARCH] flags|enum UNKNOWN HEADER…` (`-` for either: none) and indented lines of names in the order
 * they are to be shown: NAME; NAME=VALUE, for what these headers don't have yet (a value they contradict is an
 * error); PREFIX*, every name of the headers that fits, by value, behind the listed ones; !NAME, none of those; +SET, all
 * values of another set.
 */
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { save } from './lib/generated.ts';
import { identifiers, M32, macros, valuesIn } from './lib/headers.ts';

const DEFINITIONS = join(import.meta.dirname, 'constants');
const FOLDER = join(import.meta.dirname, '../native/abi/constants');
const work = mkdtempSync(join(tmpdir(), 'constants-'));
const evaluate = (headers: readonly string[], names: readonly string[]) => valuesIn(work, headers, names);

type Value = readonly [name: string, value: bigint];

interface Definition {
  readonly set: string;
  readonly kind: string;
  readonly unknown: string;
  readonly headers: readonly string[];
  readonly words: string[];
}

/** Names that globs never mean: ends and masks of ranges, include guards. */
const NOT_A_VALUE = /(_MAX|_LAST|_NUM|_CNT|_COUNT|_MASK|_SHIFT|_BITS|_H|_END|_OFFSET|_SIZE_VER\d|__)$|^_|_MAX_|__MAX/;

function glob(word: string): RegExp {
  return new RegExp(`^${word.replaceAll('*', '\\w+')}$`);
}

function readNumber(text: string): bigint {
  return /^0[0-7]+$/.test(text) ? BigInt(`0o${text.slice(1)}`) : BigInt(text);
}

function matching(headers: readonly string[], words: readonly string[]): string[] {
  const wanted = words.filter((word) => word.includes('*') && !word.startsWith('!')).map(glob);
  const unwanted = words.filter((word) => word.startsWith('!')).map((word) => glob(word.slice(1)));
  if (wanted.length === 0) return [];
  return [...identifiers(headers)].filter(
    (name) =>
      wanted.some((pattern) => pattern.test(name)) &&
      !NOT_A_VALUE.test(name) &&
      !unwanted.some((pattern) => pattern.test(name)),
  );
}

const listedIn = (words: readonly string[]): string[] => words.filter((word) => !/[*!+]/.test(word));
const ANOTHER = /^\+(\w+)$/;
const nameOf = (word: string): string => word.split('=')[0] as string;

/** The values of all names of definitions with the same headers, by these headers: one program for each. */
function evaluateAll(definitions: readonly Definition[]): Map<string, Map<string, bigint>> {
  const names = new Map<string, { headers: readonly string[]; names: Set<string> }>();
  for (const { headers, words } of definitions) {
    if (headers.length === 0) continue;
    const key = headers.join(' ');
    const of = names.get(key) ?? { headers, names: new Set() };
    names.set(key, of);
    for (const name of [...listedIn(words).map(nameOf), ...matching(headers, words)]) of.names.add(name);
  }
  return new Map([...names].map(([key, of]) => [key, evaluate(of.headers, [...of.names])]));
}

function valuesOf(definition: Definition, evaluated: ReadonlyMap<string, ReadonlyMap<string, bigint>>): Value[] {
  const { headers, words } = definition;
  const found = matching(headers, words);
  const listed = listedIn(words);
  const given = new Map(listed.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]));
  const known: ReadonlyMap<string, bigint> = evaluated.get(headers.join(' ')) ?? new Map();
  const values: Value[] = [];
  const done = new Set<string>();
  const add = (name: string, value: bigint) => {
    if (done.has(name)) return;
    done.add(name);
    values.push([name, definition.kind === 'flags' && value < 0n ? BigInt.asUintN(32, value) : value]);
  };
  // The names in their order, and between them the other sets.
  for (const name of words.filter((word) => !/[*!]/.test(word)).map(nameOf)) {
    if (ANOTHER.test(name)) {
      values.push([name, 0n]);
      continue;
    }
    const own = known.get(name);
    const text = given.get(name);
    const value = text === undefined ? own : readNumber(text);
    if (value === undefined) throw new Error(`${definition.set}: ${name} is in none of ${headers.join(' ')}`);
    if (own !== undefined && own !== value) throw new Error(`${definition.set}: ${name} is ${own}, not ${text}`);
    add(name, value);
  }
  const globbed = found.flatMap((name): Value[] => (known.has(name) ? [[name, known.get(name) as bigint]] : []));
  globbed.sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));
  for (const [name, value] of globbed) add(name, value);
  return values;
}

function parse(text: string): Definition[] {
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
function block(definition: Definition, values: readonly Value[]): string {
  const head = `${definition.set} ${definition.kind} ${definition.unknown} ${definition.headers.join(',') || '-'}`;
  const number = (value: bigint) =>
    definition.kind === 'flags' || value > 0xffffn ? `0x${value.toString(16)}` : `${value}`;
  const row = ([name, value]: Value) => (ANOTHER.test(name) ? name : `${name} ${value < 0n ? value : number(value)}`);
  return [head, ...values.map(row)].join('\n');
}

function write(file: string, blocks: readonly string[], from: string): void {
  const text = [
    '/**',
    ` * Constants by set. Written by scripts/generate-constants.ts from scripts/constants/${from} and the headers each`,
    ' * set names. Do not edit. Format: see index.ts.',
    ' */',
    `export const ${file.toUpperCase()} = \``,
    blocks.join('\n\n'),
    '`;',
    '',
  ].join('\n');
  save(join(FOLDER, `${file}.ts`), text);
}

/** Requests whose structures have another size in 32-bit programs, where they have another number as well. */
const narrow = new Map<string, bigint>();

function evaluateRequests(headers: readonly string[], names: readonly string[]): Map<string, bigint> {
  const values = evaluate(headers, names);
  const others = valuesIn(work, headers, [...values.keys()], M32);
  for (const [name, value] of others) if (value !== values.get(name)) narrow.set(name, value);
  return values;
}

/** One line of ioctls.txt. Names that only stand for another name are no requests of their own. */
function requestsOf(line: string): Map<string, bigint> {
  const [first = '', ...words] = line.split(/\s+/);
  const plain = first.startsWith('+');
  const headers = [...new Set(['linux/ioctl.h', 'sys/time.h', ...first.replace('+', '').split(',')])];
  const bodies = macros(headers);
  const exact = words.filter((word) => !/[*!]/.test(word));
  const names = [...new Set([...exact, ...matching(headers, words)])].filter((name) => {
    const body = bodies.get(name) ?? '';
    return body !== '' && !/^[A-Z]\w*$/.test(body) && (plain || /\b\w*IO(?:W|R|WR|C)? *\(/.test(body));
  });
  // A plain number below 0x100 has no type byte: it is another constant of the same prefix.
  return new Map([...evaluateRequests(headers, names)].filter(([, value]) => value > (plain ? 0xffn : 0n)));
}

/** Where headers with requests are. */
const INCLUDE = '/usr/include';

/** A line of header patterns, `!` in front of names that are none: every request of every header, by itself. */
function requestsOfAll(line: string): Map<string, bigint> {
  const words = line.split(/\s+/);
  const isUnwanted = words.filter((word) => word.startsWith('!')).map((word) => glob(word.slice(1)));
  const values = new Map<string, bigint>();
  for (const pattern of words.filter((word) => !word.startsWith('!'))) {
    for (const header of globSync(pattern, { cwd: INCLUDE }).sort()) {
      try {
        const headers = ['linux/ioctl.h', 'sys/time.h', header.replace('x86_64-linux-gnu/', '')];
        const names = [...macros(headers)]
          .filter(
            ([name, body]) => /\b\w*IO(?:W|R|WR|C)?\w* *\(/.test(body) && !isUnwanted.some((one) => one.test(name)),
          )
          .map(([name]) => name);
        // A type byte and a number.
        for (const [name, value] of evaluateRequests(headers, names)) if (value > 0xffn) values.set(name, value);
      } catch {
        // A header that does not compile by itself has a line of its own.
      }
    }
  }
  return values;
}

function ioctls(): string[] {
  const values = new Map<string, bigint>();
  for (const line of readFileSync(join(DEFINITIONS, 'ioctls.txt'), 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('= ')) {
      for (const word of line.split(' ').slice(1))
        values.set(word.split('=')[0] as string, BigInt(word.split('=')[1] as string));
      continue;
    }
    try {
      if (line.startsWith('* ')) {
        for (const [name, value] of requestsOfAll(line.slice(2))) if (value <= 0xffffffffn) values.set(name, value);
        continue;
      }
      for (const [name, value] of requestsOf(line)) {
        if (value <= 0xffffffffn) values.set(name, value);
      }
    } catch (error) {
      problems.push(`ioctls.txt: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const table = (set: string, of: ReadonlyMap<string, bigint>) => {
    const sorted = [...of].sort(([a, x], [b, y]) => Number(x - y) || (a < b ? -1 : 1));
    return block({ set, kind: 'enum', unknown: 'IOCTL_???', headers: ['uapi'], words: [] }, sorted);
  };
  return [
    table('ioctl_cmds', values),
    table('ioctl_cmds@i386', new Map([...narrow].filter(([name]) => values.has(name)))),
  ];
}

/** errno.h, each line with the text of strerror(3) behind its value. */
function errnos(): string {
  const names = [...identifiers(['errno.h'])].filter((name) => /^E[A-Z0-9]+$/.test(name));
  const values = [...evaluate(['errno.h'], names)].sort(([, a], [, b]) => Number(a - b));
  const lines = values.map(([, value]) => `puts(strerror(${value}));`).join('\n');
  const program = `#include <string.h>\n#include <stdio.h>\nint main(void) {\n${lines}\n}\n`;
  execFileSync('gcc', ['-x', 'c', '-o', join(work, 'text'), '-'], { input: program });
  const texts = execFileSync(join(work, 'text'), { encoding: 'utf8', env: { LC_ALL: 'C' } }).split('\n');
  const rows = values.map(([name, value], index) => `${name} ${value} ${texts[index]}`);
  return ['errnos enum E??? errno.h', ...rows].join('\n');
}

const wanted = process.argv.slice(2).filter((word) => word !== '--check');
const problems: string[] = [];
const seen = new Set<string>();
try {
  for (const file of readdirSync(DEFINITIONS).sort()) {
    const name = file.replace(/\.txt$/, '');
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    if (name === 'ioctls') {
      write(name, ioctls(), file);
      continue;
    }
    const definitions = parse(readFileSync(join(DEFINITIONS, file), 'utf8'));
    const evaluated = evaluateAll(definitions);
    const blocks = definitions.map((definition) => {
      if (seen.has(definition.set)) problems.push(`${file}: ${definition.set} is defined twice`);
      seen.add(definition.set);
      try {
        return block(definition, valuesOf(definition, evaluated));
      } catch (error) {
        problems.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
        return '';
      }
    });
    if (name === 'system') blocks.unshift(errnos());
    write(name, blocks, file);
    console.log(`${name}: ${blocks.length} sets`);
  }
} finally {
  rmSync(work, { recursive: true });
}
if (problems.length > 0) throw new Error(problems.join('\n'));
