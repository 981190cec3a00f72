/**
 * strace's `-e inject=` and `-e fault=` (strace(1), "Tampering") as tamper rules: the same words, ranges and meaning.
 * Pure. Must not know of command lines beyond the text behind the equals sign.
 */
import { constantSet } from '../../native/abi/constants/index.ts';
import type { SyscallCatalog } from '../breakpoints/catalog.ts';
import { nativeCatalog } from '../breakpoints/nativeCatalog.ts';
import type { TamperRule } from '../protocol/trapline.ts';
import { compileRule } from './rule.ts';
import { parseDelay, parseSignal, TamperError } from './values.ts';

/** strace's limits of `when`. */
const MOST_HITS = 65535;
const ULONG_MAX = (1n << 64n) - 1n;

type Draft = { -readonly [Key in keyof TamperRule]: TamperRule[Key] };

/** The rule of one `inject=TEXT`, or of `fault=TEXT`. Throws a TamperError with strace's sentence. */
export function straceRule(
  option: 'inject' | 'fault',
  text: string,
  catalog: SyscallCatalog = nativeCatalog,
): TamperRule {
  const invalid = (): TamperError => new TamperError(`invalid ${option} argument '${text}'`);
  const [set = '', ...split] = splitTokens(text);
  const tokens = split.filter((token) => token !== '');
  // strace counts for each thread and each system call of the set apart.
  const rule: Draft = { catch: set, perThread: true, perSyscall: true, strace: {} };
  const seen = new Set<string>();
  for (const token of tokens) {
    const equals = token.indexOf('=');
    const name = token.slice(0, equals);
    if (equals < 0 || seen.has(name)) throw invalid();
    seen.add(name);
    if (option === 'fault' && name !== 'error' && name !== 'when') throw invalid();
    try {
      if (!readToken(rule, name, token.slice(equals + 1), catalog)) throw invalid();
    } catch (error) {
      throw error instanceof TamperError ? invalid() : error;
    }
  }
  if (option === 'fault' && !seen.has('error')) rule.fail = 'ENOSYS';
  if (seen.has('error') && seen.has('retval')) throw invalid();
  // The other call is only what is made in place of the one whose result is chosen.
  if (seen.has('syscall') && !seen.has('error') && !seen.has('retval')) throw invalid();
  if (option === 'inject' && [...seen].every((name) => name === 'when')) throw invalid();
  const compiled = compileRule(rule, catalog);
  if ('message' in compiled) throw invalid();
  return rule;
}

/** Splits at colons; a pattern in the set may hold some. */
function splitTokens(text: string): string[] {
  const pattern = /^!?\/(?:[^\\/]|\\.)*\//.exec(text)?.[0] ?? '';
  const [first = '', ...rest] = text.slice(pattern.length).split(':');
  return [pattern + first, ...rest];
}

function readToken(rule: Draft, name: string, value: string, catalog: SyscallCatalog): boolean {
  switch (name) {
    case 'error': {
      const known = constantSet('errnos')?.values.some(([errno]) => errno === value.toUpperCase());
      if (!known && !/^[0-9]+$/.test(value)) return false;
      rule.fail = value;
      return true;
    }
    case 'retval': {
      const result = readResult(value);
      if (result === undefined) return false;
      // What the program takes for an error is one; strace shows it as the value that was given.
      if (isErrorValue(result)) {
        rule.fail = Number(-result);
        rule.strace = { asValue: true };
      } else rule.return = String(result);
      return true;
    }
    case 'syscall': {
      const pure = catalog.classMembers('pure')?.has(value) ?? false;
      if (pure) rule.set = { ...rule.set, syscall: value };
      return pure;
    }
    case 'signal':
      rule.signal = parseSignal(value);
      return true;
    case 'delay_enter':
      rule.delayEntry = `${parseDelay(value, 'us')}ms`;
      return true;
    case 'delay_exit':
      rule.delayExit = `${parseDelay(value, 'us')}ms`;
      return true;
    case 'poke_enter':
    case 'poke_exit': {
      const bytes = readPokes(value);
      if (bytes) rule.poke = { ...rule.poke, [name === 'poke_enter' ? 'entry' : 'exit']: bytes };
      return bytes !== undefined;
    }
    case 'when':
      rule.when = value;
      return isWhen(value);
    default:
      return false;
  }
}

const MAX_ERRNO = 4095n;
const isErrorValue = (value: bigint): boolean => value < 0n && value >= -MAX_ERRNO;

/** What strace warns of in an `inject=TEXT` that is valid: a result that a program takes for an error, or half of one. */
export function straceWarning(text: string): string | undefined {
  const given = splitTokens(text).find((token) => token.startsWith('retval='));
  const value = given === undefined ? undefined : readResult(given.slice('retval='.length));
  if (value === undefined) return undefined;
  const whole = BigInt.asUintN(64, value);
  const half = BigInt.asIntN(32, value);
  if (isErrorValue(value)) return `Inadvertent injection of error ${-value} is possible for retval=${whole}`;
  if (isErrorValue(half))
    return `Inadvertent injection of error ${-half} is possible in compat personality for retval=${whole}`;
  if (whole >> 32n === 0n) return undefined;
  return `Injected return value ${whole} will be clipped to ${BigInt.asUintN(32, value)} in compat personality`;
}

/** A long in C's notation, as strtoul reads it. */
function readResult(text: string): bigint | undefined {
  const [, minus, digits = ''] = /^([+-]?)(0[xX][0-9a-fA-F]+|[0-9]+)$/.exec(text) ?? [];
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  if (octal === '' || (/^0[0-9]/.test(digits) && octal === digits) || BigInt(octal) > ULONG_MAX) return undefined;
  return BigInt.asIntN(64, minus === '-' ? -BigInt(octal) : BigInt(octal));
}

/** `@arg1=00ff,@arg2=41`, each of strace's 1024 bytes at most. */
function readPokes(value: string): Record<string, string> | undefined {
  const pokes: Record<string, string> = {};
  for (const part of value.split(',')) {
    const match = /^(@arg[1-6])=((?:[0-9a-fA-F]{2}){1,1024})$/.exec(part);
    if (!match || pokes[match[1] ?? ''] !== undefined) return undefined;
    pokes[match[1] ?? ''] = match[2] ?? '';
  }
  return pokes;
}

/** first[..last][+[step]]. */
function isWhen(value: string): boolean {
  const match = /^([0-9]+)(?:\.\.([0-9]+))?(?:\+([0-9]*))?$/.exec(value);
  if (!match) return false;
  return [match[1], match[2], match[3]].every(
    (digits) => digits === undefined || digits === '' || (Number(digits) >= 1 && Number(digits) <= MOST_HITS),
  );
}
