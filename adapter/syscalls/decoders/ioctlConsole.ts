/**
 * Requests of consoles whose structures point to fonts and maps, or name keys (linux/kd.h, linux/keyboard.h). Must not
 * know the other requests.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { call, decimal, hex, named, pointer, struct, withComment } from '../nodes.ts';
import { printNode } from '../print.ts';
import { arrayAt, bytesAt, cstringAt, type Fields, fieldsAt } from '../reading.ts';
import { character } from './ioctlFields.ts';

type Special = (context: DecodeContext, address: bigint) => Decoded;

const isEntry = (context: DecodeContext): boolean => context.phase === 'entry';

/** A structure read whole. */
const of =
  (size: (word: number) => number, decode: (context: DecodeContext, fields: Fields) => Decoded): Special =>
  (context, address) => {
    const fields = fieldsAt(context, address, size(context.word));
    return fields ? decode(context, fields) : pointer(address);
  };

const ESCAPES = { '\t': '\\t', '\n': '\\n', '\v': '\\v', '\f': '\\f', '\r': '\\r' };
const letter = (byte: number): Decoded => character(byte, ESCAPES);

/** Key codes of the tables: types whose values are characters. */
const CHARACTERS = new Set(['KT_LATIN', 'KT_META', 'KT_LETTER', 'KT_DEAD2']);

/** What a key of a table means: by its name, or as K(type, value). */
function keyValue(context: DecodeContext, value: number): Decoded {
  const known = nameIn('keyboard_values', BigInt(value), context.arch);
  if (known !== undefined) return withComment(hex(value), known);
  const type = nameIn('keyboard_types', BigInt(value >> 8), context.arch);
  const low = value & 0xff;
  const parts = [
    type === undefined ? hex(value >> 8) : named(type, value >> 8),
    type !== undefined && CHARACTERS.has(type) ? letter(low) : hex(low),
  ];
  return withComment(hex(value), printNode(call('K', parts, BigInt(value))));
}

function keyTable(context: DecodeContext, value: number): Decoded {
  const name = nameIn('keyboard_tables', BigInt(value), context.arch);
  return name === undefined ? bitsOf('keyboard_shifts', BigInt(value), context.arch) : named(name, value);
}

/** struct kbentry; `isAsked`: the value is the kernel's. */
const entry = (isAsked: boolean): Special =>
  of(
    () => 4,
    (context, fields) =>
      struct(fields.address, [
        ['kb_table', keyTable(context, fields.u8(0))],
        ['kb_index', decimal(fields.u8(1))],
        ['kb_value', isAsked && isEntry(context) ? undefined : keyValue(context, fields.u16(2))],
      ]),
  );

const STRING_MAX = 512;
/** KT_FN, of which a function key is one. */
const FUNCTIONS = 0x100;

/** struct kbsentry. */
const keyString = (isAsked: boolean): Special =>
  of(
    () => 1,
    (context, fields) => {
      const limit = Math.min(context.options.strings, STRING_MAX);
      const text = isAsked && isEntry(context) ? undefined : cstringAt(context, fields.address + 1n, limit);
      const key = oneOf('keyboard_values', BigInt(FUNCTIONS | fields.u8(0)), context.arch);
      return struct(fields.address, [
        ['kb_func', call('KVAL', [key], BigInt(fields.u8(0)))],
        ['kb_string', text?.kind === 'pointer' ? named('???', text.address) : text],
      ]);
    },
  );

const ACCENTS_MAX = 256;

/** struct kbdiacrs: characters of a code page; struct kbdiacrsuc: of Unicode. */
const accents = (field: string, size: number, part: (fields: Fields, index: number) => Decoded): Special =>
  of(
    () => 4,
    (context, fields) => {
      const count = fields.u32(0);
      const list = arrayAt(context, fields.address + 4n, BigInt(Math.min(count, ACCENTS_MAX)), size, (one) =>
        struct(one.address, [
          ['diacr', part(one, 0)],
          ['base', part(one, 1)],
          ['result', part(one, 2)],
        ]),
      );
      return struct(fields.address, [
        ['kb_cnt', decimal(count)],
        [field, list],
      ]);
    },
  );

/** struct unipair. */
const unicodes = (context: DecodeContext, address: bigint, count: number): Decoded =>
  arrayAt(context, address, BigInt(count), 4, (one) =>
    struct(one.address, [
      ['unicode', hex(one.u16(0))],
      ['fontpos', hex(one.u16(2))],
    ]),
  );

