/**
 * The types of fields in descriptions of structures, by the words that layout.ts lists. Must not know any structure.
 */
import { bitsOf, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, octal, pointer, processId, text } from '../nodes.ts';
import { charsIn, cstringAt, type Fields, pathAt } from '../reading.ts';
import { deviceNode, dirfdNode, fdNode, idNode } from './scalars.ts';

export interface FieldType {
  size(context: DecodeContext): number;
  /** Natural alignment, capped by the ABI. */
  align(context: DecodeContext): number;
  /** Undefined leaves the field out. */
  node(context: DecodeContext, fields: Fields, offset: number): Decoded | undefined;
}

/** The i386 ABI aligns 64-bit integers to 4 bytes in structures. */
const cap = (context: DecodeContext, align: number): number => (context.arch === 'i386' ? Math.min(4, align) : align);

/** A 64-bit number's. */
export const wideAlign = (context: DecodeContext): number => cap(context, 8);

function plain(size: number, node: FieldType['node']): FieldType {
  return { size: () => size, align: (context) => cap(context, size), node };
}

function wordSized(node: (value: bigint, context: DecodeContext) => Decoded, signed = false): FieldType {
  return {
    size: (context) => context.word,
    align: (context) => context.word,
    node: (context, fields, at) => node(signed ? fields.long(at) : fields.ulong(at), context),
  };
}

/** The unsigned number of `size` bytes at `at`. */
export function unsignedAt(fields: Fields, at: number, size: number): bigint {
  switch (size) {
    case 1:
      return BigInt(fields.u8(at));
    case 2:
      return BigInt(fields.u16(at));
    case 4:
      return BigInt(fields.u32(at));
    default:
      return fields.u64(at);
  }
}

const SCALARS: Readonly<Record<string, FieldType>> = {
  long: wordSized(decimal, true),
  ulong: wordSized(decimal),
  xlong: wordSized(hex),
  ptr: wordSized(pointer),
  ptr64: plain(8, (_context, fields, at) => pointer(fields.u64(at))),
  fd: plain(4, (context, fields, at) => fdNode(context, fields.i32(at))),
  dirfd: plain(4, (context, fields, at) => dirfdNode(context, BigInt(fields.i32(at)))),
  pid: plain(4, (context, fields, at) => processId(context.naming, fields.i32(at))),
  id: plain(4, (_context, fields, at) => idNode(BigInt(fields.u32(at)))),
  dev64: plain(8, (_context, fields, at) => deviceNode(fields.u64(at))),
  str64: plain(8, (context, fields, at) => cstringAt(context, fields.u64(at))),
  path64: plain(8, (context, fields, at) => pathAt(context, fields.u64(at))),
};

const BARE = /^([iuxo])(8|16|32|64)$/;
const OF_SET = /^([ef])(8|16|32|64)\((\w+)\)$/;
const COUNTED = /^(chars|bytes|hex|pad)\((\d+)\)$/;
const ARRAY = /^(.+)\[(\d+)\]$/;

function bare(form: string, size: number): FieldType {
  return plain(size, (_context, fields, at) => {
    const value = unsignedAt(fields, at, size);
    if (form === 'i') return decimal(BigInt.asIntN(size * 8, value));
    return form === 'x' ? hex(value) : form === 'o' ? octal(value) : decimal(value);
  });
}

function counted(form: string, count: number): FieldType {
  const node: FieldType['node'] = (_context, fields, at) => {
    if (form === 'pad') return undefined;
    if (form === 'chars') return charsIn(fields, at, count);
    const string = text(fields.slice(at, count).slice(), fields.address + BigInt(at));
    return form === 'hex' ? { ...string, form: 'hex' } : string;
  };
  return { size: () => count, align: () => 1, node };
}

/** `count` elements of one type, when abbreviating as many as -s. */
export function arrayType(type: FieldType, count: number): FieldType {
  return {
    size: (context) => type.size(context) * count,
    align: (context) => type.align(context),
    node: (context, fields, at) => {
      const items: Decoded[] = [];
      const size = type.size(context);
      const shown = context.options.abbreviate ? Math.min(count, context.options.strings) : count;
      for (let i = 0; i < shown; i++) {
        const item = type.node(context, fields, at + i * size);
        if (item) items.push(item);
      }
      return array(fields.address + BigInt(at), items, shown < count);
    },
  };
}

/** What a word of a description means, the family's own first. Throws an Error that names it when it is none. */
export function typeOf(word: string, own: Readonly<Record<string, FieldType>>): FieldType {
  const known = own[word] ?? SCALARS[word];
  if (known) return known;
  const [, element, count] = ARRAY.exec(word) ?? [];
  if (element) return arrayType(typeOf(element, own), Number(count));
  const scalar = BARE.exec(word);
  if (scalar) return bare(scalar[1] as string, Number(scalar[2]) / 8);
  const chars = COUNTED.exec(word);
  if (chars) return counted(chars[1] as string, Number(chars[2]));
  const constant = OF_SET.exec(word);
  if (!constant) throw new Error(`not a field type: ${word}`);
  const size = Number(constant[2]) / 8;
  const set = constant[3] as string;
  return constant[1] === 'e'
    ? plain(size, (context, fields, at) => oneOf(set, unsignedAt(fields, at, size), context.arch))
    : plain(size, (context, fields, at) => bitsOf(set, unsignedAt(fields, at, size), context.arch));
}
