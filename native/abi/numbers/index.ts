/**
 * System call numbers and names of each ABI. The tables are texts (numbers/*.ts, generated); each is read once, when
 * its ABI is first asked for. Must not know what a call takes: signatures/index.ts does.
 */
import { type Arch, X32_SYSCALL_BIT } from '../arch.ts';
import { AARCH64_NUMBERS } from './aarch64.ts';
import { I386_NUMBERS } from './i386.ts';
import { X32_NUMBERS } from './x32.ts';
import { X86_64_NUMBERS } from './x86_64.ts';

interface Table {
  readonly names: readonly (string | undefined)[];
  readonly numbers: ReadonlyMap<string, number>;
}

const TEXTS: Readonly<Record<Arch, string>> = {
  x86_64: X86_64_NUMBERS,
  i386: I386_NUMBERS,
  x32: X32_NUMBERS,
  aarch64: AARCH64_NUMBERS,
  arm: '',
};

const tables = new Map<Arch, Table>();

function tableOf(arch: Arch): Table {
  const known = tables.get(arch);
  if (known) return known;
  const names: (string | undefined)[] = [];
  const numbers = new Map<string, number>();
  for (const line of TEXTS[arch].split('\n')) {
    if (line === '') continue;
    const space = line.indexOf(' ');
    const nr = Number(line.slice(0, space));
    const name = line.slice(space + 1);
    while (names.length < nr) names.push(undefined);
    names.push(name);
    numbers.set(name, arch === 'x32' ? nr + X32_SYSCALL_BIT : nr);
  }
  const table = { names, numbers };
  tables.set(arch, table);
  return table;
}

/** The kernel's name of a call, or undefined for a number that the tables don't know. x32: with or without its bit. */
export function syscallName(arch: Arch, nr: number): string | undefined {
  if (nr < 0) return undefined;
  return tableOf(arch).names[arch === 'x32' && nr >= X32_SYSCALL_BIT ? nr - X32_SYSCALL_BIT : nr];
}

/** The number as the register carries it (x32: with __X32_SYSCALL_BIT), or undefined when this ABI has no such call. */
export function syscallNumber(arch: Arch, name: string): number | undefined {
  return tableOf(arch).numbers.get(name);
}

/** The name, or strace's spelling of an unknown number: `syscall_0x1f4`. */
export function syscallText(arch: Arch, nr: number): string {
  return syscallName(arch, nr) ?? `syscall_0x${(nr >>> 0).toString(16)}`;
}

/** Every name of one ABI in the order of the numbers. */
export function allNames(arch: Arch): readonly string[] {
  return [...tableOf(arch).numbers.keys()];
}
