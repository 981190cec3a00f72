import type { DecodedArgument } from '../call.ts';
import { bitsOf, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, low32, pointer, signed32, unsignedWord } from '../nodes.ts';
import { printNode } from '../print.ts';
import { arrayAt, bytesAt, cstringAt, fieldsAt, structAt } from '../reading.ts';
import type { Shape } from '../shapes.ts';
import { interfaceRequest } from './interfaces.ts';
import { BTRFS_REQUESTS, BTRFS_STRUCTURES } from './ioctlBtrfs.ts';
import { BTRFS_ANSWERS } from './ioctlBtrfsAnswers.ts';
import { BTRFS_FIELDS, BTRFS_HIDES } from './ioctlBtrfsFields.ts';
import { clockSamples } from './ioctlClocks.ts';
import { ioctlCommand, requestName } from './ioctlCommand.ts';
import { DEVICE_REQUESTS, DEVICE_STRUCTURES } from './ioctlDevices.ts';
import { scsiCommand, speakerPeriod, speakerTone } from './ioctlDisks.ts';
import { IOCTL_FIELDS } from './ioctlFields.ts';
import { inputRequest, isInputAnswer } from './ioctlInput.ts';
import { deviceMapper } from './ioctlMapper.ts';
import { REQUESTS, STRUCTURES } from './ioctlRequests.ts';
import { VIDEO_REQUESTS } from './ioctlVideo.ts';
import { type FieldType, type Layout, layout, layoutSize, structIn, structOf, structType } from './layout.ts';
import { fdNode } from './scalars.ts';
import { TERMIO, TERMIOS, TERMIOS2 } from './terminal.ts';

type Direction = '-' | '=' | '<' | '>' | '<>' | '>>' | '+';

interface Row {
  readonly direction: Direction;
  readonly type: string;
}

let rows: Map<string, Row> | undefined;

/** What a request takes, or undefined. */
function rowOf(request: bigint): Row | undefined {
  const all = requestName(request);
  if (all === undefined) return undefined;
  const table = rowsByName();
  const known = table.get(all);
  if (known || !all.includes(' or ')) return known;
  for (const name of all.split(' or ')) {
    const row = table.get(name);
    if (row) return row;
  }
  return undefined;
}

function rowsByName(): Map<string, Row> {
  if (!rows) {
    rows = new Map();
    for (const line of `${REQUESTS}${DEVICE_REQUESTS}${BTRFS_REQUESTS}`.split('\n')) {
      const match = /^(\S+)(?: (\S+))?: (.*)$/.exec(line);
      if (!match) continue;
      const row = { direction: match[1] as Direction, type: match[2] ?? '' };
      for (const name of (match[3] as string).split(' ')) rows.set(name, row);
    }
  }
  return rows;
}

const OWN = { ...IOCTL_FIELDS, ...BTRFS_FIELDS };
const ALL_STRUCTURES: Readonly<Record<string, string>> = { ...STRUCTURES, ...DEVICE_STRUCTURES, ...BTRFS_STRUCTURES };

const layouts = new Map<string, Layout>([
  ['termios', TERMIOS],
  ['termios2', TERMIOS2],
  ['termio', TERMIO],
]);

function structure(name: string): Layout | undefined {
  const known = layouts.get(name);
  if (known) return known;
  const description = ALL_STRUCTURES[name];
  if (description === undefined) return undefined;
  const inner: Record<string, FieldType> = { ...OWN };
  for (const other of Object.keys(ALL_STRUCTURES)) inner[other] = structType(() => structure(other) as Layout);
  const made = layout(description, inner);
  layouts.set(name, made);
  return made;
}

const items = new Map<string, Layout>();

/** One value of a type of layout.ts behind a pointer. */
function pointed(context: DecodeContext, address: bigint, type: string): Decoded {
  if (type === 'cstring') return cstringAt(context, address, 4096);
  let of = items.get(type);
  if (!of) {
    of = layout(`value:${type}`, OWN);
    items.set(type, of);
  }
  const fields = fieldsAt(context, address, layoutSize(context, of));
  const node = fields && structIn(context, fields, of).fields[0]?.node;
  if (!node) return pointer(address);
  return node.kind === 'string' || node.kind === 'array' ? node : array(address, [node]);
}

type Special = (context: DecodeContext, address: bigint, request: string) => Decoded;

