/**
 * C structures as data: `name:type name:type …` in the order of the header, laid out as the ABI's compiler does, read
 * and decoded field by field. Families describe their structures with it. Must not know any structure.
 *
 * Types: i8 u8 x8 … i64 u64 x64 (signed, unsigned, hexadecimal), o32 (octal), long ulong xlong (the ABI's word),
 * ptr (an address), ptr64 (an address in 64 bits), fd dirfd pid id dev64, chars(N) (up to its NUL), bytes(N), hex(N)
 * (bytes as `\x…`), e16(SET) f32(SET) (one of, flags of a constant set), str64 path64 (strings behind a 64-bit address),
 * pad(N), or a type given by the family. TYPE[N] is an array. Behind the name, `?` leaves a zero field out, `*` leaves
 * it out when abbreviating, which then ends the structure in `...`; `-` never shows it; `>` shows it at exit only; `=`
 * behind the others, at exit as `before => after`. `+` in front of the name: there when the field in front of it is, zero
 * where the program's structure is too short for it.
 */
import { bitsOf, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded, FieldNode, StructNode } from '../decoded.ts';
import { array, decimal, hex, octal, pointer, processId, text, withComment, withField } from '../nodes.ts';
import { charsIn, cstringAt, Fields, fieldBeyond, fieldsAt, pathAt } from '../reading.ts';
import { deviceNode, dirfdNode, fdNode, idNode } from './scalars.ts';

export interface FieldType {
  size(context: DecodeContext): number;
  /** Natural alignment, capped by the ABI. */
  align(context: DecodeContext): number;
  /** Undefined leaves the field out. */
  node(context: DecodeContext, fields: Fields, offset: number): Decoded | undefined;
}

type Mode = 'always' | 'set' | 'detail' | 'never' | 'exit' | 'both';

interface Member {
  readonly name: string;
  readonly type: FieldType;
  readonly mode: Mode;
  readonly joined: boolean;
}

