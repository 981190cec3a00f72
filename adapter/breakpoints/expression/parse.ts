/**
 * Tokens to a tree, by operator precedence (C's order). What has no place in a condition (assignment, functions,
 * objects) is refused here by name. Must not know of values: those are evaluate.ts's.
 */
import { didYouMean } from '../nearest.ts';
import { compilePattern, type Pattern, PatternError } from '../pattern.ts';
import { errorAt } from './error.ts';
import {
  type BinaryOperator,
  FUNCTIONS,
  isFunctionName,
  type Node,
  type NodeShape,
  type UnaryOperator,
} from './node.ts';
import type { Token } from './token.ts';

/** Nesting of the text and height of the tree: far above what people write, far below the stack's size. */
const MAX_DEPTH = 500;

/** C's binary operators by how tightly they bind; `=~` and the words bind like `==` and `<`. */
const PRECEDENCE: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '===': 6,
  '!==': 6,
  '=~': 6,
  '!~': 6,
  '<': 7,
  '<=': 7,
  '>': 7,
  '>=': 7,
  startsWith: 7,
  endsWith: 7,
  contains: 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
};

const BITWISE = new Set(['&', '|', '^']);
const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** Parses all of the tokens as one expression. Throws ExpressionError with the position. */
export function parseTokens(tokens: readonly Token[]): Node {
  const cursor = { tokens, next: 0, nesting: 0 };
  const node = parseConditional(cursor);
  const rest = peek(cursor);
  if (rest.kind !== 'end') throw errorAt(rest.at, misplaced(rest));
  return node;
}

interface Cursor {
  readonly tokens: readonly Token[];
  next: number;
  nesting: number;
}

const ASSIGNMENT = /^(?:[-+*/%&|^]|\*\*|<<|>>>?|&&|\|\||\?\?)?=$/;
const END: Token = { kind: 'end', at: 0 };

function peek(cursor: Cursor): Token {
  return cursor.tokens[cursor.next] ?? cursor.tokens.at(-1) ?? END;
}

function take(cursor: Cursor): Token {
  const token = peek(cursor);
  cursor.next++;
  return token;
}

/** Takes the operator when it is the next token. */
function accept(cursor: Cursor, text: string): boolean {
  const token = peek(cursor);
  if (token.kind !== 'operator' || token.text !== text) return false;
  cursor.next++;
  return true;
}

function expect(cursor: Cursor, text: string, opened: number, what: string): void {
  if (accept(cursor, text)) return;
  const token = peek(cursor);
  if (token.kind === 'end') throw errorAt(opened, `"${text}" is missing: ${what} starts here.`);
  throw errorAt(token.at, misplaced(token));
}

function parseConditional(cursor: Cursor): Node {
  if (++cursor.nesting > MAX_DEPTH) throw errorAt(peek(cursor).at, 'The expression is nested too deeply.');
  let node = parseBinary(cursor, 1);
  const question = peek(cursor);
  if (accept(cursor, '?')) {
    const then = parseConditional(cursor);
    expect(cursor, ':', question.at, 'a choice (condition ? value : other value)');
    const otherwise = parseConditional(cursor);
    node = make(question.at, { kind: 'conditional', test: node, then, otherwise }, node, then, otherwise);
  }
  cursor.nesting--;
  return node;
}

function parseBinary(cursor: Cursor, least: number): Node {
  let left = parseUnary(cursor);
  for (;;) {
    const token = peek(cursor);
    const operator = token.kind === 'operator' ? token.text : token.kind === 'name' ? token.name : '';
    const precedence = Object.hasOwn(PRECEDENCE, operator) ? (PRECEDENCE[operator] ?? 0) : 0;
    if (precedence === 0 || precedence < least) return left;
    cursor.next++;
    left =
      operator === '=~' || operator === '!~'
        ? parseMatch(cursor, left, token.at, operator === '!~')
        : joinBinary(operator, left, parseBinary(cursor, precedence + 1), token.at);
  }
}

function joinBinary(written: string, left: Node, right: Node, at: number): Node {
  if (written === '&&' || written === '||') {
    return make(at, { kind: 'logical', operator: written, left, right }, left, right);
  }
  const operator = (written === '===' ? '==' : written === '!==' ? '!=' : written) as BinaryOperator;
  if (BITWISE.has(operator)) refuseComparison(written, left, right, at);
  return make(at, { kind: 'binary', operator, left, right }, left, right);
}

/** C's old trap: in `flags & O_CREAT == O_CREAT` the comparison comes first, and nobody means that. */
function refuseComparison(operator: string, left: Node, right: Node, at: number): void {
  for (const side of [left, right]) {
    if (side.kind !== 'binary' || side.grouped || !COMPARISONS.has(side.operator)) continue;
    throw errorAt(
      at,
      `"${operator}" binds weaker than "${side.operator}", as in C: write (flags ${operator} BIT) ${side.operator} BIT, or && for "and".`,
    );
  }
}

