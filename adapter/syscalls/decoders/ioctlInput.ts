/**
 * Requests of input devices: most carry their size, the event type or the axis in their number (linux/input.h). Must
 * not know the other requests.
 */
import { oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { ArrayNode, Decoded } from '../decoded.ts';
import { array, decimal, hex, pointer, struct } from '../nodes.ts';
import { bytesAt, Fields, fieldsAt } from '../reading.ts';
import { layout, structOf } from './layout.ts';

const AXIS = layout('value:i32 minimum:i32 maximum*:i32 fuzz*:i32 flat*:i32 resolution*:i32');

/** Codes of one kind: their constants, and how many the kernel has (…_MAX + 1). */
type Codes = readonly [set: string, count: number];

const EVENTS: Codes = ['input_events', 0x20];
const KEYS: Codes = ['input_keys', 0x300];
const SWITCHES: Codes = ['input_switches', 0x11];
const LEDS: Codes = ['input_leds', 0x10];
const SOUNDS: Codes = ['input_sounds', 8];

/** By EV_*. */
const CODES = new Map<number, Codes>([
  [0x00, ['input_sync', 0x10]],
  [0x01, KEYS],
  [0x02, ['input_relative_axes', 0x10]],
  [0x03, ['input_axes', 0x40]],
  [0x04, ['input_miscellaneous', 8]],
  [0x05, SWITCHES],
  [0x11, LEDS],
  [0x12, SOUNDS],
  [0x14, ['input_repeats', 2]],
  [0x15, ['input_effects', 0x80]],
]);

/** Requests for a set of bits, by their number. */
const SETS = new Map<number, Codes>([
  [0x09, ['input_properties', 0x20]],
  [0x18, KEYS],
  [0x19, LEDS],
  [0x1a, SOUNDS],
  [0x1b, SWITCHES],
  [0x20, EVENTS],
]);
const STRINGS = new Set([0x06, 0x07, 0x08]);
const SLOTS = 0x0a;
const MORE_BITS = 4;
/** Of any device's answer. */
const BYTES_MAX = 1024;

/** The bits that the kernel filled in, as many bytes as the call returned: the codes that are set. */
function bits(context: DecodeContext, address: bigint, [set, count]: Codes): Decoded {
  const { word } = context;
  const length = Number(context.result?.value ?? 0n);
  const bytes = length > 0 ? context.memory.read(address, Math.min(length, BYTES_MAX)) : undefined;
  if (!bytes) return pointer(address);
  const known = Math.min(bytes.length, Math.ceil(count / 8));
  const padded = new Uint8Array(Math.ceil(known / word) * word);
  padded.set(bytes.subarray(0, padded.length));
  const fields = new Fields(padded, address, word);
  const words: Decoded[] = [];
  for (let at = 0; at < padded.length; at += word) words.push(hex(fields.ulong(at)));
  const codes: Decoded[] = [];
  for (let code = 0; code < Math.min(count, bytes.length * 8); code++)
    if (((bytes[code >> 3] as number) >> (code & 7)) & 1) codes.push(oneOf(set, BigInt(code), context.arch));
  const node: ArrayNode = { ...array(address, codes), separator: ' ', plain: array(address, words) };
  return context.options.abbreviate ? { ...node, brief: MORE_BITS } : node;
}

function slots(context: DecodeContext, address: bigint, size: number): Decoded {
  const fields = size >= 4 ? fieldsAt(context, address, size) : undefined;
  if (!fields) return pointer(address);
  const values: Decoded[] = [];
  for (let at = 4; at + 4 <= size; at += 4) values.push(decimal(fields.i32(at)));
  return struct(address, [
    ['code', oneOf('input_slot_axes', BigInt(fields.u32(0)), context.arch)],
    ['values', array(address + 4n, values)],
  ]);
}

const READ = 2;
const WRITE = 1;

/** The argument of a request whose number has a parameter, or undefined when the request is none. */
export function inputRequest(context: DecodeContext, request: bigint, value: bigint): Decoded | undefined {
  const number = Number(request & 0xffn);
  const size = Number((request >> 16n) & 0x3fffn);
  const direction = Number(request >> 30n);
  if (((request >> 8n) & 0xffn) !== 0x45n) return undefined;
  if (direction === WRITE && number >= 0xc0) return structOf(context, value, AXIS);
  if (direction !== READ) return undefined;
  const isDone = context.phase === 'exit' && context.result?.isError === false;
  if (number >= 0x40 && number < 0x80) return isDone ? structOf(context, value, AXIS) : pointer(value);
  const set = SETS.get(number) ?? (number > 0x20 && number < 0x40 ? CODES.get(number - 0x20) : undefined);
  if (set !== undefined) return isDone ? bits(context, value, set) : pointer(value);
  if (STRINGS.has(number)) return isDone ? bytesAt(context, value, context.result?.value ?? 0n) : pointer(value);
  if (number === SLOTS) return isDone ? slots(context, value, size) : pointer(value);
  return undefined;
}

/** Whether the kernel fills the argument in. */
export const isInputAnswer = (request: bigint): boolean =>
  ((request >> 8n) & 0xffn) === 0x45n && Number(request >> 30n) === READ;