export interface Layout {
  readonly members: readonly Member[];
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

/** A structure inside another. */
export function structType(layout: () => Layout): FieldType {
  return {
    size: (context) => layoutSize(context, layout()),
    align: (context) => Math.max(1, ...layout().members.map(({ type }) => type.align(context))),
    node: (context, fields, at) => {
      const size = layoutSize(context, layout());
      return structIn(context, fields.at(at, size), layout());
    },
  };
}

function typeOf(word: string, own: Readonly<Record<string, FieldType>>): FieldType {
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

const MODES: Readonly<Record<string, Mode>> = { '?': 'set', '*': 'detail', '-': 'never', '>': 'exit', '=': 'both' };

/**
 * A description, read when its structure is first met: there are hundreds, of which a run meets few. What reads it throws
 * an Error that names the word when it is not one: families are checked by a unit test.
 */
export function layout(description: string, own: Readonly<Record<string, FieldType>> = {}): Layout {
  let members: readonly Member[] | undefined;
  return {
    get members() {
      members ??= membersOf(description, own);
      return members;
    },
  };
}

function membersOf(description: string, own: Readonly<Record<string, FieldType>>): Member[] {
  return description
    .trim()
    .split(/\s+/)
    .map((word): Member => {
      const match = /^(\+?)(\w*)([?*>=-]?):(.+)$/.exec(word);
      if (!match) throw new Error(`not a field: ${word}`);
      return {
        name: match[2] as string,
        type: typeOf(match[4] as string, own),
        mode: MODES[match[3] ?? ''] ?? 'always',
        joined: match[1] === '+',
      };
    });
}

/** The members with their offsets; the last is the end of the structure. */
function offsets(context: DecodeContext, { members }: Layout): number[] {
  const list: number[] = [];
  let at = 0;
  let widest = 1;
  for (const { type } of members) {
    const align = type.align(context);
    widest = Math.max(widest, align);
    at = Math.ceil(at / align) * align;
    list.push(at);
    at += type.size(context);
  }
  list.push(Math.ceil(at / widest) * widest);
  return list;
}

/** sizeof. */
export function layoutSize(context: DecodeContext, of: Layout): number {
  return offsets(context, of)[of.members.length] as number;
}

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

export interface StructOptions {
  /** Fields at or beyond this offset are not there: the program's structure is an older, shorter one. */
  readonly available?: number;
  /** Bytes that are there of a value that was cut: the field that the cut is in is shown as bytes, as strace does. */
  readonly cut?: number;
  /** Bytes that are not zero follow what is known: `...`. */
  readonly more?: boolean;
  /** What lies beyond the known fields is `...` when abbreviating, not bytes. */
  readonly briefly?: boolean;
  /** Fields that this value does not use. */
  readonly hides?: (name: string, fields: Fields) => boolean;
}

const cutField = (fields: Fields, offset: number, length: number): Decoded => ({
  ...text(fields.slice(offset, length).slice(), fields.address + BigInt(offset)),
  form: 'hex',
});

/** The field as it was at entry, and as it is. */
function changedField({ before, phase }: DecodeContext, name: string, after: Decoded): Decoded {
  const then = before?.kind === 'struct' ? before.fields.find((field) => field.name === name)?.node : undefined;
  return then && phase === 'exit' ? { kind: 'change', before: then, after } : after;
}

/** The structure in bytes that are there whole. */
export function structIn(context: DecodeContext, fields: Fields, of: Layout, options: StructOptions = {}): StructNode {
  const { abbreviate, details } = context.options;
  const at = offsets(context, of);
  const available = options.available ?? Number.POSITIVE_INFINITY;
  const cut = options.cut ?? Number.POSITIVE_INFINITY;
  const kept: FieldNode[] = [];
  // What the kernel adds stands behind what the program gave.
  const added: FieldNode[] = [];
  let more = options.more ?? false;
  let from = 0;
  of.members.forEach(({ name, type, mode, joined }, i) => {
    const offset = at[i] as number;
    if (!joined) from = offset;
    if (mode === 'never' || (mode === 'exit' && context.phase === 'entry')) return;
    if (from >= available || offset >= cut || options.hides?.(name, fields)) return;
    if (mode === 'set' && isZero(fields.slice(offset, type.size(context)))) return;
    const isDetail = mode === 'detail' && abbreviate;
    more ||= isDetail;
    if (isDetail && !details) return;
    const isCut = offset + type.size(context) > cut;
    const now = isCut ? cutField(fields, offset, cut - offset) : type.node(context, fields, offset);
    const node = now && mode === 'both' ? changedField(context, name, now) : now;
    const list = mode === 'exit' || mode === 'both' ? added : kept;
    if (node) list.push(isDetail ? { name, node, detail: true } : { name, node });
  });
  return { kind: 'struct', fields: added.length === 0 ? kept : [...kept, ...added], more, address: fields.address };
}

/** The structure at an address; the address itself where it can't be read. */
export function structOf(context: DecodeContext, address: bigint, of: Layout, options: StructOptions = {}): Decoded {
  const fields = fieldsAt(context, address, layoutSize(context, of));
  return fields ? structIn(context, fields, of, options) : pointer(address);
}

/** No structure is read beyond it. */
const PAGE = 4096;

/**
 * A structure that says its size (openat2, bpf, clone3 …): missing fields are left out, and what is beyond the known
 * ones is shown when it is not zero.
 */
export function sizedStruct(
  context: DecodeContext,
  address: bigint,
  size: bigint,
  of: Layout,
  options: StructOptions = {},
): Decoded {
  const known = layoutSize(context, of);
  const length = Number(size < BigInt(known) ? size : BigInt(known));
  const fields = length === 0 ? undefined : fieldsAt(context, address, length);
  if (!fields) return pointer(address);
  const whole = new Uint8Array(known);
  whole.set(fields.bytes);
  const node = structIn(context, new Fields(whole, address, context.word), of, { ...options, available: length });
  const rest = fieldBeyond(context, address, known, size, options.briefly ? PAGE : undefined);
  if (!rest || !options.briefly) return withField(node, rest);
  // bpf's spelling of it.
  const { name, node: bytes } = rest;
  return context.options.abbreviate
    ? { ...node, more: true }
    : withField(node, { name: 'extra_data', node: withComment(bytes, name) });
}

/** A structure of which the kernel gave `length` bytes: what it would have more is not there. */
export function cutStruct(context: DecodeContext, address: bigint, length: number, of: Layout): Decoded {
  const known = layoutSize(context, of);
  if (length <= 0) return pointer(address);
  const fields = fieldsAt(context, address, Math.min(length, known));
  if (!fields) return pointer(address);
  const whole = new Uint8Array(known);
  whole.set(fields.bytes);
  return structIn(context, new Fields(whole, address, context.word), of, { cut: fields.length });
}
