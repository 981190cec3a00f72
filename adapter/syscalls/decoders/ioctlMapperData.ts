/**
 * What follows struct dm_ioctl, at its data_start and within its data_size: tables, lists, a message, a name
 * (linux/dm-ioctl.h). Each structure says where the next is; nothing here trusts it. Must not know the requests.
 */
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, named, pointer, struct, text, withComment } from '../nodes.ts';
import { arrayAt, cstringAt, type Fields, fieldsAt } from '../reading.ts';
import { deviceNode } from './scalars.ts';
import { terminated } from './sockaddrParts.ts';

export type MapperData = 'targets' | 'names' | 'versions' | 'dependencies' | 'message' | 'string';

/** Structures of one list that are shown at the most. */
const MOST = 4096;

const sizeOf = (head: Fields): number => head.u32(12);
const startOf = (head: Fields): number => head.u32(16);
const misplaced = (what: string): Decoded => withComment(named('???', 0), `misplaced ${what}`);

/** A string that ends at its NUL; with the data, it goes on: `"…"...`. */
function stringIn(context: DecodeContext, head: Fields, offset: number): Decoded {
  const room = Math.max(0, sizeOf(head) - offset);
  const address = head.address + BigInt(offset);
  const { strings } = context.options;
  if (room > strings || room === 0) return cstringAt(context, address, Math.min(strings, room));
  const bytes = context.memory.readSome(address, room);
  if (!bytes) return pointer(address);
  const end = bytes.indexOf(0);
  return text(end < 0 ? bytes : bytes.subarray(0, end), address, end < 0);
}

interface List {
  readonly what: string;
  /** The fixed part, and where in it the offset of the next stands. */
  readonly size: number;
  readonly nextAt: number;
  /** Whether that counts from the beginning of the data. */
  readonly fromStart: boolean;
  readonly one: (context: DecodeContext, head: Fields, fields: Fields, offset: number) => Decoded;
}

/** Structures in a row: `count` of them, or until one has no next. */
function list(context: DecodeContext, head: Fields, of: List, count?: number): Decoded[] {
  const start = startOf(head);
  const items: Decoded[] = [];
  let offset = start;
  for (let i = 0; i < (count ?? MOST) && i < MOST; i++) {
    if (offset + of.size > sizeOf(head)) return [...items, misplaced(of.what)];
    const address = head.address + BigInt(offset);
    const fields = fieldsAt(context, address, of.size);
    if (!fields) return [...items, pointer(address)];
    items.push(of.one(context, head, fields, offset));
    const next = fields.u32(of.nextAt);
    if (count === undefined && next === 0) return items;
    if (i + 1 === count) return items;
    const following = (of.fromStart ? start : offset) + next;
    if (following <= offset + of.size) return [...items, misplaced(of.what)];
    offset = following;
  }
  return items;
}

/** struct dm_target_spec with its parameters or its state behind it. */
const targets = (context: DecodeContext, head: Fields): Decoded[] => {
  const isEntry = context.phase === 'entry';
  const of: List = {
    what: 'struct dm_target_spec',
    size: 40,
    nextAt: 20,
    fromStart: !isEntry,
    one: (_context, _head, fields, offset) =>
      struct(fields.address, [
        ['sector_start', decimal(fields.u64(0))],
        ['length', decimal(fields.u64(8))],
        ['status', isEntry ? undefined : decimal(fields.i32(16))],
        ['target_type', terminated(fields, 24, 16)],
        ['string', stringIn(context, head, offset + 40)],
      ]),
  };
  return list(context, head, of, head.u32(20));
};

/** The minor version that has a number of events behind each name. */
const EVENTS_SINCE = 37;
const NAME_AT = 12;

/** struct dm_name_list: behind the name, aligned to 8, the number of events, where the next leaves room for it. */
const NAMES: List = {
  what: 'struct dm_name_list',
  size: NAME_AT,
  nextAt: 8,
  fromStart: false,
  one: (context, head, fields, offset) => {
    const name = stringIn(context, head, offset + NAME_AT);
    const length = name.kind === 'string' && !name.truncated ? name.bytes.length : undefined;
    const at = length === undefined ? undefined : Math.ceil((NAME_AT + length + 1) / 8) * 8;
    const isThere = at !== undefined && head.u32(4) >= EVENTS_SINCE && at + 4 <= fields.u32(8);
    const event = isThere ? fieldsAt(context, fields.address + BigInt(at), 4) : undefined;
    return struct(fields.address, [
      ['dev', deviceNode(fields.u64(0))],
      ['name', name],
      ['event_nr', event && decimal(event.u32(0))],
    ]);
  },
};

/** struct dm_target_versions. */
const VERSIONS: List = {
  what: 'struct dm_target_versions',
  size: 16,
  nextAt: 0,
  fromStart: false,
  one: (context, head, fields, offset) =>
    struct(fields.address, [
      ['name', stringIn(context, head, offset + 16)],
      [
        'version',
        array(
          fields.address + 4n,
          [4, 8, 12].map((at) => decimal(fields.u32(at))),
        ),
      ],
    ]),
};

/** struct dm_target_deps. */
function dependencies(context: DecodeContext, head: Fields): Decoded {
  const start = startOf(head);
  const room = sizeOf(head) - start - 8;
  const address = head.address + BigInt(start);
  if (room < 0) return misplaced('struct dm_target_deps');
  const fields = fieldsAt(context, address, 8);
  if (!fields) return pointer(address);
  const count = fields.u32(0);
  if (count > Math.floor(room / 8)) return misplaced('struct dm_target_deps');
  return struct(address, [
    ['count', decimal(count)],
    ['deps', arrayAt(context, address + 8n, BigInt(count), 8, (one) => deviceNode(one.u64(0)))],
  ]);
}

/** struct dm_target_msg. */
function message(context: DecodeContext, head: Fields): Decoded {
  const start = startOf(head);
  const address = head.address + BigInt(start);
  if (start + 8 > sizeOf(head)) return misplaced('struct dm_target_msg');
  const fields = fieldsAt(context, address, 8);
  if (!fields) return pointer(address);
  return struct(address, [
    ['sector', decimal(fields.u64(0))],
    ['message', stringIn(context, head, start + 8)],
  ]);
}

/** Whether there is any: tables say how many they have, and a name may be empty. */
export function hasMapperData(head: Fields, kind: MapperData): boolean {
  if (kind === 'targets') return head.u32(20) > 0;
  return kind === 'string' || startOf(head) !== sizeOf(head);
}

/** What follows a structure, by its kind. */
export const MAPPER_DATA: Readonly<Record<MapperData, (context: DecodeContext, head: Fields) => readonly Decoded[]>> = {
  targets,
  names: (context, head) => list(context, head, NAMES),
  versions: (context, head) => list(context, head, VERSIONS),
  dependencies: (context, head) => [dependencies(context, head)],
  message: (context, head) => [message(context, head)],
  string: (context, head) =>
    startOf(head) > sizeOf(head)
      ? [misplaced('string')]
      : [struct(head.address, [['string', stringIn(context, head, startOf(head))]])],
};
