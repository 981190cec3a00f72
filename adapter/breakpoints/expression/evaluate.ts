/**
 * A tree and a scope to a value. Reaches nothing but the scope: names, fields and list items that are the value's
 * own, and the functions of functions.ts. Every failure is an ExpressionError.
 */
import { didYouMean } from '../nearest.ts';
import { compilePattern, PatternError } from '../pattern.ts';
import type { ExpressionScope, ExpressionValue } from '../scope.ts';
import { ExpressionError } from './error.ts';
import { callFunction } from './functions.ts';
import { AT_EXIT, BUILT_IN_NAMES } from './names.ts';
import type { Node } from './node.ts';
import { binary, subjectText, unary } from './operators.ts';
import { isList, kindOf, normalise } from './value.ts';

type NodeOf<Kind extends Node['kind']> = Extract<Node, { kind: Kind }>;

/** Throws ExpressionError. */
export function evaluateNode(node: Node, scope: ExpressionScope): ExpressionValue {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'name':
      return readName(node.name, scope);
    case 'register': {
      const value = scope.register(node.name);
      if (value === undefined) throw new ExpressionError(`There is no register $${node.name} at this stop.`);
      return value;
    }
    case 'unary':
      return unary(node.operator, evaluateNode(node.operand, scope));
    case 'binary':
      return binary(node.operator, evaluateNode(node.left, scope), evaluateNode(node.right, scope));
    case 'logical': {
      const left = evaluateNode(node.left, scope);
      const decided = node.operator === '&&' ? !left : Boolean(left);
      return decided ? left : evaluateNode(node.right, scope);
    }
    case 'conditional':
      return evaluateNode(evaluateNode(node.test, scope) ? node.then : node.otherwise, scope);
    case 'match':
      return matches(node, scope) !== node.negated;
    case 'member':
      return readField(evaluateNode(node.object, scope), node.name);
    case 'index':
      return readItem(evaluateNode(node.object, scope), evaluateNode(node.index, scope));
    case 'call':
      return callFunction(
        node.name,
        node.args.map((argument) => evaluateNode(argument, scope)),
        scope,
      );
    default:
      return node satisfies never;
  }
}

function readName(name: string, scope: ExpressionScope): ExpressionValue {
  // Whatever a scope is built on: nothing that every JavaScript object has is a name.
  if (name in Object.prototype) throw new ExpressionError(`Unknown name "${name}".`);
  const value = normalise(scope.name(name));
  if (value !== undefined) return value;
  const constant = scope.constant(name);
  if (constant !== undefined) return constant;
  if (AT_EXIT.has(name)) throw new ExpressionError(`"${name}" is known at a call's exit only: stop there with @exit.`);
  if (BUILT_IN_NAMES.includes(name)) throw new ExpressionError(`"${name}" has no value at this stop.`);
  const near = didYouMean(name, [...(scope.names?.() ?? []), ...BUILT_IN_NAMES]);
  throw new ExpressionError(`Unknown name "${name.slice(0, 64)}" at this stop.${near}`);
}

function readField(object: ExpressionValue, name: string): ExpressionValue {
  if (name === 'length' && (typeof object === 'string' || isList(object))) return BigInt(object.length);
  if (typeof object !== 'object' || object === null || isList(object)) {
    throw new ExpressionError(`There is no field "${name}" in ${kindOf(object)}.`);
  }
  if (!Object.hasOwn(object, name)) {
    throw new ExpressionError(`There is no field "${name}" here.${didYouMean(name, Object.keys(object))}`);
  }
  return normalise(object[name]);
}

function readItem(object: ExpressionValue, index: ExpressionValue): ExpressionValue {
  if (typeof index === 'string') return readField(object, index);
  if (typeof object !== 'string' && !isList(object)) {
    throw new ExpressionError(`An index can't be used on ${kindOf(object)}.`);
  }
  if (typeof index !== 'bigint') throw new ExpressionError(`An index is an integer, not ${kindOf(index)}.`);
  if (index < 0n || index >= BigInt(object.length)) {
    throw new ExpressionError(`The index is outside of 0 to ${object.length - 1}.`);
  }
  return normalise(object[Number(index)]);
}

function matches(node: NodeOf<'match'>, scope: ExpressionScope): boolean {
  const subject = subjectText('=~', evaluateNode(node.subject, scope));
  if (!('kind' in node.pattern)) return subject !== undefined && node.pattern.test(subject);
  const source = evaluateNode(node.pattern, scope);
  if (typeof source !== 'string')
    throw new ExpressionError(`On the right of =~ stands a pattern, not ${kindOf(source)}.`);
  try {
    const pattern = compilePattern(source);
    return subject !== undefined && pattern.test(subject);
  } catch (error) {
    if (error instanceof PatternError) throw new ExpressionError(error.message);
    throw error;
  }
}
