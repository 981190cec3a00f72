/**
 * The kernel's constants by set, and names of errno and signal numbers. The tables are texts (generated); a set is
 * parsed when it is first asked for. In a text a set is a block: `SET[@ARCH] flags|enum UNKNOWN HEADERS`, then
 * `NAME VALUE` in the order they are shown, `+SET` for all of another set. Must not know which argument uses which set:
 * signatures say that.
 */
import type { Arch } from '../arch.ts';
import { ADDRESSES } from './addresses.ts';
import { BPF } from './bpf.ts';
import { BRIDGES } from './bridges.ts';
import { BTRFS } from './btrfs.ts';
import { CONSOLES } from './consoles.ts';
import { DESCRIPTORS } from './descriptors.ts';
import { DETAILS } from './details.ts';
import { DEVICES } from './devices.ts';
import { FILES } from './files.ts';
import { HARDWARE } from './hardware.ts';
import { INPUT } from './input.ts';
import { IO_URING } from './io_uring.ts';
import { IOCTLS } from './ioctls.ts';
import { KVM } from './kvm.ts';
import { MEMORY } from './memory.ts';
import { NETLINK } from './netlink.ts';
import { NETWORK } from './network.ts';
import { PROCESSES } from './processes.ts';
import { ROUTING } from './routing.ts';
import { SIGNALS } from './signals.ts';
import { SOCKOPTS } from './sockopts.ts';
import { SYSTEM } from './system.ts';
import { VIDEO } from './video.ts';

export interface ConstantSet {
  readonly name: string;
  readonly kind: 'flags' | 'enum';
  /** What strace prints behind a value that no name fits: `O_???`; `-`: nothing. */
  readonly unknown: string;
  /** The headers that define the values; `-`: written down by hand, newer than the headers or not in them. */
  readonly source: string;
  /** In the order they are shown. A value can have several names: the first is the one to show. */
  readonly values: readonly (readonly [name: string, value: bigint])[];
}

const TEXTS = [
  SYSTEM,
  SIGNALS,
  FILES,
  DESCRIPTORS,
  MEMORY,
  PROCESSES,
  NETWORK,
  DEVICES,
  IOCTLS,
  DETAILS,
  ADDRESSES,
  SOCKOPTS,
  NETLINK,
  HARDWARE,
  VIDEO,
  INPUT,
  CONSOLES,
  BTRFS,
  KVM,
  BPF,
  IO_URING,
  ROUTING,
  BRIDGES,
];

/** Block texts by set name, cut but not parsed. */
let blocks: Map<string, string> | undefined;
const sets = new Map<string, ConstantSet>();
const values = new Map<string, bigint>();

function cut(): Map<string, string> {
  if (blocks) return blocks;
  blocks = new Map();
  for (const text of TEXTS) {
    for (const block of text.slice(1, -1).split('\n\n')) blocks.set(block.slice(0, block.indexOf(' ')), block);
  }
  return blocks;
}

function parse(block: string): ConstantSet {
  const lines = block.split('\n');
  const [name = '', kind = '', unknown = '', source = ''] = (lines[0] ?? '').split(' ');
  const rows = lines.slice(1).flatMap((line): ConstantSet['values'] => {
    if (line.startsWith('+')) return namedSet(line.slice(1)).values;
    const [constantName = '', value = ''] = line.split(' ', 2);
    return [[constantName, BigInt(value)]];
  });
  return { name: name.split('@')[0] ?? name, kind: kind === 'flags' ? 'flags' : 'enum', unknown, source, values: rows };
}

function setByKey(key: string): ConstantSet | undefined {
  const known = sets.get(key);
  if (known) return known;
  const block = cut().get(key);
  if (block === undefined) return undefined;
  const set = parse(block);
  sets.set(key, set);
  return set;
}

function namedSet(name: string): ConstantSet {
  const set = setByKey(name);
  if (!set) throw new Error(`no set of constants: ${name}`);
  return set;
}

/** A set by name, as it is in an ABI (x86_64 when left out; x32 has x86_64's); undefined when there is none. */
export function constantSet(name: string, arch: Arch = 'x86_64'): ConstantSet | undefined {
  return setByKey(`${name}@${arch}`) ?? setByKey(name);
}

/** Names of all sets, without the ones that hold for one ABI only. */
export function setNames(): readonly string[] {
  return [...cut().keys()].filter((key) => !key.includes('@'));
}

/**
 * The names of a value in a set that holds none of another one, in their order; x86_64's values. Found by text: a program
 * makes a request or two of ioctl's 2,400, and parsing all of them takes two milliseconds.
 */
export function namesByText(name: string, value: bigint): string[] {
  const block = cut().get(name) ?? '';
  const found: string[] = [];
  for (const spelling of [` ${value}`, ` 0x${value.toString(16)}`]) {
    for (let at = block.indexOf(spelling); at >= 0; at = block.indexOf(spelling, at + 1)) {
      const next = block[at + spelling.length];
      if (next === undefined || next === '\n') found.push(block.slice(block.lastIndexOf('\n', at) + 1, at));
    }
  }
  return found;
}

const IDENTIFIER = /^[A-Za-z_]\w*$/;