const PARTITION = layout('start:i64 length:i64 pno:i32 devname:chars(64) volname:chars(64)');
const PARTITION_REQUEST = layout('op:e32(blkpg_ops) flags:i32 datalen:i32 data:partition', {
  partition: {
    size: (context) => context.word,
    align: (context) => context.word,
    node: (context, fields, at) => structOf(context, fields.ulong(at), PARTITION),
  },
});
const FIEMAP_ENTRY = layout('fm_start:u64 fm_length:u64 fm_flags:f32(fiemap_flags) fm_mapped-:u32 fm_extent_count:u32');
const FIEMAP_EXIT = layout('fm_start-:u64 fm_length-:u64 fm_flags:f32(fiemap_flags) fm_mapped_extents:u32');
const FIEMAP_EXTENT = layout(
  'fe_logical:u64 fe_physical:u64 fe_length:u64 fe_reserved-:u64[2] fe_flags:f32(fiemap_extent_flags) fe_reserved2-:u32[3]',
);
const FIEMAP_SIZE = 32n;

const SPECIAL = new Map<string, Special>(
  Object.entries({
    pair64: (context, address) => arrayAt(context, address, 2n, 8, (fields) => decimal(fields.u64(0))),
    ...VIDEO_REQUESTS,
    ...BTRFS_ANSWERS,
    ptp_offset: (context, address) => clockSamples(context, address, 1),
    ptp_offset_extended: (context, address) => clockSamples(context, address, 3),
    sg_io: scsiCommand,
    dm: deviceMapper,
    blkpg: (context, address) => structOf(context, address, PARTITION_REQUEST),
    rand_pool_info: (context, address) =>
      structAt(context, address, 8, (fields) => ({
        kind: 'struct',
        address,
        more: false,
        fields: [
          { name: 'entropy_count', node: decimal(fields.i32(0)) },
          { name: 'buf_size', node: decimal(fields.i32(4)) },
          { name: 'buf', node: bytesAt(context, address + 8n, BigInt(fields.i32(4))) },
        ],
      })),
    fiemap: (context, address) => {
      if (context.phase === 'entry') return structOf(context, address, FIEMAP_ENTRY);
      const node = structOf(context, address, FIEMAP_EXIT);
      if (node.kind !== 'struct') return node;
      const { abbreviate, details } = context.options;
      if (abbreviate && !details) return { ...node, more: true };
      const count = fieldsAt(context, address + 20n, 4)?.u32(0) ?? 0;
      const extents = arrayAt(context, address + FIEMAP_SIZE, BigInt(count), 56, (fields) =>
        structIn(context, fields, FIEMAP_EXTENT),
      );
      const field = { name: 'fm_extents', node: extents };
      return { ...node, fields: [...node.fields, abbreviate ? { ...field, detail: true } : field], more: abbreviate };
    },
  } satisfies Record<string, Special>),
);

const DEDUPE_ENTRY = layout('src_offset:u64 src_length:u64 dest_count:u16');
const DEDUPE_TARGET = layout('dest_fd:srcfd dest_offset:u64 bytes_deduped-:u64 status-:i32 reserved-:u32', OWN);
const DEDUPE_RESULT = layout('dest_fd-:u64 dest_offset-:u64 bytes_deduped:u64 status:i32 reserved-:u32');
/** struct file_dedupe_range without its list, and how much of that is shown when abbreviating. */
const DEDUPE_HEAD = 24;
const DEDUPE_SHOWN = 2;

SPECIAL.set('dedupe', (context, address) => {
  const head = structOf(context, address, DEDUPE_ENTRY);
  if (head.kind !== 'struct') return head;
  const count = fieldsAt(context, address + 16n, 2)?.u16(0) ?? 0;
  const of = context.phase === 'entry' ? DEDUPE_TARGET : DEDUPE_RESULT;
  const limit = context.options.abbreviate ? DEDUPE_SHOWN : undefined;
  const info = arrayAt(
    context,
    address + BigInt(DEDUPE_HEAD),
    BigInt(count),
    32,
    (fields) => structIn(context, fields, of),
    limit,
  );
  const fields = context.phase === 'entry' ? head.fields : [];
  return { ...head, fields: [...fields, { name: 'info', node: info }] };
});

SPECIAL.set('bare_subvol_flags', (context, address) =>
  structAt(context, address, 8, (fields) => bitsOf('btrfs_subvol_flags', fields.u64(0), context.arch)),
);

