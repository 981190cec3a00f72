/**
 * What operators do with values. Integers are bigints of any size with C's division; comparing for equality looks at
 * 64 bits, as registers do. Wrong operands are sentences, never a silent false. Must not know of scopes or syntax.
 */
import type { ExpressionValue } from '../scope.ts';
import { ExpressionError } from './error.ts';
import type { BinaryOperator, UnaryOperator } from './node.ts';
import { isList, kindOf } from './value.ts';

/** Characters of a string that `+` makes, and bits of an integer: conditions need neither more. */
const MAX_STRING = 65536;
const MAX_BITS = 256;

/** Throws ExpressionError for operands that the operator has no meaning for. */
export function binary(operator: BinaryOperator, left: ExpressionValue, right: ExpressionValue): ExpressionValue {
  switch (operator) {
    case '==':
      return equal(left, right);
    case '!=':
      return !equal(left, right);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(operator, left, right);
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      return textTest(operator, left, right);
    case '&':
    case '|':
    case '^':
      if (typeof left === 'boolean' && typeof right === 'boolean') {
        return operator === '&' ? left && right : operator === '|' ? left || right : left !== right;
      }
      return bitwise(operator, integer(operator, left), integer(operator, right));
    case '<<':
    case '>>':
      return bitwise(operator, integer(operator, left), shiftCount(integer(operator, right)));
    case '+':
      if (typeof left === 'string' && typeof right === 'string') return joined(left, right);
      return arithmetic(operator, left, right);
    case '-':
    case '*':
    case '/':
    case '%':
      return arithmetic(operator, left, right);
    default:
      return operator satisfies never;
  }
}

/** Throws ExpressionError for a sign or a complement of what is no number. */
export function unary(operator: UnaryOperator, value: ExpressionValue): ExpressionValue {
  switch (operator) {
    case '!':
      return !value;
    case '~':
      return ~integer(operator, value);
    case '-':
      return typeof value === 'number' ? -value : -integer(operator, value);
    case '+':
      return typeof value === 'number' ? value : integer(operator, value);
    default:
      return operator satisfies never;
  }
}

/**
 * Integers by their 64 bits (-1 is 0xffffffffffffffff), strings by their characters, true as 1. NULL equals itself
 * and 0. A string is never equal to NULL or 0 (a path that was not given); to other numbers it can't be compared.
 */
export function equal(left: ExpressionValue, right: ExpressionValue): boolean {
  const a = comparable(left);
  const b = comparable(right);
  if (typeof a === 'bigint' && typeof b === 'bigint') return BigInt.asUintN(64, a) === BigInt.asUintN(64, b);
  if (isNumeric(a) && isNumeric(b)) return Number(a) === Number(b);
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  if ((typeof a === 'string' && b === 0n) || (a === 0n && typeof b === 'string')) return false;
  throw mismatch('==', left, right);
}

function comparable(value: ExpressionValue): ExpressionValue {
  if (value === null || value === undefined) return 0n;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return value;
}

function isNumeric(value: ExpressionValue): value is bigint | number {
  return typeof value === 'bigint' || typeof value === 'number';
}

function ordered(operator: '<' | '<=' | '>' | '>=', left: ExpressionValue, right: ExpressionValue): boolean {
  const comparableKinds =
    (isNumeric(left) && isNumeric(right)) || (typeof left === 'string' && typeof right === 'string');
  if (!comparableKinds) throw mismatch(operator, left, right);
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      return operator satisfies never;
  }
}

/** The words `startsWith`, `endsWith`, `contains`; a list contains a value that equals one of its items. */
export function textTest(
  operator: 'startsWith' | 'endsWith' | 'contains',
  subject: ExpressionValue,
  part: ExpressionValue,
): boolean {
  if (isList(subject) && operator === 'contains') return subject.some((item) => equal(item, part));
  const text = subjectText(operator, subject);
  if (text === undefined) return false;
  if (typeof part !== 'string') throw mismatch(operator, subject, part);
  switch (operator) {
    case 'startsWith':
      return text.startsWith(part);
    case 'endsWith':
      return text.endsWith(part);
    case 'contains':
      return text.includes(part);
    default:
      return operator satisfies never;
  }
}

/** The string that is looked at, or undefined for NULL: a path that was not given matches nothing. */
export function subjectText(operator: string, subject: ExpressionValue): string | undefined {
  if (typeof subject === 'string') return subject;
  if (subject === null || subject === undefined || subject === 0n) return undefined;
  throw new ExpressionError(`${operator} looks into a string; on its left is ${kindOf(subject)}.`);
}

function integer(operator: string, value: ExpressionValue): bigint {
  if (typeof value === 'bigint') return value;
  if (value === null) return 0n;
  throw new ExpressionError(`${operator} works on integers, not on ${kindOf(value)}.`);
}

function bitwise(operator: '&' | '|' | '^' | '<<' | '>>', left: bigint, right: bigint): bigint {
  switch (operator) {
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '<<':
      return sized(left << right);
    case '>>':
      return left >> right;
    default:
      return operator satisfies never;
  }
}

function shiftCount(count: bigint): bigint {
  if (count < 0n || count > 63n) throw new ExpressionError(`A shift by ${shortInteger(count)} is outside of 0 to 63.`);
  return count;
}

type Arithmetic = '+' | '-' | '*' | '/' | '%';

function arithmetic(operator: Arithmetic, left: ExpressionValue, right: ExpressionValue): bigint | number {
  if (!isNumeric(left) || !isNumeric(right)) throw mismatch(operator, left, right);
  if (typeof left === 'bigint' && typeof right === 'bigint') return onIntegers(operator, left, right);
  const a = Number(left);
  const b = Number(right);
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return operator satisfies never;
  }
}

function onIntegers(operator: Arithmetic, a: bigint, b: bigint): bigint {
  if ((operator === '/' || operator === '%') && b === 0n) throw new ExpressionError('Division by zero.');
  switch (operator) {
    case '+':
      return sized(a + b);
    case '-':
      return sized(a - b);
    case '*':
      return sized(a * b);
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return operator satisfies never;
  }
}

function sized(value: bigint): bigint {
  if (BigInt.asIntN(MAX_BITS, value) !== value) throw new ExpressionError('The number grows too large.');
  return value;
}

function joined(left: string, right: string): string {
  if (left.length + right.length > MAX_STRING) throw new ExpressionError('The string grows too long.');
  return left + right;
}

function shortInteger(value: bigint): string {
  const text = value.toString();
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}

function mismatch(operator: string, left: ExpressionValue, right: ExpressionValue): ExpressionError {
  return new ExpressionError(`${operator} can't take ${kindOf(left)} on its left and ${kindOf(right)} on its right.`);
}
