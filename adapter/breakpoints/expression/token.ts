/**
 * Text of an expression to tokens: numbers as C and JavaScript write them, strings, patterns, names, operators.
 * Must not know what the tokens mean together; that is the parser's.
 */
import { errorAt } from './error.ts';
import { readString } from './stringLiteral.ts';

export type Token =
  | { readonly kind: 'number'; readonly value: bigint | number; readonly at: number }
  | { readonly kind: 'string'; readonly value: string; readonly at: number }
  | { readonly kind: 'pattern'; readonly source: string; readonly flags: string; readonly at: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'register'; readonly name: string; readonly at: number }
  | { readonly kind: 'operator'; readonly text: string; readonly at: number }
  | { readonly kind: 'end'; readonly at: number };

/** Longest first, so that `<<` is never read as two `<`. Those the parser knows no use for get an error there. */
const OPERATORS = [
  ...['>>>=', '**=', '<<=', '>>=', '>>>', '===', '!==', '&&=', '||=', '??=', '...'],
  ...['=>', '==', '!=', '=~', '!~', '<=', '>=', '<<', '>>', '&&', '||', '++', '--', '+=', '-=', '*=', '/=', '%='],
  ...['&=', '|=', '^=', '**', '??', '?.', '->'],
  ...['+', '-', '*', '/', '%', '&', '|', '^', '~', '!', '<', '>', '=', '?', ':', '(', ')', '[', ']', '.', ','],
];

const NUMBER = /0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|[0-9]+(?:\.[0-9]+(?:[eE][+-]?[0-9]+)?)?/y;
/** C's and JavaScript's marks of wide integers; every integer here is wide. */
const NUMBER_SUFFIX = /(?:n|[uU]?[lL]{0,2}|[lL]{1,2}[uU])(?![A-Za-z0-9_])/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const REGISTER = /\$([A-Za-z_][A-Za-z0-9_]*)/y;
const PATTERN = /\/((?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([A-Za-z]*)/y;

export interface Tokens {
  /** Ends with an `end` token. */
  readonly tokens: readonly Token[];
  /** Offset behind the expression: the text's length, or that of the closing brace. */
  readonly end: number;
}

/**
 * Tokens of `text` from `start` to its end, or to a closing brace where `inBraces` (a log message's `{expression}`).
 * Throws ExpressionError for a character, number, string or pattern that is not one.
 */
export function tokenize(text: string, start = 0, inBraces = false): Tokens {
  const tokens: Token[] = [];
  let at = start;
  for (;;) {
    at = skipBlanks(text, at);
    if (at >= text.length || (inBraces && text[at] === '}')) {
      tokens.push({ kind: 'end', at });
      return { tokens, end: at };
    }
    const { token, end } = readToken(text, at, tokens.at(-1));
    tokens.push(token);
    at = end;
  }
}

function skipBlanks(text: string, at: number): number {
  let end = at;
  while (end < text.length && /\s/.test(text.charAt(end))) end++;
  return end;
}

function readToken(text: string, at: number, before: Token | undefined): { token: Token; end: number } {
  const first = text.charAt(at);
  if (/[0-9]/.test(first)) return readNumber(text, at);
  if (first === '"' || first === "'") {
    const { value, end } = readString(text, at);
    return { token: { kind: 'string', value, at }, end };
  }
  const name = matchAt(NAME, text, at);
  if (name) return { token: { kind: 'name', name: name[0], at }, end: at + name[0].length };
  const register = matchAt(REGISTER, text, at);
  if (register) return { token: { kind: 'register', name: register[1] ?? '', at }, end: at + register[0].length };
  if (first === '/' && !endsOperand(before)) return readPattern(text, at);
  const operator = OPERATORS.find((candidate) => text.startsWith(candidate, at));
  if (operator) return { token: { kind: 'operator', text: operator, at }, end: at + operator.length };
  throw errorAt(at, unexpected(first));
}

/** After an operand a slash divides; elsewhere it starts a pattern. */
function endsOperand(token: Token | undefined): boolean {
  if (!token) return false;
  if (token.kind === 'operator') return token.text === ')' || token.text === ']';
  if (token.kind === 'name') return !['startsWith', 'endsWith', 'contains'].includes(token.name);
  return true;
}

function readNumber(text: string, at: number): { token: Token; end: number } {
  const digits = matchAt(NUMBER, text, at)?.[0] ?? '';
  const suffix = matchAt(NUMBER_SUFFIX, text, at + digits.length);
  if (!suffix) throw errorAt(at, 'This is not a number; write 10, 0x1f, 0b101, 0644 or 0.5.');
  const end = at + digits.length + suffix[0].length;
  return { token: { kind: 'number', value: numberValue(digits, at), at }, end };
}

function numberValue(digits: string, at: number): bigint | number {
  if (digits.includes('.')) return Number(digits);
  // A leading zero is octal, as in C: modes are written 0644.
  if (/^0[0-9]+$/.test(digits)) {
    if (/[89]/.test(digits)) throw errorAt(at, 'A number with a leading zero is octal and has no digit 8 or 9.');
    return BigInt(`0o${digits.slice(1)}`);
  }
  return BigInt(digits);
}

function readPattern(text: string, at: number): { token: Token; end: number } {
  const match = matchAt(PATTERN, text, at);
  if (!match) throw errorAt(at, 'A pattern starts here that no second slash ends; write /…/.');
  return { token: { kind: 'pattern', source: match[1] ?? '', flags: match[2] ?? '', at }, end: at + match[0].length };
}

function unexpected(character: string): string {
  if (character === '`') return 'Template strings are not part of expressions; write "…".';
  if (character === '{' || character === '}') return 'Braces are not part of expressions.';
  if (character === ';') return 'An expression is one value; ";" has no place in it.';
  const code = character.codePointAt(0) ?? 0;
  const shown = code > 0x20 && code < 0x7f ? character : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return `Unexpected ${shown}.`;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
