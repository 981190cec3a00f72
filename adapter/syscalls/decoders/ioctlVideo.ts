/**
 * Requests of video devices whose unions are chosen by a type in the structure (linux/videodev2.h). Must not know the
 * other requests.
 */
import { bitsOf, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { decimal, hex, named, pointer, struct } from '../nodes.ts';
import { printNode } from '../print.ts';
import { arrayAt, type Fields, fieldsAt } from '../reading.ts';
import { controlNode, IOCTL_FIELDS } from './ioctlFields.ts';
import { bufferType, formatIn, formatSize, isPlanar } from './ioctlVideoFormats.ts';
import { type Layout, layout, layoutSize, structIn } from './layout.ts';

const NESTED = { ...IOCTL_FIELDS };

type Special = (context: DecodeContext, address: bigint) => Decoded;

const reading =
  (size: (context: DecodeContext) => number, decode: (context: DecodeContext, fields: Fields) => Decoded): Special =>
  (context, address) => {
    const fields = fieldsAt(context, address, size(context));
    return fields ? decode(context, fields) : pointer(address);
  };

const CAPTURE = layout(
  'capability:f32(v4l2_capture_capabilities) capturemode:f32(v4l2_capture_modes) timeperframe:fraction extendedmode:x32 readbuffers:u32',
  NESTED,
);
const OUTPUT = layout(
  'capability:f32(v4l2_capture_capabilities) outputmode:f32(v4l2_capture_modes) timeperframe:fraction extendedmode:x32 writebuffers:u32',
  NESTED,
);
const PARAMETERS_SIZE = 204;

/** struct v4l2_streamparm. */
function parameters(context: DecodeContext, fields: Fields, parts: 'type' | 'value' | 'both'): Decoded {
  const type = fields.u32(0);
  const of = type === 1 || type === 9 ? CAPTURE : type === 2 || type === 10 ? OUTPUT : undefined;
  const name = of === CAPTURE ? 'parm.capture' : 'parm.output';
  return struct(fields.address, [
    ['type', parts === 'value' ? undefined : bufferType(context, type)],
    [name, of && parts !== 'type' ? structIn(context, fields.at(4, 200), of) : undefined],
  ]);
}

const TIMESTAMP_MASK = 0xe000;
const SOURCE_MASK = 0x70000;

/** Flags, and between them what timestamps mean, of which zero has a name as well. */
function bufferFlags(context: DecodeContext, value: number): Decoded {
  const flags = (value & ~(TIMESTAMP_MASK | SOURCE_MASK)) >>> 0;
  const parts = [
    ...(flags === 0 ? [] : [printNode(bitsOf('v4l2_buffer_flags', BigInt(flags), context.arch))]),
    printNode(oneOf('v4l2_buffer_timestamps', BigInt(value & TIMESTAMP_MASK), context.arch)),
    printNode(oneOf('v4l2_buffer_sources', BigInt(value & SOURCE_MASK), context.arch)),
  ];
  return named(parts.join('|'), value);
}

/** struct v4l2_buffer: what a pointer or a long moves by the ABI's word. */
function buffer(context: DecodeContext, fields: Fields): Decoded {
  const { word } = context;
  const stamp = word === 8 ? 24 : 20;
  const sequence = stamp + 2 * word + 16;
  const memory = fields.u32(sequence + 4);
  const at = sequence + 8;
  const type = fields.u32(4);
  const union = ((): readonly [string, Decoded | undefined] => {
    if (isPlanar(type)) return ['m.planes', pointer(fields.ulong(at))];
    if (memory === 1) return ['m.offset', hex(fields.u32(at))];
    return ['m.userptr', memory === 2 ? hex(fields.ulong(at)) : undefined];
  })();
  const isGiven = requestNumber(context) === DEQUEUE;
  return {
    ...struct(fields.address, [
      ['type', bufferType(context, type)],
      ['index', decimal(fields.u32(0))],
      ['memory', oneOf('v4l2_memories', BigInt(memory), context.arch)],
      union,
      ['length', decimal(fields.u32(at + word))],
      ['bytesused', decimal(fields.u32(8))],
      ['flags', bufferFlags(context, fields.u32(12))],
      [
        'timestamp',
        isGiven
          ? struct(fields.address + BigInt(stamp), [
              ['tv_sec', decimal(fields.long(stamp))],
              ['tv_usec', decimal(fields.long(stamp + word))],
            ])
          : undefined,
      ],
    ]),
    more: true,
  };
}

const DEQUEUE = 17;
const requestNumber = (context: DecodeContext): number => Number((context.args[1] ?? 0n) & 0xffn);
const bufferSize = ({ word }: DecodeContext): number => (word === 8 ? 88 : 68);

const CONTROL_SIZE = 20;

/** struct v4l2_ext_controls: which, how many, and the controls. */
const extended = (context: DecodeContext, address: bigint, isAnswer: boolean): Decoded => {
  const { word } = context;
  const fields = fieldsAt(context, address, 24 + word);
  if (!fields) return pointer(address);
  const count = fields.u32(4);
  const error = fields.u32(8);
  const list = arrayAt(context, fields.ulong(24), BigInt(count), CONTROL_SIZE, (one) => {
    const size = one.u32(4);
    return struct(one.address, [
      ['id', controlNode(context, one.u32(0))],
      ['size', decimal(size)],
      ...(size > 0
        ? ([['string', pointer(one.u64(12))]] as const)
        : ([
            ['value', decimal(one.i32(12))],
            ['value64', decimal(BigInt.asIntN(64, one.u64(12)))],
          ] as const)),
    ]);
  });
  return struct(address, [
    ['ctrl_class', isAnswer ? undefined : oneOf('v4l2_control_classes', BigInt(fields.u32(0)), context.arch)],
    ['count', isAnswer ? undefined : decimal(count)],
    ['controls', isAnswer && list.kind === 'pointer' ? undefined : list],
    ['error_idx', context.result?.isError ? decimal(error) : undefined],
  ]);
};

const SIZE = layout('index:u32 pixel_format:pixels type:e32(v4l2_size_types)', NESTED);
const DISCRETE = layout('width:u32 height:u32');
const STEPWISE = layout('min_width:u32 max_width:u32 step_width:u32 min_height:u32 max_height:u32 step_height:u32');
const INTERVAL = layout('index:u32 pixel_format:pixels width:u32 height:u32 type:e32(v4l2_interval_types)', NESTED);
const ONE_INTERVAL = layout('discrete:fraction', NESTED);
const INTERVALS = layout('min:fraction max:fraction step:fraction', NESTED);

/** What the type in front says of the union behind it. */
function chosen(
  context: DecodeContext,
  fields: Fields,
  of: Layout,
  choices: readonly [discrete: Layout, stepwise: Layout],
  isBare: boolean,
): Decoded {
  const head = structIn(context, fields, of);
  const end = layoutSize(context, of);
  const type = fields.u32(end - 4);
  if (type < 1 || type > 3) return head;
  const [discrete, stepwise] = choices;
  const inner = structIn(context, fields.at(end, 24), type === 1 ? discrete : stepwise);
  const added = type === 1 && isBare ? inner.fields : [{ name: type === 1 ? 'discrete' : 'stepwise', node: inner }];
  return { ...head, fields: [...head.fields, ...added] };
}

const isEntry = (context: DecodeContext): boolean => context.phase === 'entry';

/** What is asked for by some of its fields: the others are there at entry, but not for the log. */
const asked =
  (special: Special, given: (context: DecodeContext) => readonly string[]): Special =>
  (context, address) => {
    const node = special(context, address);
    if (!isEntry(context) || node.kind !== 'struct') return node;
    const names = given(context);
    const fields = node.fields.map((field) =>
      names.includes(field.name) ? field : { ...field, detail: true as const },
    );
    return { ...node, fields, more: false };
  };

export const VIDEO_REQUESTS: Readonly<Record<string, Special>> = {
  v4l2_format_got: reading(formatSize, (context, fields) =>
    formatIn(context, fields, isEntry(context) ? 'type' : 'both'),
  ),
  v4l2_format: reading(formatSize, (context, fields) => formatIn(context, fields, 'both')),
  v4l2_format_set: reading(formatSize, (context, fields) => formatIn(context, fields, 'value')),
  v4l2_parm_got: reading(
    () => PARAMETERS_SIZE,
    (context, fields) => parameters(context, fields, isEntry(context) ? 'type' : 'both'),
  ),
  v4l2_parm: reading(
    () => PARAMETERS_SIZE,
    (context, fields) => parameters(context, fields, 'both'),
  ),
  v4l2_parm_set: reading(
    () => PARAMETERS_SIZE,
    (context, fields) => parameters(context, fields, 'value'),
  ),
  v4l2_buffer: asked(reading(bufferSize, buffer), (context) =>
    requestNumber(context) === DEQUEUE ? ['type'] : ['type', 'index'],
  ),
  v4l2_extended: (context, address) => extended(context, address, false),
  v4l2_extended_set: (context, address) => extended(context, address, true),
  v4l2_size: asked(
    reading(
      () => 44,
      (context, fields) => chosen(context, fields, SIZE, [DISCRETE, STEPWISE], false),
    ),
    () => ['index', 'pixel_format'],
  ),
  v4l2_interval: asked(
    reading(
      () => 52,
      (context, fields) => chosen(context, fields, INTERVAL, [ONE_INTERVAL, INTERVALS], true),
    ),
    () => ['index', 'pixel_format', 'width', 'height'],
  ),
  v4l2_create: reading(
    (context) => 12 + (context.word === 8 ? 4 : 0) + formatSize(context),
    (context, fields) =>
      struct(fields.address, [
        ['count', decimal(fields.u32(4))],
        ['memory', oneOf('v4l2_memories', BigInt(fields.u32(8)), context.arch)],
        ['format', formatIn(context, fields.at(context.word === 8 ? 16 : 12, formatSize(context)), 'both')],
      ]),
  ),
};