function behind(context: DecodeContext, address: bigint, type: string): Decoded {
  const special = SPECIAL.get(type);
  if (special) return special(context, address, requestName(low32(context.args[1] ?? 0n)) ?? '');
  const of = structure(type);
  const hides = BTRFS_HIDES[type];
  if (of) return structOf(context, address, of, hides ? { hides } : {});
  return pointed(context, address, type.slice(1, -1));
}

function itself(context: DecodeContext, value: bigint, type: string): Decoded {
  const set = /^([ef])(8|32)?\((\w+)\)$/.exec(type);
  if (set) {
    const word = set[2] ? BigInt.asUintN(Number(set[2]), value) : unsignedWord(value, context.word);
    return set[1] === 'e' ? oneOf(set[3] as string, word, context.arch) : bitsOf(set[3] as string, word, context.arch);
  }
  switch (type) {
    case 'int':
      return decimal(signed32(value));
    case 'fd':
      return fdNode(context, value);
    case 'ptr':
      return pointer(value);
    case 'x32':
      return hex(low32(value));
    case 'period':
      return speakerPeriod(context, value);
    case 'tone':
      return speakerTone(value);
    default:
      return decimal(unsignedWord(value, context.word));
  }
}

/** A structure that the kernel answers with another one. */
function becomes(context: DecodeContext, address: bigint, given: string, made: string): Decoded {
  const { before } = context;
  if (context.phase === 'entry') return behind(context, address, given);
  if (!before || before.kind === 'pointer') return before ?? behind(context, address, made);
  return { kind: 'change', before, after: behind(context, address, made) };
}

const argument: Decoder = (context, value, params) => {
  const request = low32(context.argument(params[0] ?? '') ?? 0n);
  const ofInterface = interfaceRequest(context, requestName(request) ?? '', value);
  if (ofInterface) return ofInterface;
  const row = rowOf(request);
  const ofInput = row ? undefined : inputRequest(context, request, value);
  if (ofInput) return ofInput;
  if (!row) return hex(unsignedWord(value, context.word));
  switch (row.direction) {
    case '-':
    case '=':
      return itself(context, value, row.type);
    case '<':
      return context.before ?? behind(context, value, row.type);
    case '>':
      return context.phase === 'entry' ? pointer(value) : behind(context, value, row.type);
    case '+':
      return behind(context, value, row.type);
    case '>>':
      return context.before && context.result?.isError ? context.before : behind(context, value, row.type);
    case '<>': {
      const { before } = context;
      const [given, made] = row.type.split('=>');
      if (given !== undefined && made !== undefined) return becomes(context, value, given, made);
      // What could not be read before is not looked at again.
      if (before?.kind === 'pointer') return before;
      const node = behind(context, value, row.type);
      if (context.phase === 'entry' || !before) return node;
      return printNode(before) === printNode(node) ? before : { kind: 'change', before, after: node };
    }
    default:
      return row.direction satisfies never;
  }
};

/** Each request with the size of what its argument points to, where a structure or a type says it. */
export function describedRequests(context: DecodeContext): [name: string, size: number | undefined][] {
  return [...rowsByName()].map(([name, { direction, type }]) => {
    const [given = ''] = type.split('=>');
    if (direction === '-' || direction === '=' || SPECIAL.has(given) || given === '[cstring]') return [name, undefined];
    const of = structure(given) ?? layout(`value:${given.slice(1, -1)}`, OWN);
    return [name, layoutSize(context, of)];
  });
}

/** Requests that take nothing show nothing. */
export const ioctlShape: Shape = {
  shown: (context) => (rowOf(low32(context.args[1] ?? 0n))?.direction === '-' ? 2 : 3),
  defers: (name, context) => (name === 'argp' ? lateness(low32(context.args[1] ?? 0n)) : undefined),
};

/** What the kernel changes is known at exit; before what it only fills in, not even the comma is printed. */
function lateness(request: bigint): DecodedArgument['late'] {
  const direction = rowOf(request)?.direction;
  if (direction === '>') return 'comma';
  if (direction === '<>' || direction === '>>' || direction === '+') return 'value';
  const isAnswer = direction === undefined && isInputAnswer(request);
  return isAnswer || (requestName(request) ?? '').startsWith('SIOCG') ? 'value' : undefined;
}

export const IOCTL: Readonly<Record<string, Decoder>> = {
  ioctl_cmd: ioctlCommand,
  ioctl_arg: argument,
};
