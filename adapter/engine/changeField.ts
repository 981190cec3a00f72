/**
 * Setting a part of a structure or an array by its name. Decoders say what bytes mean and not where a field came from,
 * so its place is found by asking them: the call is decoded again over memory with one byte changed at a time, and what
 * changes the field are its bytes. A value is written only when the decoder then reads it back. Touches no tracee.
 */
import type { ExpressionValue } from '../breakpoints/scope.ts';
import type { DecodedCall } from '../syscalls/call.ts';
import type { Memory } from '../syscalls/context.ts';
import type { Decoded } from '../syscalls/decoded.ts';
import { printNode } from '../syscalls/print.ts';
import { expressionValue } from '../syscalls/value.ts';
import type { Path } from '../tamper/action.ts';
import { TamperError } from '../tamper/values.ts';

/** Bytes behind a structure's address that are tried. */
const WINDOW = 512;

export interface FieldBytes {
  readonly address: bigint;
  readonly bytes: Uint8Array;
  readonly was: string;
}

/** Where fields were found: from the structure's address on, by call and name. */
export type Places = Map<string, { readonly first: number; readonly width: number }>;

const MOST_PLACES = 1000;

/**
 * Bytes that give the field this value. Throws a TamperError where it can't be done. `decode`: the call over a memory.
 * A place that is known is tried first; it counts only if the value is read back from there.
 */
export function fieldBytes(
  memory: Memory,
  decode: (memory: Memory) => DecodedCall,
  argument: string,
  path: Path,
  value: ExpressionValue,
  places: Places = new Map(),
): FieldBytes {
  const name = argument + path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  const call = decode(memory);
  const root = call.args.find((one) => one.name === argument)?.node;
  const found = root && walk(root, path);
  if (!found) throw new TamperError(`${call.name} has no ${name} here.`);
  const { leaf, base } = found;
  const bytes = base === 0n ? undefined : memory.readSome(base, WINDOW);
  if (!bytes) throw new TamperError(`${name} is in no memory that can be read.`);
  const read = (changed: Uint8Array): ExpressionValue => {
    const again = decode(overlay(memory, base, changed)).args.find((one) => one.name === argument)?.node;
    const node = again && walk(again, path)?.leaf;
    return node && expressionValue(node);
  };
  const at = (first: number, width: number): FieldBytes | undefined => {
    for (const candidate of encodings(value, width)) {
      const changed = Uint8Array.from(bytes);
      if (first + width > changed.length) return undefined;
      changed.set(candidate, first);
      if (same(read(changed), value, width)) {
        return { address: base + BigInt(first), bytes: candidate, was: printNode(leaf) };
      }
    }
    return undefined;
  };
  const key = `${call.arch} ${call.nr} ${name}`;
  const known = places.get(key);
  const there = known && at(known.first, known.width);
  if (there) return there;
  const changing = bytesOf(bytes, read, expressionValue(leaf));
  const [first] = changing;
  const last = changing.at(-1);
  if (first === undefined || last === undefined) throw new TamperError(`${name} is not a value that can be set.`);
  const width = last - first + 1;
  const fresh = at(first, width);
  if (!fresh) throw new TamperError(`${name} has ${width} bytes and can't be that value.`);
  if (places.size >= MOST_PLACES) places.clear();
  places.set(key, { first, width });
  return fresh;
}

/** The bytes that change the value. One that makes the field vanish is another field's (a family, a count). */
function bytesOf(
  bytes: Uint8Array,
  read: (changed: Uint8Array) => ExpressionValue,
  before: ExpressionValue,
): readonly number[] {
  const places: number[] = [];
  for (let place = 0; place < bytes.length; place++) {
    const changed = Uint8Array.from(bytes);
    changed[place] = (bytes[place] as number) ^ 0xff;
    const now = read(changed);
    if (now !== undefined && now !== before) places.push(place);
    // A field is in one place.
    else if (places.length > 0 && place > (places.at(-1) as number) + 8) break;
  }
  return places;
}

function walk(root: Decoded, path: Path): { readonly leaf: Decoded; readonly base: bigint } | undefined {
  let node = now(root);
  let base = addressOf(node);
  for (const part of path) {
    const next =
      typeof part === 'number'
        ? node.kind === 'array'
          ? node.items[part]
          : undefined
        : node.kind === 'struct'
          ? node.fields.find((field) => field.name === part)?.node
          : undefined;
    if (!next) return undefined;
    node = now(next);
    base = addressOf(node) || base;
  }
  const isValue = node.kind !== 'struct' && node.kind !== 'array' && node.kind !== 'pointer';
  return isValue ? { leaf: node, base } : undefined;
}

const now = (node: Decoded): Decoded => (node.kind === 'change' ? node.after : node);

function addressOf(node: Decoded): bigint {
  return node.kind === 'struct' || node.kind === 'array' || node.kind === 'string' ? node.address : 0n;
}

function overlay(memory: Memory, base: bigint, bytes: Uint8Array): Memory {
  const patched = (address: bigint, read: Uint8Array | undefined): Uint8Array | undefined => {
    if (!read) return undefined;
    const offset = Number(address - base);
    for (let place = 0; place < read.length; place++) {
      const from = offset + place;
      if (from >= 0 && from < bytes.length) read[place] = bytes[from] as number;
    }
    return read;
  };
  return {
    read: (address, length) => patched(address, memory.read(address, length)),
    readSome: (address, max) => patched(address, memory.readSome(address, max)),
  };
}

function* encodings(value: ExpressionValue, width: number): Generator<Uint8Array> {
  if (typeof value === 'string') {
    const text = Buffer.from(value, 'utf8');
    if (text.length > width) return;
    const padded = new Uint8Array(width);
    padded.set(text);
    yield padded;
    return;
  }
  if (typeof value !== 'bigint' || width > 8) return;
  const little = new Uint8Array(8);
  new DataView(little.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  const bytes = little.slice(0, width);
  yield bytes;
  // Network order: ports and addresses.
  yield bytes.toReversed();
}

function same(read: ExpressionValue, wanted: ExpressionValue, width: number): boolean {
  if (typeof read === 'bigint' && typeof wanted === 'bigint') {
    return BigInt.asUintN(width * 8, read) === BigInt.asUintN(width * 8, wanted) && (read === wanted || wanted < 0n);
  }
  return read === wanted;
}
