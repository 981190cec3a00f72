/**
 * Types of fields that only the structures of ioctl have. Must not know the structures.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, call, decimal, hex, named, struct, text, withComment } from '../nodes.ts';
import { printNode } from '../print.ts';
import { charsIn, type Fields } from '../reading.ts';
import { callName } from './callName.ts';
import { type FieldType, wideAlign } from './layout.ts';
import { deviceNode, fdNode } from './scalars.ts';
import { terminated } from './sockaddrParts.ts';
import { withTime } from './times.ts';

/** A name in an array that should hold its NUL. */
const name = (size: number): FieldType => ({
  size: () => size,
  align: () => 1,
  node: (_context, fields, at) => terminated(fields, at, size),
});

/** Bytes of which -s says how many are shown. */
const bytes = (size: number): FieldType => ({
  size: () => size,
  align: () => 1,
  node: (context, fields, at) => {
    const shown = Math.min(size, context.options.strings);
    return text(fields.slice(at, shown).slice(), fields.address + BigInt(at), shown < size);
  },
});

/** The same, always as `\\x…`. */
const sample = (size: number): FieldType => ({
  size: () => size,
  align: () => 1,
  node: (context, fields, at) => {
    const shown = Math.min(size, context.options.strings);
    return { ...text(fields.slice(at, shown).slice(), fields.address + BigInt(at), shown < size), form: 'hex' };
  },
});

const word = (node: FieldType['node']): FieldType => ({ size: () => 4, align: () => 4, node });

