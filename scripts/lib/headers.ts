/**
 * What C headers define: identifiers, macros, values of constants, as the compiler says; as many compilers at a time as
 * there are processors. Must not know which of them are wanted.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { text } from 'node:stream/consumers';

interface Compiled {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Processors that no compiler is on, and who waits for one. */
let free = availableParallelism();
const waiting: (() => void)[] = [];

async function compile(flags: readonly string[], source: string): Promise<Compiled> {
  if (free === 0) await new Promise<void>((go) => waiting.push(go));
  else free -= 1;
  try {
    const child = spawn('gcc', [...flags, '-x', 'c', '-o', '-', '-'], { env: { ...process.env, LC_ALL: 'C' } });
    // What it does not read it has no use for: its exit status says how it went.
    child.stdin.on('error', () => {});
    child.stdin.end(source);
    const status = new Promise<number | null>((ended, failed) => child.on('close', ended).on('error', failed));
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { status: await status, output, errors };
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }
}

function including(headers: readonly string[]): string {
  const first = ['stddef.h', 'stdint.h', 'linux/types.h'];
  return ['#define _GNU_SOURCE\n', ...[...first, ...headers].map((name) => `#include <${name}>\n`)].join('');
}

const preprocessed = new Map<string, Promise<string>>();

async function preprocess(headers: readonly string[]): Promise<string> {
  const { status, output, errors } = await compile(['-E', '-dD', '-P', '-w'], including(headers));
  if (status !== 0) throw new Error(`${headers.join(' ')}: ${errors.slice(0, 2000)}`);
  return output;
}

/** These headers as the compiler reads them, with the definitions of their macros left in; each list read once. */
function textOf(headers: readonly string[]): Promise<string> {
  const key = headers.join(' ');
  const known = preprocessed.get(key) ?? preprocess(headers);
  preprocessed.set(key, known);
  return known;
}

/** The identifiers of some headers, macros and enumerators, in the order they appear. */
export async function identifiers(headers: readonly string[]): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const [, macro, line] of (await textOf(headers)).matchAll(/^#define (\w+)(?=\s|$)|^(?!#)(.*)$/gm)) {
    if (macro) names.add(macro);
    else for (const [word] of (line ?? '').matchAll(/\b[A-Z]\w*/g)) names.add(word);
  }
  return names;
}

/** Macros without arguments by name, and what they stand for. */
export async function macros(headers: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const defined = (await textOf(headers)).matchAll(/^#define (\w+) (.*)$/gm);
  return new Map([...defined].map(([, name = '', body = '']) => [name, body]));
}

/** For 32-bit programs; the kernel's asm/ headers are the same for both, and Debian links them only with gcc-multilib. */
export const M32 = ['-m32', '-idirafter', '/usr/include/x86_64-linux-gnu'];

/** Where the values are; a header can have data of its own. */
const TABLE = 'values_of_names';

/** The numbers of the table in assembly: .quad 5, .long 5 and .long 0, .zero 8. */
function numbersOf(assembly: string): readonly bigint[] {
  const [, lines = ''] = new RegExp(`^${TABLE}:\\n((?:\\s+\\.(?:quad|long|zero)\\s.*\\n)*)`, 'm').exec(assembly) ?? [];
  const bytes: number[] = [];
  for (const [, directive, operand = ''] of lines.matchAll(/\.(quad|long|zero)\s+(-?\d+)$/gm)) {
    const size = directive === 'zero' ? Number(operand) : directive === 'quad' ? 8 : 4;
    const value = directive === 'zero' ? 0n : BigInt(operand);
    for (let at = 0; at < size; at += 1) bytes.push(Number((value >> BigInt(8 * at)) & 255n));
  }
  const view = new DataView(Uint8Array.from(bytes).buffer);
  return Array.from({ length: bytes.length / 8 }, (_, index) => view.getBigInt64(8 * index, true));
}

/** The values of names that are integer constants under these headers, compiled with `flags`; others are left out. */
export async function valuesIn(
  headers: readonly string[],
  names: readonly string[],
  flags: readonly string[] = [],
): Promise<Map<string, bigint>> {
  const head = `${including(headers)}const long long ${TABLE}[] = {\n`;
  const first = head.split('\n').length;
  let left = [...names];
  while (left.length > 0) {
    const source = `${head}${left.map((name) => `(long long)(${name}),\n`).join('')}};\n`;
    // Read from the assembly: to link a program and run it would take three times as long.
    const { status, output, errors } = await compile(['-S', '-w', '-fmax-errors=0', ...flags], source);
    if (status === 0) {
      const numbers = numbersOf(output);
      if (numbers.length !== left.length) throw new Error(`${headers.join(' ')}: ${numbers.length} of ${left.length}`);
      return new Map(left.map((name, index) => [name, numbers[index] as bigint]));
    }
    const bad = new Set([...errors.matchAll(/<stdin>:(\d+):\d+: (?:error|note)/g)].map((match) => Number(match[1])));
    const kept = left.filter((_, index) => !bad.has(first + index));
    if (kept.length === left.length) throw new Error(`${headers.join(' ')}: ${errors.slice(0, 2000)}`);
    left = kept;
  }
  return new Map();
}
