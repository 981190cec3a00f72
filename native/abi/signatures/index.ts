/**
 * What every system call takes and returns, and strace's classes. The texts (one file a family, i386.ts for what that
 * ABI alone has) are cut into lines when first asked for, and a line is parsed when its call is first asked for. The
 * words for types are in vocabulary.ts. Must not know how a type is decoded.
 */
import type { Arch } from '../arch.ts';
import { type Argument, parseSignature, type Signature } from '../signature.ts';
import { DESCRIPTORS } from './descriptors.ts';
import { FILES } from './files.ts';
import { I386 } from './i386.ts';
import { IPC } from './ipc.ts';
import { MEMORY } from './memory.ts';
import { NETWORK } from './network.ts';
import { PROCESSES } from './processes.ts';
import { SIGNALS } from './signals.ts';
import { SYSTEM } from './system.ts';
import { TIME } from './time.ts';

export type { Argument, Signature };

/** The texts by what may use them: `common` holds for every ABI, except where `i386` says otherwise for that one. */
export const SIGNATURE_TEXTS: Readonly<Record<'common' | 'i386', readonly string[]>> = {
  common: [FILES, DESCRIPTORS, MEMORY, NETWORK, PROCESSES, SIGNALS, TIME, IPC, SYSTEM],
  i386: [I386],
};

type Table = Map<string, string | Signature>;

let common: Table | undefined;
let i386: Table | undefined;

function cut(texts: readonly string[]): Table {
  const table: Table = new Map();
  for (const text of texts) {
    for (const line of text.split('\n')) {
      const space = line.indexOf(' ');
      if (space > 0) table.set(line.slice(0, space), line);
    }
  }
  return table;
}

function find(table: Table, name: string): Signature | undefined {
  const entry = table.get(name);
  if (typeof entry !== 'string') return entry;
  const signature = parseSignature(entry);
  table.set(name, signature);
  return signature;
}

function commonTable(): Table {
  common ??= cut(SIGNATURE_TEXTS.common);
  return common;
}

function i386Table(): Table {
  i386 ??= cut(SIGNATURE_TEXTS.i386);
  return i386;
}

/** Calls of arm64 whose arguments are in i386's order (arch/arm64/Kconfig: CLONE_BACKWARDS). */
const ORDERED_LIKE_I386 = new Set(['clone']);

/** The signature of a call in an ABI, by the kernel's name; undefined for names that no table has. */
export function signatureOf(arch: Arch, name: string): Signature | undefined {
  if (arch === 'i386' || (arch === 'aarch64' && ORDERED_LIKE_I386.has(name))) {
    const own = find(i386Table(), name);
    if (own) return own;
  }
  return find(commonTable(), name);
}

/** One of strace's classes. `name` is written behind `%` in a set of calls. */
export interface SyscallClass {
  readonly name: string;
  /** Other spellings that strace accepts, without the first percent sign. */
  readonly aliases: readonly string[];
  /** One line for people. */
  readonly description: string;
}

/** strace(1), `-e trace=`. `stat_like` and `statfs_like` are strace's `%%stat` and `%%statfs`. */
export const CLASSES: readonly SyscallClass[] = [
  { name: 'file', aliases: [], description: 'take a file name' },
  { name: 'desc', aliases: [], description: 'use or make file descriptors' },
  { name: 'process', aliases: [], description: 'create, run, signal and end processes' },
  { name: 'net', aliases: ['network'], description: 'sockets and the network' },
  { name: 'signal', aliases: [], description: 'send, wait for and handle signals' },
  { name: 'ipc', aliases: [], description: 'System V shared memory, semaphores and message queues' },
  { name: 'memory', aliases: [], description: 'map, protect and manage memory' },
  { name: 'creds', aliases: [], description: 'user and group ids, capabilities' },
  { name: 'stat', aliases: [], description: 'stat and its variants' },
  { name: 'lstat', aliases: [], description: 'lstat and its variants' },
  { name: 'fstat', aliases: [], description: 'fstat, fstatat, statx and their variants' },
  { name: 'stat_like', aliases: ['%stat'], description: 'every call that reads the status of a file' },
  { name: 'statfs', aliases: [], description: 'statfs and its variants' },
  { name: 'fstatfs', aliases: [], description: 'fstatfs and its variants' },
  { name: 'statfs_like', aliases: ['%statfs'], description: 'every call that reads the status of a file system' },
  { name: 'clock', aliases: [], description: 'read and set clocks' },
  { name: 'pure', aliases: [], description: 'take nothing and always succeed' },
];

const members = new Map<string, ReadonlySet<string>>();

/** The class that a word means: `net`, `%network`, `%%stat`, `stat_like`; undefined when it is none. */
export function classNamed(word: string): SyscallClass | undefined {
  const name = word.startsWith('%') ? word.slice(1) : word;
  return CLASSES.find((entry) => entry.name === name || entry.aliases.includes(name));
}

/** Names of all calls of a class, over every ABI. Empty for a word that is no class. */
export function classMembers(word: string): ReadonlySet<string> {
  const entry = classNamed(word);
  if (!entry) return new Set();
  const known = members.get(entry.name);
  if (known) return known;
  const names = new Set<string>();
  const mark = `%${entry.name}`;
  for (const table of [commonTable(), i386Table()]) {
    for (const [name, line] of table) {
      const classes = typeof line === 'string' ? line.split(' ', 2)[1]?.split(',') : undefined;
      if (classes ? classes.includes(mark) : (line as Signature).classes.includes(entry.name)) names.add(name);
    }
  }
  members.set(entry.name, names);
  return names;
}
