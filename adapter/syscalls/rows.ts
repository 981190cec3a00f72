/**
 * Decoded values as rows of trees and of the Variables view: one line of strace's notation and bounded children.
 */
import type { ValueRow } from '../protocol/trapline.ts';
import type { DecodedCall } from './call.ts';
import type { Decoded } from './decoded.ts';
import { printNode, printResult } from './print.ts';

const CHILDREN_MAX = 256;
const DEPTH_MAX = 8;
const TEXT_MAX = 1024;

/** One value and what it consists of. */
export function valueRow(name: string, node: Decoded, depth = 0): ValueRow {
  return { name, text: bounded(printNode(node)), children: depth >= DEPTH_MAX ? [] : childRows(node, depth + 1) };
}

/** The arguments under their names. */
export function argumentRows(call: DecodedCall): ValueRow[] {
  return call.args.map((argument) => valueRow(argument.name, argument.node));
}

/** The result, as strace says it; undefined before the exit-stop. */
export function resultRow(call: DecodedCall): ValueRow | undefined {
  const { result } = call;
  if (!result) return undefined;
  const children = result.isError ? [] : childRows(result.node, 1);
  return { name: 'result', text: bounded(printResult(result)), children };
}

function childRows(node: Decoded, depth: number): ValueRow[] {
  switch (node.kind) {
    case 'struct':
      return node.fields.slice(0, CHILDREN_MAX).map((field) => valueRow(field.name, field.node, depth));
    case 'array': {
      const rows = node.items.slice(0, CHILDREN_MAX).map((item, i) => valueRow(`[${i}]`, item, depth));
      if (node.items.length > CHILDREN_MAX) rows.push(rest(node.items.length - CHILDREN_MAX));
      return rows;
    }
    case 'change':
      return [valueRow('before', node.before, depth), valueRow('after', node.after, depth)];
    case 'call':
      return node.args.slice(0, CHILDREN_MAX).map((arg, i) => valueRow(`[${i}]`, arg, depth));
    case 'int':
    case 'enum':
    case 'flags':
    case 'string':
    case 'pointer':
    case 'fd':
      return [];
    default:
      return node satisfies never;
  }
}

const rest = (count: number): ValueRow => ({ name: '…', text: `${count} more`, children: [] });

/** Lines of trees are short; the whole text is in the log. */
function bounded(text: string): string {
  return text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX)}...`;
}