function parseMatch(cursor: Cursor, subject: Node, at: number, negated: boolean): Node {
  const token = peek(cursor);
  if (token.kind === 'pattern') {
    cursor.next++;
    return make(
      at,
      { kind: 'match', negated, subject, pattern: compileAt(token.source, token.flags, token.at) },
      subject,
    );
  }
  const text = parseBinary(cursor, (PRECEDENCE['=~'] ?? 0) + 1);
  const pattern = text.kind === 'literal' && typeof text.value === 'string' ? compileAt(text.value, '', text.at) : text;
  return make(at, { kind: 'match', negated, subject, pattern }, subject, text);
}

function compileAt(source: string, flags: string, at: number): Pattern {
  try {
    return compilePattern(source, flags);
  } catch (error) {
    if (error instanceof PatternError) throw errorAt(at, error.message);
    throw error;
  }
}

function parseUnary(cursor: Cursor): Node {
  const token = peek(cursor);
  if (token.kind !== 'operator' || !isUnary(token.text)) return parsePostfix(cursor, parsePrimary(cursor));
  cursor.next++;
  if (++cursor.nesting > MAX_DEPTH) throw errorAt(token.at, 'The expression is nested too deeply.');
  const operand = parseUnary(cursor);
  cursor.nesting--;
  return make(token.at, { kind: 'unary', operator: token.text, operand }, operand);
}

function isUnary(text: string): text is UnaryOperator {
  return text === '!' || text === '~' || text === '-' || text === '+';
}

function parsePostfix(cursor: Cursor, start: Node): Node {
  let node = start;
  for (;;) {
    const token = peek(cursor);
    if (accept(cursor, '.')) {
      const name = take(cursor);
      if (name.kind !== 'name') throw errorAt(name.at, 'A field name is missing behind the dot.');
      node = accept(cursor, '(')
        ? parseCall(cursor, name.name === 'includes' ? 'contains' : name.name, name.at, node)
        : make(token.at, { kind: 'member', object: node, name: name.name }, node);
    } else if (accept(cursor, '[')) {
      const index = parseConditional(cursor);
      expect(cursor, ']', token.at, 'an index');
      node = make(token.at, { kind: 'index', object: node, index }, node, index);
    } else {
      return node;
    }
  }
}

function parsePrimary(cursor: Cursor): Node {
  const token = take(cursor);
  switch (token.kind) {
    case 'number':
    case 'string':
      return make(token.at, { kind: 'literal', value: token.value });
    case 'register':
      return make(token.at, { kind: 'register', name: token.name });
    case 'name':
      if (accept(cursor, '(')) return parseCall(cursor, token.name, token.at, undefined);
      return make(token.at, namedValue(token.name));
    case 'pattern':
      throw errorAt(token.at, 'A pattern stands behind =~ or !~ only.');
    case 'operator': {
      if (token.text !== '(') throw errorAt(token.at, misplaced(token));
      const inner = parseConditional(cursor);
      expect(cursor, ')', token.at, 'a group');
      return { ...inner, grouped: true };
    }
    case 'end':
      throw errorAt(token.at, 'The expression ends where a value should stand.');
    default:
      return token satisfies never;
  }
}

function namedValue(name: string): NodeShape {
  switch (name) {
    case 'true':
      return { kind: 'literal', value: true };
    case 'false':
      return { kind: 'literal', value: false };
    case 'null':
    case 'NULL':
      return { kind: 'literal', value: null };
    default:
      return { kind: 'name', name };
  }
}

function parseCall(cursor: Cursor, name: string, at: number, receiver: Node | undefined): Node {
  const known = isFunctionName(name) && (receiver === undefined || FUNCTIONS[name][0] === 2);
  if (!known || !isFunctionName(name)) {
    throw errorAt(at, `There is no function "${name.slice(0, 40)}".${didYouMean(name, Object.keys(FUNCTIONS))}`);
  }
  const args = receiver ? [receiver] : [];
  const opened = at;
  if (!accept(cursor, ')')) {
    do args.push(parseConditional(cursor));
    while (accept(cursor, ','));
    expect(cursor, ')', opened, `the call of ${name}`);
  }
  const [least, most, usage] = FUNCTIONS[name];
  if (args.length < least || args.length > most) throw errorAt(at, `${name} is written ${usage}.`);
  return make(at, { kind: 'call', name, args }, ...args);
}

function make(at: number, shape: NodeShape, ...children: readonly Node[]): Node {
  const depth = 1 + Math.max(0, ...children.map((child) => child.depth));
  if (depth > MAX_DEPTH) throw errorAt(at, 'The expression has too many parts.');
  return { at, depth, ...shape };
}

function misplaced(token: Token): string {
  if (token.kind === 'operator') {
    if (ASSIGNMENT.test(token.text)) return `"${token.text}" would assign; write == to compare.`;
    if (token.text === '++' || token.text === '--') return `"${token.text}" would assign; expressions only read.`;
    if (token.text === '=>') return 'Expressions make no functions.';
    if (token.text === ',') return 'A comma separates the arguments of a call and has no place here.';
    if (token.text === '->') return 'Fields are written with a dot, behind pointers too.';
    return `"${token.text}" has no place here.`;
  }
  if (token.kind === 'name') return `An operator is missing before "${token.name.slice(0, 40)}".`;
  return 'An operator is missing here.';
}
