/**
 * C structures as data: `name:type name:type …` in the order of the header, laid out as the ABI's compiler does, read
 * and decoded field by field. Families describe their structures with it. Must not know any structure.
 *
 * Types: i8 u8 x8 … i64 u64 x64 (signed, unsigned, hexadecimal), o32 (octal), long ulong xlong (the ABI's word),
 * ptr (an address), ptr64 (an address in 64 bits), fd dirfd pid id dev64, chars(N) (up to its NUL), bytes(N), hex(N)
 * (bytes as `\x…`), e16(SET) f32(SET) (one of, flags of a constant set), str64 path64 (strings behind a 64-bit address),
 * pad(N), or a type given by the family. TYPE[N] is an array. Behind the name, `?` leaves a zero field out, `*` leaves
 * it out when abbreviating, which then ends the structure in `...`; `^` too, unless the first field that has it is not
 * zero; `~` too, with the `...` in its place; `-` never shows it; `>` shows it at exit only; `=` behind the others, at
 * exit as `before => after`. `+` in front of the name: there when the field in front of it is, zero where the program's
 * structure is too short for it.
 */
import type { DecodeContext } from '../context.ts';
import type { Decoded, FieldNode, StructNode } from '../decoded.ts';
import { pointer, text, withComment, withField } from '../nodes.ts';
import { Fields, fieldBeyond, fieldsAt } from '../reading.ts';
import { type FieldType, typeOf } from './fieldTypes.ts';

export { arrayType, type FieldType, unsignedAt, wideAlign } from './fieldTypes.ts';

type Mode = 'always' | 'set' | 'detail' | 'led' | 'gap' | 'never' | 'exit' | 'both';

interface Member {
  readonly name: string;
  readonly type: FieldType;
  readonly mode: Mode;
  readonly joined: boolean;
}

export interface Layout {
  readonly members: readonly Member[];
  /** The first field of mode `^`, or -1. */
  readonly leader: number;
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

const MODES: Readonly<Record<string, Mode>> = {
  '?': 'set',
  '*': 'detail',
  '^': 'led',
  '~': 'gap',
  '-': 'never',
  '>': 'exit',
  '=': 'both',
};

/**
 * A description, read when its structure is first met: there are hundreds, of which a run meets few. What reads it throws
 * an Error that names the word when it is not one: families are checked by a unit test.
 */
export function layout(description: string, own: Readonly<Record<string, FieldType>> = {}): Layout {
  let members: readonly Member[] | undefined;
  let leader: number | undefined;
  return {
    get members() {
      members ??= membersOf(description, own);
      return members;
    },
    get leader() {
      leader ??= this.members.findIndex(({ mode }) => mode === 'led');
      return leader;
    },
  };
}

function membersOf(description: string, own: Readonly<Record<string, FieldType>>): Member[] {
  return description
    .trim()
    .split(/\s+/)
    .map((word): Member => {
      const match = /^(\+?)(\w*)([?*^~>=-]?):(.+)$/.exec(word);
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
  const led = of.members[of.leader];
  const isLed = led !== undefined && !isZero(fields.slice(at[of.leader] as number, led.type.size(context)));
  let from = 0;
  let gap = false;
  of.members.forEach(({ name, type, mode, joined }, i) => {
    const offset = at[i] as number;
    if (!joined) from = offset;
    if (mode === 'never' || (mode === 'exit' && context.phase === 'entry')) return;
    if (from >= available || offset >= cut || options.hides?.(name, fields)) return;
    if (mode === 'set' && isZero(fields.slice(offset, type.size(context)))) return;
    const isDetail = (mode === 'detail' || mode === 'gap' || (mode === 'led' && !isLed)) && abbreviate;
    more ||= isDetail && mode !== 'gap';
    if (isDetail) gap = mode === 'gap';
    if (isDetail && !details) return;
    const isCut = offset + type.size(context) > cut;
    const now = isCut ? cutField(fields, offset, cut - offset) : type.node(context, fields, offset);
    const node = now && mode === 'both' ? changedField(context, name, now) : now;
    const list = mode === 'exit' || mode === 'both' ? added : kept;
    if (!node) return;
    if (isDetail) list.push({ name, node, detail: true });
    else if (!gap) list.push({ name, node });
    else {
      gap = false;
      list.push({ name, node, gap: true });
    }
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
