/**
 * SET[@WHEN], the name of a syscall breakpoint, and SET alone in logs and tamper rules: which calls, and where in
 * them. Knows the grammar and strace's spellings; must not know of stops, conditions or DAP.
 */
import type { Arch } from '../../native/abi/arch.ts';
import type { SyscallCatalog } from './catalog.ts';
import { didYouMean } from './nearest.ts';
import { compilePattern, PatternError } from './pattern.ts';
import { splitList } from './setText.ts';

export type When = 'entry' | 'exit' | 'both';

/** Bits of a watch table. */
export const ENTRY = 1;
export const EXIT = 2;
/** Exit-stops of calls that failed only. */
export const FAILED = 4;

/** Entries of a table. The last one stands for every number that has no entry of its own, -1 too. */
export const TABLE_SIZE = 1024;

export interface SyscallSet {
  /** Is the call in the set? Numbers are without the x32 marker bit; `name` is undefined for unknown calls. */
  matches(arch: Arch, nr: number, name: string | undefined): boolean;
}

export interface SetAndWhen {
  readonly set: SyscallSet;
  readonly when: When;
}

/** A set that can't be used; the message is a sentence with what to do. */
export class SetError extends Error {
  override readonly name = 'SetError';
}

const MAX_TEXT = 4096;

/** strace's classes that are known without their percent sign too (strace(1), "Historically, …"). */
const BARE_CLASSES = new Set(['desc', 'file', 'ipc', 'memory', 'network', 'process', 'signal']);

/** Parses SET[@WHEN]; WHEN is entry when absent. Throws SetError. */
export function parseSetAndWhen(text: string, catalog: SyscallCatalog): SetAndWhen {
  const match = /^(.*)@\s*([a-z]+)\s*$/s.exec(text);
  const when = match?.[2];
  if (when === 'entry' || when === 'exit' || when === 'both') return { set: parseSet(match?.[1] ?? '', catalog), when };
  return { set: parseSet(text, catalog), when: 'entry' };
}

/** The stops of a call that a WHEN covers, as bits. */
export function whenBits(when: When): number {
  switch (when) {
    case 'entry':
      return ENTRY;
    case 'exit':
      return EXIT;
    case 'both':
      return ENTRY | EXIT;
    default:
      return when satisfies never;
  }
}

/** Parses SET: a comma list with an optional leading `!` that negates all of it. Throws SetError. */
export function parseSet(text: string, catalog: SyscallCatalog): SyscallSet {
  if (text.length > MAX_TEXT) throw new SetError(`The list of system calls is longer than ${MAX_TEXT} characters.`);
  let list = text.trim();
  const negated = list.startsWith('!');
  if (negated) list = list.slice(1).trim();
  if (list === '') {
    throw new SetError(
      'No system call is named. Write a name (openat), a class (%file), a /pattern/, a number or all.',
    );
  }
  const members = splitList(list).map((item) => parseItem(item.trim(), catalog));
  return {
    matches: (arch, nr, name) => members.some((member) => member(arch, nr, name)) !== negated,
  };
}

/** One byte a number, 1 where the set has the call of that ABI; read it with `lookup`. */
export function matchTable(set: SyscallSet, arch: Arch, catalog: SyscallCatalog): Uint8Array {
  const names = namesByNumber(arch, catalog);
  return Uint8Array.from({ length: TABLE_SIZE }, (_, nr) => {
    const number = nr === TABLE_SIZE - 1 ? -1 : nr;
    return set.matches(arch, number, names[number]) ? 1 : 0;
  });
}

/** The table's entry for a call number without its x32 marker bit; any number may be asked for. */
export function lookup(table: Uint8Array, nr: number): number {
  return table[nr >= 0 && nr < TABLE_SIZE - 1 ? nr : TABLE_SIZE - 1] ?? 0;
}

function namesByNumber(arch: Arch, catalog: SyscallCatalog): readonly (string | undefined)[] {
  const names: (string | undefined)[] = [];
  for (const name of catalog.names()) {
    const nr = catalog.number(arch, name);
    if (nr !== undefined && nr < TABLE_SIZE - 1) names[nr] = name;
  }
  return names;
}

