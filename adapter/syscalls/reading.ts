/**
 * Bounded reads of a tracee's memory for decoders: fixed structures, arrays, strings. Nothing here trusts a length
 * that came from the tracee. Must not know what the bytes mean.
 */
import type { DecodeContext } from './context.ts';
import type { Decoded, FieldNode, StringNode } from './decoded.ts';
import { array, NO_BYTES, named, pointer, text } from './nodes.ts';

/** linux/limits.h: PATH_MAX without its NUL. */
const PATH_MAX = 4095;
/** Most of a string that is ever read, whatever the -s option says. */
const STRING_MAX = 1 << 20;
/** Elements of an array that are shown when nothing bounds it by itself (strace's max_strlen does the same). */
const ARRAY_MAX = 4096;

/** One more than the last address. */
const ADDRESSES = 1n << 64n;

/** Little-endian fields of one structure that was read whole. Offsets are in bytes. */
export class Fields {
  readonly bytes: Uint8Array;
  readonly address: bigint;
  readonly word: 4 | 8;
  private readonly view: DataView;

  constructor(bytes: Uint8Array, address: bigint, word: 4 | 8) {
    this.bytes = bytes;
    this.address = address;
    this.word = word;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }
  u8(offset: number): number {
    return this.view.getUint8(offset);
  }
  u16(offset: number): number {
    return this.view.getUint16(offset, true);
  }
  /** Network order, as ports are. */
  u16be(offset: number): number {
    return this.view.getUint16(offset, false);
  }
  i16(offset: number): number {
    return this.view.getInt16(offset, true);
  }
  u32(offset: number): number {
    return this.view.getUint32(offset, true);
  }
  u32be(offset: number): number {
    return this.view.getUint32(offset, false);
  }
  i32(offset: number): number {
    return this.view.getInt32(offset, true);
  }
  u64(offset: number): bigint {
    return this.view.getBigUint64(offset, true);
  }
  i64(offset: number): bigint {
    return this.view.getBigInt64(offset, true);
  }
  /** `unsigned long` or a pointer of the call's ABI. */
  ulong(offset: number): bigint {
    return this.word === 8 ? this.u64(offset) : BigInt(this.u32(offset));
  }
  /** `long` of the call's ABI. */
  long(offset: number): bigint {
    return this.word === 8 ? this.i64(offset) : BigInt(this.i32(offset));
  }
  slice(offset: number, length: number): Uint8Array {
    return this.bytes.subarray(offset, offset + length);
  }
  /** The bytes of a char array up to its NUL. */
  chars(offset: number, length: number): Uint8Array {
    const part = this.slice(offset, length);
    const end = part.indexOf(0);
    return end < 0 ? part : part.subarray(0, end);
  }
  /** A structure inside this one. */
  at(offset: number, length: number): Fields {
    return new Fields(this.slice(offset, length), this.address + BigInt(offset), this.word);
  }
}

/** A char array that holds a string: all but its last byte, and `...`, where no NUL ends it. */
export function charsIn(fields: Fields, offset: number, length: number): StringNode {
  const bytes = fields.chars(offset, length);
  const isEnded = bytes.length < length;
  const shown = isEnded ? bytes : bytes.subarray(0, length - 1);
  return text(shown.slice(), fields.address + BigInt(offset), !isEnded);
}

/** One structure of `size` bytes, or undefined when the address is NULL or not readable. */
export function fieldsAt(
  context: DecodeContext,
  address: bigint,
  size: number,
  word = context.word,
): Fields | undefined {
  if (address === 0n || size > STRING_MAX) return undefined;
  const bytes = context.memory.read(address, size);
  return bytes && new Fields(bytes, address, word);
}

/** A structure whose fields are decoded by `body`; an address that can't be read stays one. */
export function structAt(
  context: DecodeContext,
  address: bigint,
  size: number,
  body: (fields: Fields) => Decoded,
): Decoded {
  const fields = fieldsAt(context, address, size);
  return fields ? body(fields) : pointer(address);
}

/**
 * `count` elements of `size` bytes each. With `limit` the rest is shown as `...`; without, strace's rule: as many as
 * -s when abbreviating. An element that can't be read ends the array as strace does: `[a, b, ... /* 0x… *\/]`. An array
 * that would go on beyond the address space is none.
 */
