/**
 * String literals of expressions, with the escapes of C and JavaScript. Must not know of other tokens.
 */
import { errorAt } from './error.ts';

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '/': '/',
};

const CODE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|([0-7]{1,3}))/y;

/** Reads the literal whose quote stands at `at`. Throws ExpressionError when it doesn't end or has no such escape. */
export function readString(text: string, at: number): { value: string; end: number } {
  const quote = text.charAt(at);
  let value = '';
  let next = at + 1;
  while (next < text.length) {
    const character = text.charAt(next);
    if (character === quote) return { value, end: next + 1 };
    if (character !== '\\') {
      value += character;
      next++;
      continue;
    }
    const escaped = readEscape(text, next);
    value += escaped.value;
    next = escaped.end;
  }
  throw errorAt(at, `A string starts here that no second ${quote} ends.`);
}

function readEscape(text: string, at: number): { value: string; end: number } {
  const letter = text.charAt(at + 1);
  if (Object.hasOwn(SIMPLE, letter)) return { value: SIMPLE[letter] ?? '', end: at + 2 };
  CODE.lastIndex = at;
  const match = CODE.exec(text);
  if (!match) throw errorAt(at, 'Unknown escape; a backslash in a string is written \\\\.');
  const octal = match[4];
  const code =
    octal === undefined ? Number.parseInt(match[1] ?? match[2] ?? match[3] ?? '', 16) : Number.parseInt(octal, 8);
  if (code > 0x10ffff) throw errorAt(at, 'No character has this number.');
  return { value: String.fromCodePoint(code), end: at + match[0].length };
}
