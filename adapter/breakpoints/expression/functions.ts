/**
 * The functions of expressions, and all of them: reading the tracee through the scope, and text tests. Arguments are
 * checked here, so that a scope gets only what its types say.
 */
import type { ExpressionScope, ExpressionValue } from '../scope.ts';
import { ExpressionError } from './error.ts';
import type { FunctionName } from './node.ts';
import { textTest } from './operators.ts';
import { kindOf } from './value.ts';

const MAX_READ = 65536n;

/** Calls a function whose number of arguments the parser has checked. Throws ExpressionError. */
export function callFunction(
  name: FunctionName,
  args: readonly ExpressionValue[],
  scope: ExpressionScope,
): ExpressionValue {
  const [first, second] = args;
  switch (name) {
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      return textTest(name, first, second);
    case 'fdpath':
      // Registers hold descriptors zero-extended or not (AT_FDCWD is -100): the kernel looks at 32 bits.
      return scope.fdpath(Number(BigInt.asIntN(32, whole(name, first)))) ?? null;
    case 'str':
      return args.length === 1 ? scope.str(address(name, first)) : scope.str(address(name, first), length(second));
    case 'u8':
      return scope.unsigned(address(name, first), 1);
    case 'u16':
      return scope.unsigned(address(name, first), 2);
    case 'u32':
      return scope.unsigned(address(name, first), 4);
    case 'u64':
      return scope.unsigned(address(name, first), 8);
    default:
      return name satisfies never;
  }
}

function whole(name: string, value: ExpressionValue): bigint {
  if (typeof value === 'bigint') return value;
  throw new ExpressionError(`${name}() takes an integer, not ${kindOf(value)}.`);
}

function address(name: string, value: ExpressionValue): bigint {
  if (value === null || value === 0n) throw new ExpressionError(`${name}() can't read at NULL.`);
  if (typeof value === 'string') throw new ExpressionError(`${name}() takes an address; this is the string already.`);
  return BigInt.asUintN(64, whole(name, value));
}

function length(value: ExpressionValue): number {
  const bytes = whole('str', value);
  if (bytes < 0n || bytes > MAX_READ) throw new ExpressionError(`str() reads 0 to ${MAX_READ} bytes.`);
  return Number(bytes);
}
