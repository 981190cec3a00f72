/**
 * What C headers define: identifiers, macros, values of constants, as the compiler says. Must not know which of them are
 * wanted.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

function includes(headers: readonly string[]): string {
  const first = ['<stddef.h>', '<stdint.h>', '<linux/types.h>'];
  return [...first, ...headers.map((name) => `<${name}>`)].map((name) => `#include ${name}\n`).join('');
}

const identified = new Map<string, Set<string>>();

/** The identifiers of some headers, macros and enumerators, in the order they appear. */
export function identifiers(headers: readonly string[]): Set<string> {
  const key = headers.join(' ');
  const known = identified.get(key);
  if (known) return known;
  const options = { encoding: 'utf8', input: `#define _GNU_SOURCE\n${includes(headers)}`, maxBuffer: 1 << 28 } as const;
  const text = execFileSync('gcc', ['-E', '-dD', '-P', '-x', 'c', '-'], options);
  const plain = [...text.matchAll(/^#define (\w+)(?=\s|$)|^(?!#)(.*)$/gm)];
  const names = new Set<string>();
  for (const [, macro, line] of plain) {
    if (macro) names.add(macro);
    else for (const [word] of (line ?? '').matchAll(/\b[A-Z]\w*/g)) names.add(word);
  }
  identified.set(key, names);
  return names;
}

/** For 32-bit programs; the kernel's asm/ headers are the same for both, and Debian links them only with gcc-multilib. */
export const M32 = ['-m32', '-idirafter', '/usr/include/x86_64-linux-gnu'];

/**
 * The values of names that are integer constants under these headers, by a program in `work` that gcc makes with `flags`;
 * the others are left out.
 */
export function valuesIn(
  work: string,
  headers: readonly string[],
  names: readonly string[],
  flags: readonly string[] = [],
): Map<string, bigint> {
  const source = join(work, 'values.c');
  const program = join(work, 'values');
  let left = [...names];
  while (left.length > 0) {
    const head = `#define _GNU_SOURCE\n${includes(headers)}#include <stdio.h>\nstatic const struct { const char *name; long long value; } table[] = {\n`;
    const first = head.split('\n').length;
    const rows = left.map((name) => `{"${name}", (long long)(${name})},`).join('\n');
    const tail = `\n};\nint main(void) { for (unsigned i = 0; i < sizeof table / sizeof *table; i++)\nprintf("%s %lld\\n", table[i].name, table[i].value); }\n`;
    writeFileSync(source, head + rows + tail);
    const result = spawnSync('gcc', ['-w', '-fmax-errors=0', ...flags, '-o', program, source], { encoding: 'utf8' });
    if (result.status === 0) {
      const lines = execFileSync(program, { encoding: 'utf8' }).trim().split('\n');
      return new Map(lines.map((line) => [line.split(' ')[0] as string, BigInt(line.split(' ')[1] as string)]));
    }
    const bad = new Set(
      [...result.stderr.matchAll(/values\.c:(\d+):\d+: (?:error|note)/g)].map((match) => Number(match[1])),
    );
    const kept = left.filter((_, index) => !bad.has(first + index));
    if (kept.length === left.length) throw new Error(`${headers.join(' ')}: ${result.stderr.slice(0, 2000)}`);
    left = kept;
  }
  return new Map();
}

/** Macros without arguments by name: what `gcc -E -dD` says they stand for. */
export function macros(headers: readonly string[]): Map<string, string> {
  const options = { encoding: 'utf8', input: includes(headers), maxBuffer: 1 << 28 } as const;
  const text = execFileSync('gcc', ['-E', '-dD', '-P', '-x', 'c', '-'], options);
  return new Map([...text.matchAll(/^#define (\w+) (.*)$/gm)].map((match) => [match[1] as string, match[2] as string]));
}
