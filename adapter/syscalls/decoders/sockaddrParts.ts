/**
 * What the families of socket addresses share. Must not know any family.
 */
import { nameIn } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded, StringNode } from '../decoded.ts';
import { type Field, hex, nameBehind, text } from '../nodes.ts';
import type { Fields } from '../reading.ts';

export interface SocketFamily {
  /** Shorter addresses are bytes. */
  readonly least: number;
  /** What follows the family; `length` bytes of the fields are the program's, the rest is zero. */
  readonly body: (context: DecodeContext, fields: Fields, length: number) => readonly Field[];
  /** Whether there is more than the body shows: `...`. */
  readonly more?: (context: DecodeContext, fields: Fields, length: number) => boolean;
}

/** A name in an array that should hold its NUL: `"sha256"`, `"sh"...`. */
export function terminated(fields: Fields, offset: number, size: number): StringNode {
  const bytes = fields.chars(offset, size);
  const isWhole = bytes.length < size;
  const shown = isWhole ? bytes : bytes.subarray(0, -1);
  return text(shown.slice(), fields.address + BigInt(offset), !isWhole);
}

/** Bytes always written as `\x…`. */
export function namedBytes(fields: Fields, offset: number, length: number): StringNode {
  return { ...text(fields.slice(offset, length).slice(), fields.address + BigInt(offset)), form: 'hex' };
}

/** The number, and what it is called behind it, for constants that no public header has. */
export function commented(context: DecodeContext, set: string, value: number, unknown?: string): Decoded {
  const name = nameIn(set, BigInt(value), context.arch) ?? unknown;
  return name === undefined ? hex(value) : nameBehind(value, name);
}
