/**
 * Writes native/abi/numbers/{x86_64,i386,x32,aarch64}.ts from the kernel headers of this machine (linux-libc-dev)
 * merged with native/abi/numbers/newer.ts. aarch64's come from asm-generic/unistd.h with the choices that
 * arch/arm64/include/uapi/asm/unistd.h makes. Run: node scripts/generate-numbers.ts
 * (--check: says what would change, and writes nothing)
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { NEWER_CALLS } from '../native/abi/numbers/newer.ts';
import { save } from './lib/generated.ts';

const FOLDER = join(import.meta.dirname, '../native/abi/numbers');
const HEADERS = '/usr/include/x86_64-linux-gnu/asm';

interface Table {
  readonly file: string;
  readonly constant: string;
  readonly source: string;
  /** The include to preprocess and the macros to define. */
  readonly include: string;
  readonly defines: readonly string[];
  /** ABI words of newer.ts that hold for this table. */
  readonly abis: readonly string[];
}

const TABLES: readonly Table[] = [
  {
    file: 'x86_64.ts',
    constant: 'X86_64_NUMBERS',
    source: 'asm/unistd_64.h',
    include: `${HEADERS}/unistd_64.h`,
    defines: [],
    abis: ['common', '64'],
  },
  {
    file: 'i386.ts',
    constant: 'I386_NUMBERS',
    source: 'asm/unistd_32.h',
    include: `${HEADERS}/unistd_32.h`,
    defines: [],
    abis: ['common', 'i386'],
  },
  {
    file: 'x32.ts',
    constant: 'X32_NUMBERS',
    source: 'asm/unistd_x32.h',
    include: `${HEADERS}/unistd_x32.h`,
    defines: ['__X32_SYSCALL_BIT=0'],
    abis: ['common'],
  },
  {
    file: 'aarch64.ts',
    constant: 'AARCH64_NUMBERS',
    source: 'asm-generic/unistd.h as arm64 configures it',
    include: '/usr/include/asm-generic/unistd.h',
    defines: [
      '__ARCH_WANT_RENAMEAT',
      '__ARCH_WANT_NEW_STAT',
      '__ARCH_WANT_SET_GET_RLIMIT',
      '__ARCH_WANT_TIME32_SYSCALLS',
      '__ARCH_WANT_SYS_CLONE3',
      '__ARCH_WANT_MEMFD_SECRET',
    ],
    abis: ['common', 'arm64'],
  },
];

/** Names that are markers of the header and not calls. */
const NOT_CALLS = new Set(['syscalls', 'arch_specific_syscall']);

/** Every `__NR_name` of a header with its value, as the C preprocessor and compiler see them. */
function numbersOf(table: Table): Map<number, string> {
  const defines = table.defines.map((word) => `-D${word}`);
  const macros = execFileSync('gcc', ['-E', '-dM', ...defines, '-x', 'c', table.include], { encoding: 'utf8' });
  const names = [...macros.matchAll(/^#define __NR_(\w+) /gm)]
    .map((match) => match[1] as string)
    .filter((name) => !NOT_CALLS.has(name));
  const program = `#include "${table.include}"\n${names.map((name) => `@${name} (__NR_${name})`).join('\n')}\n`;
  const expanded = execFileSync('gcc', ['-E', '-P', ...defines, '-x', 'c', '-'], { encoding: 'utf8', input: program });
  const numbers = new Map<number, string>();
  for (const [, name, expression] of expanded.matchAll(/^@ ?(\w+) \(([\d\s+()]+)\)$/gm)) {
    const nr = (expression as string)
      .replace(/[()\s]/g, '')
      .split('+')
      .reduce((sum, part) => sum + Number(part), 0);
    numbers.set(nr, name as string);
  }
  if (numbers.size < 250) throw new Error(`${table.include}: only ${numbers.size} calls found`);
  return numbers;
}

function withNewer(numbers: Map<number, string>, abis: readonly string[]): [number, string][] {
  for (const line of NEWER_CALLS.trim().split('\n')) {
    const [nr = '', abi = '', name = ''] = line.split(/\s+/);
    if (!abis.includes(abi)) continue;
    const known = numbers.get(Number(nr));
    if (known !== undefined && known !== name) throw new Error(`${nr} is ${known} in the headers, ${name} in newer.ts`);
    numbers.set(Number(nr), name);
  }
  return [...numbers].sort(([a], [b]) => a - b);
}

for (const table of TABLES) {
  const rows = withNewer(numbersOf(table), table.abis).map(([nr, name]) => `${nr} ${name}`);
  const text = [
    '/**',
    ` * System call numbers, Linux 6.18. Written by scripts/generate-numbers.ts from ${table.source},`,
    ' * and newer.ts. Do not edit.',
    ' */',
    `export const ${table.constant} = \``,
    ...rows,
    '`;',
    '',
  ].join('\n');
  save(join(FOLDER, table.file), text);
  console.log(`${table.file}: ${rows.length} calls`);
}