export function arrayAt(
  context: DecodeContext,
  address: bigint,
  count: bigint,
  size: number,
  element: (fields: Fields, index: number) => Decoded,
  limit = context.options.abbreviate ? context.options.strings : ARRAY_MAX,
): Decoded {
  if (address === 0n) return pointer(address);
  if (count <= 0n) return array(address, []);
  if (address + count * BigInt(size) > ADDRESSES) return pointer(address);
  const shown = Number(count < BigInt(limit) ? count : BigInt(limit));
  if (shown === 0) return array(address, [], true);
  const whole = fieldsAt(context, address, shown * size);
  const items: Decoded[] = [];
  if (whole) {
    for (let i = 0; i < shown; i++) items.push(element(whole.at(i * size, size), i));
    if (BigInt(shown) === count) return array(address, items);
    // Whether there is more is seen by reading it.
    const end = address + BigInt(shown * size);
    return fieldsAt(context, end, size)
      ? array(address, items, true)
      : { ...array(address, items, true), unreadable: end };
  }
  for (let i = 0; i < shown; i++) {
    const at = address + BigInt(i * size);
    const fields = fieldsAt(context, at, size);
    if (!fields) {
      if (i === 0) return pointer(address);
      return { ...array(address, items, true), unreadable: at };
    }
    items.push(element(fields, i));
  }
  return array(address, items, BigInt(shown) < count);
}

/** A file name: read whole up to PATH_MAX. Unreadable before its NUL: an address. */
export function pathAt(context: DecodeContext, address: bigint): Decoded {
  return terminatedAt(context, address, PATH_MAX, 'path');
}

/** A NUL-terminated string, at most as long as -s. */
export function cstringAt(context: DecodeContext, address: bigint, limit = context.options.strings): Decoded {
  return terminatedAt(context, address, Math.min(limit, STRING_MAX), 'cstring');
}

function terminatedAt(context: DecodeContext, address: bigint, max: number, role: 'path' | 'cstring'): Decoded {
  if (address === 0n) return pointer(address);
  // Most strings are short: a second read only for those that are not. One byte more than is shown, to see the NUL.
  let wanted = Math.min(256, max + 1);
  for (;;) {
    const bytes = context.memory.readSome(address, wanted);
    if (!bytes) return pointer(address);
    const end = bytes.indexOf(0);
    if (end >= 0 && end <= max) {
      return { kind: 'string', bytes: bytes.subarray(0, end), truncated: false, address, role };
    }
    if (bytes.length > max) return { kind: 'string', bytes: bytes.subarray(0, max), truncated: true, address, role };
    if (bytes.length < wanted) return pointer(address);
    wanted = max + 1;
  }
}

/** `length` bytes of which at most -s are read and shown. */
export function bytesAt(
  context: DecodeContext,
  address: bigint,
  length: bigint,
  limit = context.options.strings,
): Decoded {
  if (address === 0n) return pointer(address);
  const shown = Number(length < 0n ? 0n : length < BigInt(limit) ? length : BigInt(limit));
  // One byte more than is shown, as strace asks whether there is more.
  const wanted = BigInt(shown) < length ? shown + 1 : shown;
  const read = shown === 0 ? NO_BYTES : context.memory.read(address, Math.min(wanted, STRING_MAX));
  if (!read) return pointer(address);
  const bytes = read.length > shown ? read.subarray(0, shown) : read;
  const node: StringNode = {
    kind: 'string',
    bytes,
    truncated: length > BigInt(bytes.length),
    address,
    role: 'bytes',
  };
  return node;
}

/** Structures that grew are read up to what the program says, but never more than a page. */
const SIZED_MAX = 4096n;

/**
 * What a structure that says its size has behind the `known` bytes of today, where that is not all zero (the kernel looks
 * at it too): strace's `/* bytes 24..31 *\/ "\x01…"`, and `???` where it can't be read.
 */
export function fieldBeyond(
  context: DecodeContext,
  address: bigint,
  known: number,
  size: bigint,
  limit = context.options.strings,
): FieldNode | undefined {
  const end = Number(size < SIZED_MAX ? size : SIZED_MAX);
  if (end <= known) return undefined;
  const start = address + BigInt(known);
  const bytes = context.memory.read(start, end - known);
  const name = `bytes ${known}..${end - 1}`;
  if (!bytes) return { name, node: named('???', 0), label: 'none' };
  if (bytes.every((byte) => byte === 0)) return undefined;
  const node = text(bytes.slice(0, limit), start, bytes.length > limit);
  return { name, node: { ...node, form: 'hex' }, label: 'comment' };
}

/** What a parameter of a type says: a number, the call's own result (`ret`), or another argument's register. */
export function parameter(context: DecodeContext, name: string | undefined): bigint | undefined {
  if (name === undefined) return undefined;
  if (name === 'ret') return context.result?.isError ? undefined : context.result?.value;
  const first = name.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return BigInt(name);
  return context.argument(name);
}

/** The 32-bit length behind a socklen_t pointer, bounded to what a caller can use. */
export function lengthBehind(context: DecodeContext, address: bigint | undefined): number | undefined {
  if (!address) return undefined;
  return fieldsAt(context, address, 4)?.u32(0);
}
