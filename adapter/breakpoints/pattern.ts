/**
 * Regular expressions that users write and that meet strings which tracees choose. Matching is linear in the subject
 * (re2js, no backtracking), so that no pattern can hold up the tracer thread. Must not know where patterns come from.
 */
import { RE2JS } from 're2js';

/** Only so much of a subject is looked at: longer than any path the kernel takes (PATH_MAX, linux/limits.h). */
export const MAX_SUBJECT = 4096;
const MAX_SOURCE = 1024;

export interface Pattern {
  readonly source: string;
  readonly flags: string;
  /** Is the pattern found anywhere in the first MAX_SUBJECT characters of the text? */
  test(text: string): boolean;
}

/** A pattern that can't be used; the message is a sentence. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

/**
 * Compiles a pattern in the syntax that JavaScript and RE2 share. Flags: `i`, `m`, `s`; `u` and `g` change nothing.
 * Throws PatternError for broken ones, for look-around and back references, and for ones that grow too large.
 */
export function compilePattern(source: string, flags = ''): Pattern {
  if (source.length > MAX_SOURCE) throw new PatternError(`The pattern is longer than ${MAX_SOURCE} characters.`);
  let bits = 0;
  for (const flag of flags) bits |= flagBit(flag);
  const shown = `/${source}/${flags}`;
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(RE2JS.translateRegExp(source), bits);
  } catch (error) {
    throw new PatternError(`The pattern ${shown} can't be used: ${reason(source, error)}.`);
  }
  return {
    source,
    flags,
    test: (text) => compiled.test(text.length > MAX_SUBJECT ? text.slice(0, MAX_SUBJECT) : text),
  };
}

function flagBit(flag: string): number {
  switch (flag) {
    case 'i':
      return RE2JS.CASE_INSENSITIVE;
    case 'm':
      return RE2JS.MULTILINE;
    case 's':
      return RE2JS.DOTALL;
    case 'u':
    case 'g':
      return 0;
    default:
      throw new PatternError(`Unknown pattern flag "${flag}": i, m and s are known.`);
  }
}

function reason(source: string, error: unknown): string {
  if (/\(\?<?[=!]/.test(source)) return 'look-ahead and look-behind are not supported';
  if (/\\[1-9]/.test(source)) return 'back references are not supported';
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^error parsing regexp: /, '');
}
