/**
 * The values behind options, as strace(1) writes them: numbers, precisions, signals, sets of words and descriptors.
 * Each reader gives undefined for what it can't read; who asks says which option it was. Pure.
 */
import { signalNumber } from '../../native/abi/constants/index.ts';
import { nativeCatalog } from '../breakpoints/nativeCatalog.ts';
import { parseSet, SetError } from '../breakpoints/set.ts';
import type { Digits, FdSet } from '../engine/api.ts';
import { OptionError } from './getopt.ts';

/** A decimal number from 0 to `most`, as strtoul(3) reads it: with blanks and a sign in front, nothing behind. */
export function wholeNumber(text: string, most: number): number | undefined {
  if (!/^[ \t\n\v\f\r]*\+?\d{1,20}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= most ? value : undefined;
}

const PRECISIONS: Readonly<Record<string, Digits>> = { s: 0, ms: 3, us: 6, ns: 9 };

/** How many digits of a second s, ms, us or ns asks for; undefined for another word. */
export const precision = (text: string): Digits | undefined =>
  Object.hasOwn(PRECISIONS, text) ? PRECISIONS[text] : undefined;

const NANOSECONDS: Readonly<Record<string, number>> = { s: 1e9, ms: 1e6, us: 1e3, ns: 1 };

/** NUMBER with a unit, microseconds without one, as nanoseconds. */
export function duration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d*)?|\.\d+)(s|ms|us|ns)?$/.exec(text);
  return match ? Math.round(Number(match[1]) * (NANOSECONDS[match[2] ?? 'us'] as number)) : undefined;
}

/** A list with what negates it taken off. */
interface List {
  readonly not: boolean;
  readonly items: readonly string[];
}

function list(text: string): List {
  const marks = /^!*/.exec(text)?.[0].length ?? 0;
  const items = text
    .slice(marks)
    .split(',')
    .filter((item) => item !== '');
  return { not: marks % 2 === 1, items };
}

/** Throws an OptionError that names the item as strace does: `invalid WHAT 'ITEM'`. */
function members<Value>(
  text: string,
  what: string,
  all: readonly Value[],
  read: (item: string) => Value | undefined,
): Value[] {
  const { not, items } = list(text);
  if (items.length === 0) throw new OptionError(`invalid ${what} '${text}'`);
  const chosen = new Set<Value>();
  for (const item of items) {
    if (item === 'none' && items.length === 1) continue;
    const values = item === 'all' && items.length === 1 ? all : [read(item)];
    for (const value of values) {
      if (value === undefined) throw new OptionError(`invalid ${what} '${item}'`);
      chosen.add(value);
    }
  }
  return not ? all.filter((value) => !chosen.has(value)) : all.filter((value) => chosen.has(value));
}

/** Some of `words`: a comma list, `all`, `none`, with `!` for the others. */
export const wordSet = <Word extends string>(text: string, what: string, words: readonly Word[]): Word[] =>
  members(text, what, words, (item) => words.find((word) => word === item));

const SIGNALS = Array.from({ length: 64 }, (_, index) => index + 1);

/** Numbers of the signals that a set chooses: names with or without SIG, numbers. Throws an OptionError. */
export function signalSet(text: string): number[] {
  return members(text, 'signal', SIGNALS, (item) => {
    // Numbers that are no signal choose none, as under strace.
    if (/^\d+$/.test(item)) return Number(item) <= 255 ? Number(item) : undefined;
    const name = item.toUpperCase();
    return signalNumber(name.startsWith('SIG') ? name : `SIG${name}`);
  });
}

/** Descriptors that a set chooses: numbers, all, none, with ! in front for the others. Throws an OptionError. */
export function fdSet(text: string): FdSet {
  const { not, items } = list(text);
  if (items.length === 0) throw new OptionError(`invalid descriptor '${text}'`);
  if (items.length === 1 && items[0] === 'all') return { not: !not, fds: [] };
  if (items.length === 1 && items[0] === 'none') return { not, fds: [] };
  const fds = items.map((item) => {
    const fd = wholeNumber(item, 0x7fffffff);
    if (fd === undefined) throw new OptionError(`invalid descriptor '${item}'`);
    return fd;
  });
  return { not, fds };
}

const PERSONALITIES = ['64', '32', 'x32'];

/** A SET of system calls, checked. Throws an OptionError with the item and what may have been meant. */
export function callSet(text: string): string {
  const marks = /^!*/.exec(text)?.[0].length ?? 0;
  const body = text.slice(marks).replace(/,{2,}/g, ',').replace(/^,|,$/g, '');
  if (body === '') throw new OptionError(`invalid system call '${text}'`);
  const items = body.split(',');
  if (items.length > 1 && items.includes('none')) throw new OptionError("invalid system call 'none'");
  const [, designated, personality] = items.map((item) => /^([^/].*)@(.*)$/.exec(item)).find((found) => found) ?? [];
  if (personality !== undefined && !PERSONALITIES.includes(personality)) {
    const place = `'${designated}@${personality}'`;
    throw new OptionError(`incorrect personality designator '${personality}' in qualification ${place}`, true);
  }
  const set = (marks % 2 === 1 ? '!' : '') + body;
  try {
    parseSet(set, nativeCatalog);
    return set;
  } catch (error) {
    if (!(error instanceof SetError)) throw error;
    throw new OptionError(`invalid system call '${badItem(body)}'${advice(error.message)}`);
  }
}

function badItem(body: string): string {
  const bad = body.split(',').find((item) => {
    try {
      parseSet(item, nativeCatalog);
      return false;
    } catch {
      return true;
    }
  });
  return bad ?? body;
}

/** The sentences behind the first one, which says the same as ours: what to write instead. */
function advice(message: string): string {
  const end = message.indexOf('. ');
  return message.startsWith('Unknown')
    ? end < 0
      ? ''
      : ` (${message.slice(end + 2).replace(/\.$/, '')})`
    : `: ${message}`;
}