type Member = SyscallSet['matches'];

function parseItem(item: string, catalog: SyscallCatalog): Member {
  if (item === '') throw new SetError('A name is missing beside a comma.');
  if (item.startsWith('!')) {
    throw new SetError(`"!" negates the whole list and stands at its start: write !${item.slice(1)},… instead.`);
  }
  // strace's `?NAME`: no error when the name is unknown, for options shared between versions.
  const optional = item.startsWith('?');
  const [body, arches] = splitAbi(optional ? item.slice(1) : item);
  const member = parseBody(body, catalog, optional);
  return arches ? (arch, nr, name) => arches.includes(arch) && member(arch, nr, name) : member;
}

/** strace's ABI suffix: `open@64`, `open@32`, `open@x32`. */
function splitAbi(item: string): [string, readonly Arch[] | undefined] {
  const at = item.startsWith('/') ? item.indexOf('@', item.lastIndexOf('/')) : item.indexOf('@');
  if (at < 0) return [item, undefined];
  const body = item.slice(0, at);
  const suffix = item.slice(at + 1);
  switch (suffix) {
    case '64':
      return [body, ['x86_64', 'aarch64']];
    case '32':
      return [body, ['i386']];
    case 'x32':
      return [body, ['x32']];
    case 'entry':
    case 'exit':
    case 'both':
      throw new SetError(`"@${suffix}" stands at the end and holds for the whole list; two breakpoints can differ.`);
    default:
      throw new SetError(`"@${shorten(suffix)}" is neither entry, exit or both, nor an ABI (64, 32, x32).`);
  }
}

function parseBody(body: string, catalog: SyscallCatalog, optional: boolean): Member {
  if (body === 'all') return () => true;
  if (body === 'none') return () => false;
  if (body.startsWith('/')) return patternMember(body, catalog, optional);
  if (/^[0-9]+$/.test(body)) {
    const wanted = Number(body);
    if (wanted >= TABLE_SIZE - 1) throw new SetError(`No system call has the number ${shorten(body)}.`);
    return (_arch, nr) => nr === wanted;
  }
  if (body.startsWith('%')) return nameMember(classMembers(body.slice(1), catalog, optional));
  if (BARE_CLASSES.has(body)) return nameMember(classMembers(body, catalog, optional));
  if (catalog.names().includes(body)) return (_arch, _nr, name) => name === body;
  if (optional) return () => false;
  throw new SetError(
    `Unknown system call "${shorten(body)}".${didYouMean(body, catalog.names())}${classHint(body, catalog)}`,
  );
}

function nameMember(names: ReadonlySet<string>): Member {
  return (_arch, _nr, name) => name !== undefined && names.has(name);
}

function classMembers(name: string, catalog: SyscallCatalog, optional: boolean): ReadonlySet<string> {
  const members = catalog.classMembers(name === 'network' ? 'net' : name) ?? catalog.classMembers(name);
  if (members) return members;
  if (optional) return new Set();
  const near = didYouMean(
    `%${name}`,
    catalog.classes().map((known) => `%${known}`),
  );
  throw new SetError(`Unknown class of system calls "%${shorten(name)}".${near}`);
}

function classHint(name: string, catalog: SyscallCatalog): string {
  return catalog.classMembers(name) ? ` The class is written %${name}.` : '';
}

/** `/pattern/` or strace's `/pattern` without the second slash. */
function patternMember(body: string, catalog: SyscallCatalog, optional: boolean): Member {
  const source = body.length > 1 && body.endsWith('/') ? body.slice(1, -1) : body.slice(1);
  if (source === '') throw new SetError('The pattern between the slashes is empty; write all for every system call.');
  let names: ReadonlySet<string>;
  try {
    const pattern = compilePattern(source);
    names = new Set(catalog.names().filter((name) => pattern.test(name)));
  } catch (error) {
    if (error instanceof PatternError) throw new SetError(error.message);
    throw error;
  }
  if (names.size === 0 && !optional) throw new SetError(`No system call's name matches /${source}/.`);
  return nameMember(names);
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