/** `'a'`, `'\\''`, `'\\x07'`; by their letters those that `escapes` has. */
export function character(byte: number, escapes: Readonly<Record<string, string>> = {}): Decoded {
  const text = String.fromCharCode(byte);
  const isPlain = byte >= 0x20 && byte < 0x7f;
  const shown = isPlain ? text.replace(/['\\]/, '\\$&') : (escapes[text] ?? `\\x${byte.toString(16).padStart(2, '0')}`);
  return named(`'${shown}'`, byte);
}

/** linux/videodev2.h: v4l2_fourcc. */
const fourcc = word((_context, fields, at) =>
  call(
    'v4l2_fourcc',
    [...fields.slice(at, 4)].map((byte) => character(byte)),
    BigInt(fields.u32(at)),
  ),
);

/** The same with its name, where it has one. */
const format = (set: string): FieldType =>
  word((context, fields, at) => {
    const node = call(
      'v4l2_fourcc',
      [...fields.slice(at, 4)].map((byte) => character(byte)),
      BigInt(fields.u32(at)),
    );
    const known = nameIn(set, BigInt(fields.u32(at)), context.arch);
    return known === undefined ? node : withComment(node, known);
  });

/** V4L2_CTRL_FLAG_NEXT_CTRL and V4L2_CTRL_FLAG_NEXT_COMPOUND. */
const NEXT_CONTROL = 0xc0000000 | 0;

/** Where the first class of controls begins: what is below are values of menus. */
const CONTROLS = 0x980000;

/** V4L2_CID_*, and which next one is asked for. */
export function controlNode(context: DecodeContext, value: number): Decoded {
  const number = (value & ~NEXT_CONTROL) >>> 0;
  const id =
    number < CONTROLS ? withComment(hex(number), 'V4L2_CID_???') : oneOf('v4l2_controls', BigInt(number), context.arch);
  if ((value & NEXT_CONTROL) === 0) return id;
  const next = bitsOf('v4l2_control_next', BigInt((value & NEXT_CONTROL) >>> 0), context.arch);
  return named(`${printNode(next)}|${printNode(id)}`, value);
}

/** 16 bytes, shown as people write it: in groups of hexadecimal digits. */
export function uuidNode(fields: Fields, at: number): Decoded {
  const digits = [...fields.slice(at, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const name = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { kind: 'enum', value: BigInt(`0x${digits}`), name, text: true };
}

/** linux/version.h. */
const kernelVersion = word((_context, fields, at) => {
  const version = fields.u32(at);
  const parts = [version >>> 16, (version >>> 8) & 0xff, version & 0xff];
  return call('KERNEL_VERSION', parts.map(decimal), BigInt(version));
});

/** struct v4l2_fract: `1/25`. */
const fraction: FieldType = {
  size: () => 8,
  align: () => 4,
  node: (_context, fields, at) => named(`${fields.u32(at)}/${fields.u32(at + 4)}`, 0),
};

/** A loop's key: as many bytes as the size that stands so far in front of it says. */
const loopKey = (distance: number): FieldType => ({
  size: () => 32,
  align: () => 1,
  node: (_context, fields, at) => {
    const size = Math.min(fields.u32(at - distance), 32);
    return text(fields.slice(at, size).slice(), fields.address + BigInt(at));
  },
});

/** A flash volume's name: as long as the number that stands 6 bytes in front of it says. */
const volumename: FieldType = {
  size: () => 128,
  align: () => 1,
  node: (_context, fields, at) => terminated(fields, at, Math.min(Math.max(fields.i16(at - 6), 0), 127) + 1),
};

export const IOCTL_FIELDS: Readonly<Record<string, FieldType>> = {
  lokey: loopKey(72),
  lokey64: loopKey(136),
  name16: name(16),
  name24: name(24),
  name32: name(32),
  name64: name(64),
  volumename,
  identity: bytes(512),
  oldidentity: bytes(142),
  sample48: sample(48),
  sample256: sample(256),
  sample8192: sample(8192),
  keycode: {
    size: () => 8,
    align: () => 4,
    node: (context, fields, at) =>
      array(fields.address + BigInt(at), [
        decimal(fields.u32(at)),
        oneOf('input_keys', BigInt(fields.u32(at + 4)), context.arch),
      ]),
  },
  /** struct ptp_clock_time with its date. */
  ptp_moment: {
    size: () => 16,
    align: wideAlign,
    node: (_context, fields, at) => {
      const node = struct(fields.address + BigInt(at), [
        ['sec', decimal(fields.i64(at))],
        ['nsec', decimal(fields.u32(at + 8))],
        ['reserved', fields.u32(at + 12) === 0 ? undefined : hex(fields.u32(at + 12))],
      ]);
      return withTime(node, fields.i64(at), BigInt(fields.u32(at + 8)));
    },
  },
  /** The union of struct ff_effect, of which the largest part ends in a pointer. */
  effect_union: {
    size: ({ word: bytes }) => (bytes === 8 ? 32 : 28),
    align: (context) => context.word,
    node: () => undefined,
  },
  controlid: word((context, fields, at) => controlNode(context, fields.u32(at))),
  mtd_pair: {
    size: () => 8,
    align: () => 4,
    node: (_context, fields, at) => array(fields.address + BigInt(at), [hex(fields.u32(at)), hex(fields.u32(at + 4))]),
  },
  fourcc,
  pixels: format('v4l2_pixel_formats'),
  samples: format('v4l2_sample_formats'),
  kernelversion: kernelVersion,
  fraction,
  char: { size: () => 1, align: () => 1, node: (_context, fields, at) => text(fields.slice(at, 1).slice()) },
  /** As many as the number in front of them says. */
  dims: {
    size: () => 16,
    align: () => 4,
    node: (_context, fields, at) => {
      const count = Math.min(4, fields.u32(at - 4));
      const items = Array.from({ length: count }, (_, i) => decimal(fields.u32(at + i * 4)));
      return array(fields.address + BigInt(at), items);
    },
  },
  ifname: { size: () => 16, align: () => 1, node: (_context, fields, at) => charsIn(fields, at, 16) },
  label: { size: () => 256, align: () => 1, node: (_context, fields, at) => charsIn(fields, at, 256) },
  srcfd: { size: () => 8, align: wideAlign, node: (context, fields, at) => fdNode(context, fields.i64(at)) },
  /** __kernel_old_dev_t: a long on x86_64, 16 bits in i386's. */
  olddev: {
    size: (context) => (context.arch === 'i386' ? 2 : context.word),
    align: (context) => (context.arch === 'i386' ? 2 : context.word),
    node: (context, fields, at) =>
      deviceNode(context.arch === 'i386' ? BigInt(fields.u16(at)) : BigInt(fields.ulong(at))),
  },
  /** struct seccomp_data: its ABI behind it. */
  callnumber: {
    size: () => 4,
    align: () => 4,
    node: (_context, fields, at) => callName(fields.u32(at + 4), BigInt(fields.u32(at))),
  },
  error: {
    size: () => 4,
    align: () => 4,
    node: (context, fields, at) => {
      const error = fields.i32(at);
      const name = error < 0 ? nameIn('errnos', BigInt(-error), context.arch) : undefined;
      return name === undefined ? decimal(error) : named(`-${name}`, error);
    },
  },
};
