/**
 * Values of expressions: what counts as true, how they are named in messages and shown to people. Texts that come
 * from a tracee leave here without control characters, so that they can't speak to a terminal or an editor.
 */
import type { ExpressionValue } from '../scope.ts';
import { ExpressionError } from './error.ts';

/** Characters of one shown value. */
const MAX_SHOWN = 4096;
/** Items of a list or fields of a structure that are shown. */
const MAX_ITEMS = 64;
const MAX_SHOWN_DEPTH = 4;

/** As in C and JavaScript: 0, 0.0, "", false, null and NaN are false, the rest is true. */
export function truthy(value: ExpressionValue): boolean {
  return Boolean(value);
}

/** One text for the debug console: integers in decimal, strings quoted and escaped, structures as `{name=value}`. */
export function formatValue(value: ExpressionValue): string {
  return bounded(format(value, 0));
}

/** As formatValue, but a string stands without quotes: for log messages. */
export function plainValue(value: ExpressionValue): string {
  return bounded(typeof value === 'string' ? escapeText(value) : format(value, 0));
}

function bounded(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}

function format(value: ExpressionValue, depth: number): string {
  if (typeof value === 'string') return `"${escapeText(value.slice(0, MAX_SHOWN)).replaceAll('"', '\\"')}"`;
  if (value === null || value === undefined) return 'NULL';
  if (typeof value !== 'object') return String(value);
  if (depth >= MAX_SHOWN_DEPTH) return '...';
  if (isList(value)) {
    const shown = value.slice(0, MAX_ITEMS).map((item) => format(item, depth + 1));
    return `[${[...shown, ...(value.length > MAX_ITEMS ? ['...'] : [])].join(', ')}]`;
  }
  const fields = Object.entries(value);
  const shown = fields.slice(0, MAX_ITEMS).map(([name, field]) => `${escapeText(name)}=${format(field, depth + 1)}`);
  return `{${[...shown, ...(fields.length > MAX_ITEMS ? ['...'] : [])].join(', ')}}`;
}

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' };

/** As escapeControls, and backslashes doubled, so that the text can be read back. */
export function escapeText(text: string): string {
  return text.split('\\').map(escapeControls).join('\\\\');
}

/**
 * Escapes everything that doesn't show as a glyph of its own: control and format characters (ANSI, right-to-left
 * overrides), lone surrogates, unassigned ones, line and paragraph separators.
 */
export function escapeControls(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    const named = NAMED[character];
    if (named !== undefined) return named;
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** What messages call a value. */
export function kindOf(value: ExpressionValue): string {
  if (value === null || value === undefined) return 'NULL';
  switch (typeof value) {
    case 'bigint':
      return 'an integer';
    case 'number':
      return 'a number';
    case 'string':
      return 'a string';
    case 'boolean':
      return 'true or false';
    default:
      return isList(value) ? 'a list' : 'a structure';
  }
}

/** Does the value have elements instead of fields? */
export function isList(value: ExpressionValue): value is readonly ExpressionValue[] {
  return Array.isArray(value);
}

/**
 * A value as it comes from a scope, made fit for operators: whole numbers become bigints. Throws ExpressionError for
 * what no scope may hand out (functions, symbols): a defect, but never a way into the adapter.
 */
export function normalise(value: ExpressionValue): ExpressionValue {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? BigInt(value) : value;
    case 'bigint':
    case 'string':
    case 'boolean':
    case 'undefined':
    case 'object':
      return value;
    default:
      throw new ExpressionError('This name stands for nothing that an expression can use.');
  }
}
