/**
 * The tree of an expression. Plain data; `at` is the offset in the text that messages name.
 */
import type { Pattern } from '../pattern.ts';

export type BinaryOperator =
  | '*'
  | '/'
  | '%'
  | '+'
  | '-'
  | '<<'
  | '>>'
  | '&'
  | '^'
  | '|'
  | '<'
  | '<='
  | '>'
  | '>='
  | '=='
  | '!='
  | 'startsWith'
  | 'endsWith'
  | 'contains';

export type UnaryOperator = '!' | '~' | '-' | '+';

export type Node = {
  readonly at: number;
  /** Height of the tree below, this node included. */
  readonly depth: number;
  /** It stood in parentheses. */
  readonly grouped?: true;
} & NodeShape;

export type NodeShape =
  | { readonly kind: 'literal'; readonly value: bigint | number | string | boolean | null }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'register'; readonly name: string }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Node }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Node; readonly right: Node }
  | { readonly kind: 'logical'; readonly operator: '&&' | '||'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'conditional'; readonly test: Node; readonly then: Node; readonly otherwise: Node }
  /** `subject =~ /pattern/`; a literal is compiled with the expression, a string when its value is known. */
  | { readonly kind: 'match'; readonly negated: boolean; readonly subject: Node; readonly pattern: Pattern | Node }
  | { readonly kind: 'member'; readonly object: Node; readonly name: string }
  | { readonly kind: 'index'; readonly object: Node; readonly index: Node }
  /** A method's receiver is its first argument: `a.endsWith(b)` is `endsWith(a, b)`. */
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Node[] };

export type FunctionName = 'fdpath' | 'str' | 'u8' | 'u16' | 'u32' | 'u64' | 'startsWith' | 'endsWith' | 'contains';

/** Least and most arguments, and how the call is written. All functions there are. */
export const FUNCTIONS: Readonly<Record<FunctionName, readonly [least: number, most: number, usage: string]>> = {
  fdpath: [1, 1, 'fdpath(fd)'],
  str: [1, 2, 'str(address, length)'],
  u8: [1, 1, 'u8(address)'],
  u16: [1, 1, 'u16(address)'],
  u32: [1, 1, 'u32(address)'],
  u64: [1, 1, 'u64(address)'],
  startsWith: [2, 2, 'startsWith(text, "…")'],
  endsWith: [2, 2, 'endsWith(text, "…")'],
  contains: [2, 2, 'contains(text, "…")'],
};

/** Is it one of the functions that expressions may call? */
export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}

/** The nodes right below. */
export function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
    case 'register':
      return [];
    case 'unary':
      return [node.operand];
    case 'binary':
    case 'logical':
      return [node.left, node.right];
    case 'conditional':
      return [node.test, node.then, node.otherwise];
    case 'match':
      return 'kind' in node.pattern ? [node.subject, node.pattern] : [node.subject];
    case 'member':
      return [node.object];
    case 'index':
      return [node.object, node.index];
    case 'call':
      return node.args;
    default:
      return node satisfies never;
  }
}