/** struct unimapdesc: the kernel says how many there are even where there was no room. */
const unicodeMap = (isAsked: boolean): Special =>
  of(
    (word) => 2 * word,
    (context, fields) => {
      const count = decimal(fields.u16(0));
      const list = fields.ulong(context.word);
      const { before, result } = context;
      const given = before?.kind === 'struct' ? before.fields[0]?.node : undefined;
      const isFilled = !isAsked || (!isEntry(context) && result?.isError !== true);
      return struct(fields.address, [
        ['entry_ct', isAsked && given ? { kind: 'change', before: given, after: count } : count],
        ['entries', isFilled ? unicodes(context, list, fields.u16(0)) : pointer(list)],
      ]);
    },
  );

/** A glyph's rows in memory, whatever its height. */
const ROWS = 32;

function glyphs(context: DecodeContext, address: bigint, count: number, width = 8): Decoded {
  const node = bytesAt(context, address, BigInt(count) * BigInt(Math.ceil(width / 8) * ROWS));
  return node.kind === 'string' ? { ...node, form: 'hex' } : node;
}

/** struct consolefontdesc. */
const font = (isAsked: boolean): Special =>
  of(
    (word) => 2 * word,
    (context, fields) => {
      const data = fields.ulong(context.word === 8 ? 8 : 4);
      return struct(fields.address, [
        ['charcount', decimal(fields.u16(0))],
        ['charheight', decimal(fields.u16(2))],
        ['chardata', isAsked && isEntry(context) ? pointer(data) : glyphs(context, data, fields.u16(0))],
      ]);
    },
  );

/** KD_FONT_OP_*: those with glyphs that the program gives, and that it gets. */
const GIVES = new Set([0, 4]);
const GETS = new Set([1, 5]);
const SET_DEFAULT = 2;
const COPY = 3;

/** struct console_font_op as its operation uses it. */
const fontOperation: Special = of(
  (word) => 5 * 4 + (word === 8 ? 4 : 0) + word,
  (context, fields) => {
    const operation = fields.u32(0);
    const data = fields.ulong(context.word === 8 ? 24 : 20);
    const [width, height, count] = [8, 12, 16].map((at) => fields.u32(at)) as [number, number, number];
    const before = context.before;
    const isDone = !isEntry(context);
    if (isDone && before && (context.result?.isError || GIVES.has(operation) || operation === COPY)) return before;
    const isDefault = operation === SET_DEFAULT;
    const isCopy = operation === COPY;
    const shown: (readonly [string, Decoded | undefined])[] = [
      ['op', isDone ? undefined : oneOf('console_font_operations', BigInt(operation), context.arch)],
      [
        'flags',
        isDone || isDefault || isCopy ? undefined : bitsOf('console_font_flags', BigInt(fields.u32(4)), context.arch),
      ],
      ['width', isCopy ? undefined : decimal(width)],
      ['height', decimal(height)],
      ['charcount', isDefault || isCopy ? undefined : decimal(count)],
      ['data', isCopy ? undefined : fontData(context, operation, data, count, width)],
    ];
    const node = struct(fields.address, shown);
    return isDone && before ? { kind: 'change', before, after: node } : node;
  },
);

/** A font's name, or its glyphs where they are known by then. */
function fontData(
  context: DecodeContext,
  operation: number,
  address: bigint,
  count: number,
  width: number,
): Decoded | undefined {
  if (operation === SET_DEFAULT) return isEntry(context) ? cstringAt(context, address) : undefined;
  const isKnown = isEntry(context) ? GIVES.has(operation) : GETS.has(operation);
  return isKnown ? glyphs(context, address, count, width) : pointer(address);
}

export const CONSOLE_REQUESTS: Readonly<Record<string, Special>> = {
  kbentry: entry(false),
  kbentry_got: entry(true),
  kbsentry: keyString(false),
  kbsentry_got: keyString(true),
  accents: accents('kbdiacr', 3, (fields, index) => letter(fields.u8(index))),
  accents_unicode: accents('kbdiacruc', 12, (fields, index) => hex(fields.u32(4 * index))),
  unimap: unicodeMap(false),
  unimap_got: unicodeMap(true),
  console_font: font(false),
  console_font_got: font(true),
  font_operation: fontOperation,
};