/** The line of a constant is found by text: parsing every set for one name would cost some ten milliseconds. */
function lookUp(name: string): bigint | undefined {
  if (!IDENTIFIER.test(name)) return undefined;
  const mark = `\n${name} `;
  for (const [key, block] of cut()) {
    if (key.includes('@')) continue;
    const at = block.indexOf(mark);
    if (at >= 0) return BigInt(block.slice(at + mark.length).split(/\s/, 1)[0] ?? '');
  }
  for (const [number, [restart]] of RESTARTS) if (restart === name) return BigInt(number);
  const signal = name.startsWith('SIG') ? signalNumber(name) : undefined;
  return signal === undefined ? undefined : BigInt(signal);
}

/** The value of a constant by its kernel name, over all sets of x86_64: O_CREAT, ENOENT, SIGTERM, AF_INET. */
export function constant(name: string): bigint | undefined {
  const known = values.get(name);
  if (known !== undefined) return known;
  const value = lookUp(name);
  if (value !== undefined) values.set(name, value);
  return value;
}

/** Names of constants that begin with this, over all sets of x86_64 and in their order; at most `limit`. */
export function constantNames(prefix: string, limit: number): string[] {
  const found = new Set<string>();
  if (!IDENTIFIER.test(prefix)) return [];
  const mark = `\n${prefix}`;
  for (const [key, block] of cut()) {
    if (key.includes('@')) continue;
    for (let at = block.indexOf(mark); at >= 0; at = block.indexOf(mark, at + 1)) {
      found.add(block.slice(at + 1).split(' ', 1)[0] ?? '');
      if (found.size >= limit) return [...found];
    }
  }
  return [...found];
}

/** linux/errno.h: codes that are not to leave the kernel, and do so at times (ENOTSUPP). The C library has no text for them. */
const KERNEL_ONLY = [
  [517, 'EPROBE_DEFER'],
  [518, 'EOPENSTALE'],
  [521, 'EBADHANDLE'],
  [522, 'ENOTSYNC'],
  [523, 'EBADCOOKIE'],
  [524, 'ENOTSUPP'],
  [525, 'ETOOSMALL'],
  [526, 'ESERVERFAULT'],
  [527, 'EBADTYPE'],
  [528, 'EJUKEBOX'],
  [529, 'EIOCBQUEUED'],
  [530, 'ERECALLCONFLICT'],
] as const;

/** linux/errno.h: the kernel's own codes, seen by tracers only. The texts are how strace explains them. */
const RESTARTS: ReadonlyMap<number, readonly [name: string, text: string]> = new Map<number, readonly [string, string]>(
  [
    [512, ['ERESTARTSYS', 'To be restarted if SA_RESTART is set']],
    [513, ['ERESTARTNOINTR', 'To be restarted']],
    [514, ['ERESTARTNOHAND', 'To be restarted if no handler']],
    [515, ['ENOIOCTLCMD', 'Unknown error 515']],
    [516, ['ERESTART_RESTARTBLOCK', 'Interrupted by signal']],
    ...KERNEL_ONLY.map(([value, name]) => [value, [name, `Unknown error ${value}`]] as const),
  ],
);

interface Errno {
  readonly name: string;
  readonly message: string;
}

let errnos: (Errno | undefined)[] | undefined;

function errno(number: number): Errno | undefined {
  if (!errnos) {
    errnos = [];
    for (const line of (cut().get('errnos') ?? '').split('\n').slice(1)) {
      const [name = '', value = '', ...words] = line.split(' ');
      errnos[Number(value)] ??= { name, message: words.join(' ') };
    }
    for (const [value, [name, message]] of RESTARTS) errnos[value] = { name, message };
  }
  return errnos[number];
}

/** `ENOENT` of 2, restart codes 512..516 too; undefined for a number that is no errno. */
export function errnoName(number: number): string | undefined {
  return errno(number)?.name;
}

/** Codes that make the kernel run the call again: ERESTARTSYS and its like, of which the program sees nothing. */
export const isRestart = (number: number): boolean => number >= 512 && number <= 516 && number !== 515;

/** The same of a call's result as its register holds it, signed. */
export const isRestartResult = (value: bigint): boolean => isRestart(-Number(value));

/** strerror(3)'s text, or strace's for restart codes; undefined for a number that is no errno. */
export function errnoMessage(number: number): string | undefined {
  return errno(number)?.message;
}

/** asm/signal.h: the first and the last real-time signal of the kernel's. */
const SIGRTMIN = 32;
const SIGRTMAX = 64;

let signals: (string | undefined)[] | undefined;

/** `SIGTERM` of 15; real-time signals as strace spells them (SIGRTMIN, SIGRT_1 … SIGRT_32); undefined for others. */
export function signalName(number: number): string | undefined {
  if (!signals) {
    signals = [];
    for (const [name, value] of constantSet('signals')?.values ?? []) signals[Number(value)] ??= name;
    signals[SIGRTMIN] = 'SIGRTMIN';
    for (let signal = SIGRTMIN + 1; signal <= SIGRTMAX; signal += 1) signals[signal] = `SIGRT_${signal - SIGRTMIN}`;
  }
  return signals[number];
}

/** The number of a signal by its name, with or without `SIG`; undefined when there is none of that name. */
export function signalNumber(name: string): number | undefined {
  const full = name.startsWith('SIG') ? name : `SIG${name}`;
  const entry = constantSet('signals')?.values.find(([known]) => known === full);
  if (entry) return Number(entry[1]);
  signalName(0);
  const index = signals?.indexOf(full) ?? -1;
  return index > 0 ? index : undefined;
}
