/**
 * Constants as numbers, or as numbers with their names behind (strace -X raw and -X verbose). Only what prints by
 * name otherwise passes here. Must not know of calls.
 */
import type { EnumNode, FlagsNode } from './decoded.ts';

export type ConstantStyle = 'raw' | 'abbrev' | 'verbose';

/** Are numbers shown, alone or in front of names? */
export const hasNumbers = (style: ConstantStyle | undefined): style is 'raw' | 'verbose' =>
  style === 'raw' || style === 'verbose';

/** `named`: the value as it prints by name. `decimal`: a signal of a set. */
export function styledConstant(
  node: EnumNode | FlagsNode,
  style: 'raw' | 'verbose',
  named: string,
  decimal: boolean,
): string {
  if (node.kind === 'enum' && node.text) return named;
  // What could not be read, and what prints as nothing, has no number.
  if (named === '???' || named === '') return named;
  // The huge page size in the bits from 26 on.
  const [, size, shift] = (node.kind === 'enum' && /^(\d+)<<(\w+_HUGE_SHIFT)$/.exec(named)) || [];
  if (size !== undefined) return style === 'raw' ? `${size}<<26` : `${size}<<26 /* ${shift} */`;
  const number = decimal ? node.value.toString() : numberOf(node);
  if (style === 'raw') return number;
  if (node.kind === 'enum' && node.name === undefined) {
    return node.unknown === undefined ? number : `${number} /* ${node.unknown} */`;
  }
  // Nothing in it has a name; a mode is said twice then.
  if (node.kind === 'flags' && node.names.length === 0) return node.restRadix === 8 ? `${named} /* ${named} */` : named;
  return `${number} /* ${named} */`;
}

/** Is it nothing but a number as a macro makes it: IOPRIO_PRIO_VALUE(…)? */
export const isSpelling = ([first]: readonly unknown[] = []): boolean =>
  typeof first === 'string' && /^\w+\($/.test(first);

function numberOf(node: EnumNode | FlagsNode): string {
  if (node.kind === 'flags' && node.restRadix === 8) return `0${node.value.toString(8).padStart(2, '0')}`;
  // strace prints signals and AT_FDCWD as decimal numbers, all others as %#x.
  const decimal =
    node.kind === 'enum' &&
    node.radix !== 16 &&
    (node.radix === 10 || node.value < 0n || /^SIG[A-Z]/.test(node.name ?? ''));
  if (decimal) return node.value.toString();
  const width = node.kind === 'enum' && node.radix === 16 && node.value < 0n ? 32 : 64;
  return node.value === 0n ? '0' : `0x${BigInt.asUintN(width, node.value).toString(16)}`;
}
