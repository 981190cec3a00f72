/**
 * The expression language of conditions, log messages, watches and the debug console: one text to something that is
 * evaluated over a stop's scope. It reads and compares, and can do nothing else: no assignment, no functions but ours,
 * nothing of the adapter's. Bounded in length, depth, pattern time and size of results.
 */
import { ExpressionError } from './expression/error.ts';
import { evaluateNode } from './expression/evaluate.ts';
import { type FieldPath, fieldPaths } from './expression/fieldPaths.ts';
import { children, type Node } from './expression/node.ts';
import { parseTokens } from './expression/parse.ts';
import { tokenize } from './expression/token.ts';
import { escapeControls } from './expression/value.ts';
import type { ExpressionScope, ExpressionValue } from './scope.ts';

export { ExpressionError } from './expression/error.ts';
export { formatValue, truthy } from './expression/value.ts';

const MAX_LENGTH = 4096;
const MAX_MESSAGE = 500;

export interface CompiledExpression {
  /** Throws ExpressionError, whatever fails: an unknown name, wrong operands, unreadable memory. */
  evaluate(scope: ExpressionScope): ExpressionValue;
  /** Names it may ask the scope for, constants too; registers with their dollar sign. */
  readonly names: ReadonlySet<string>;
  /** What it reads of structures: `addr.sin_port`. */
  readonly fields: readonly FieldPath[];
}

/** Throws ExpressionError with the position of what is wrong. */
export function compileExpression(text: string): CompiledExpression {
  if (text.length > MAX_LENGTH) throw new ExpressionError(`The expression is longer than ${MAX_LENGTH} characters.`);
  if (text.trim() === '') throw new ExpressionError('The expression is empty.');
  const tree = parseTokens(tokenize(text).tokens);
  const names = new Set<string>();
  collectNames(tree, names);
  return { evaluate: (scope) => evaluateSafely(tree, scope), names, fields: fieldPaths(tree) };
}

function evaluateSafely(tree: Node, scope: ExpressionScope): ExpressionValue {
  try {
    return evaluateNode(tree, scope);
  } catch (error) {
    // A scope's own failure (memory that can't be read) says in one sentence what it is. A message can quote what the
    // tracee chose (a pattern or a field name made of its strings): it leaves here bounded and without controls.
    const message = error instanceof Error ? error.message : String(error);
    throw new ExpressionError(escapeControls(message.slice(0, MAX_MESSAGE)));
  }
}

function collectNames(node: Node, names: Set<string>): void {
  if (node.kind === 'name') names.add(node.name);
  if (node.kind === 'register') names.add(`$${node.name}`);
  for (const child of children(node)) collectNames(child, names);
}
