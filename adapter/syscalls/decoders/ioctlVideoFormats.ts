/**
 * struct v4l2_format: the union in it is chosen by its type (linux/videodev2.h). Must not know the requests.
 */
import { oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded, FieldNode, StructNode } from '../decoded.ts';
import { array, decimal, hex, pointer, struct } from '../nodes.ts';
import { arrayAt, type Fields } from '../reading.ts';
import { IOCTL_FIELDS } from './ioctlFields.ts';
import { type Layout, layout, structIn } from './layout.ts';

const NESTED = { ...IOCTL_FIELDS };

const PIXELS = layout(
  'width:u32 height:u32 pixelformat:pixels field:e32(v4l2_fields) bytesperline:u32 sizeimage:u32 colorspace:e32(v4l2_colorspaces)',
  NESTED,
);
const SOFTWARE = layout('pixelformat:samples buffersize:u32', NESTED);
const METADATA = layout('dataformat:fourcc buffersize:u32', NESTED);
const PLANES = layout(
  'width:u32 height:u32 pixelformat:pixels field:e32(v4l2_fields) colorspace:e32(v4l2_colorspaces)',
  NESTED,
);
const PLANE = layout('sizeimage:u32 bytesperline:u32 reserved-:u16[6]');
const PLANES_AT = 20;
const PLANE_SIZE = 20;
const PLANES_MAX = 8;

const BLANKING = layout(
  'sampling_rate:u32 offset:u32 samples_per_line:u32 sample_format:pixels start:i32[2] count:u32[2] flags:f32(v4l2_vbi_flags) reserved-:u32[2]',
  NESTED,
);
const LINES = 24;
const SLICED = layout(
  'service_set:f16(v4l2_sliced_services) service_lines:v4l2_lines[2] io_size:u32 reserved-:u32[2]',
  {
    ...NESTED,
    /** What is on each line of a field; an array's elements are not cut here. */
    v4l2_lines: {
      size: () => 2 * LINES,
      align: () => 2,
      node: (_context, fields, at) =>
        array(
          fields.address + BigInt(at),
          Array.from({ length: LINES }, (_, i) => hex(fields.u16(at + 2 * i))),
        ),
    },
  },
);
const RECTANGLE = layout('left:i32 top:i32 width:u32 height:u32');

/** struct v4l2_window, with pointers inside. */
function overlay(context: DecodeContext, fields: Fields): StructNode {
  const { word } = context;
  const count = fields.u32(24 + word);
  const bitmap = word === 8 ? 40 : 32;
  const clips = arrayAt(context, fields.ulong(24), BigInt(count), 16 + word, (one) =>
    struct(one.address, [['c', structIn(context, one, RECTANGLE)]]),
  );
  return struct(fields.address, [
    ['w', structIn(context, fields, RECTANGLE)],
    ['field', oneOf('v4l2_fields', BigInt(fields.u32(16)), context.arch)],
    ['chromakey', hex(fields.u32(20))],
    ['clips', clips],
    ['clipcount', decimal(count)],
    ['bitmap', pointer(fields.ulong(bitmap))],
    ['global_alpha', hex(fields.u8(bitmap + word))],
  ]);
}

/** By enum v4l2_buf_type. */
const FORMATS = new Map<number, readonly [string, Layout]>([
  [1, ['fmt.pix', PIXELS]],
  [2, ['fmt.pix', PIXELS]],
  [4, ['fmt.vbi', BLANKING]],
  [5, ['fmt.vbi', BLANKING]],
  [6, ['fmt.sliced', SLICED]],
  [7, ['fmt.sliced', SLICED]],
  [11, ['fmt.sdr', SOFTWARE]],
  [12, ['fmt.sdr', SOFTWARE]],
  [13, ['fmt.meta', METADATA]],
  [14, ['fmt.meta', METADATA]],
]);
/** Are the pixels of this buffer type in several planes? */
export const isPlanar = (type: number): boolean => type === 9 || type === 10;

const isOverlay = (type: number): boolean => type === 3 || type === 8;

/** The union is aligned as the pointers in it are. */
const unionAt = (context: DecodeContext): number => context.word;
/** sizeof(struct v4l2_format) in the call's ABI. */
export const formatSize = (context: DecodeContext): number => unionAt(context) + 200;

function planar(context: DecodeContext, fields: Fields): StructNode {
  const head = structIn(context, fields, PLANES);
  const count = fields.u8(PLANES_AT + PLANE_SIZE * PLANES_MAX);
  const list = arrayAt(
    context,
    fields.address + BigInt(PLANES_AT),
    BigInt(Math.min(count, PLANES_MAX)),
    PLANE_SIZE,
    (one) => structIn(context, one, PLANE),
  );
  const added = [
    { name: 'plane_fmt', node: list },
    { name: 'num_planes', node: decimal(count) },
  ];
  return { ...head, fields: [...head.fields, ...added] };
}

/** struct v4l2_format: what it is of, what it says of that, or both. */
export function formatIn(context: DecodeContext, fields: Fields, parts: 'type' | 'value' | 'both'): StructNode {
  const type = fields.u32(0);
  const at = unionAt(context);
  const inner = fields.at(at, 200);
  const known = FORMATS.get(type);
  const value = ((): FieldNode | undefined => {
    if (isPlanar(type)) return { name: 'fmt.pix_mp', node: planar(context, inner) };
    if (isOverlay(type)) return { name: 'fmt.win', node: overlay(context, inner) };
    return known && { name: known[0], node: structIn(context, inner, known[1]) };
  })();
  const kept = parts === 'value' ? [] : [{ name: 'type', node: bufferType(context, type) }];
  return {
    kind: 'struct',
    address: fields.address,
    more: false,
    fields: value && parts !== 'type' ? [...kept, value] : kept,
  };
}

/** A buffer type by its name. */
export const bufferType = (context: DecodeContext, type: number): Decoded =>
  oneOf('v4l2_buffer_types', BigInt(type), context.arch);
