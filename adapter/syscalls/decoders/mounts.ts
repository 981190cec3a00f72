/**
 * Mounting: attributes, what is asked about mounts and what is answered, and the arguments of fsconfig. Layouts:
 * linux/mount.h.
 */
import { bitsOf, nameIn } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, low32, named, pointer, signed32, struct, text, withField } from '../nodes.ts';
import { bytesAt, cstringAt, Fields, fieldBeyond, fieldsAt, parameter, pathAt, structAt } from '../reading.ts';
import { dirfdNode, fdNode } from './scalars.ts';

type Field = readonly [name: string, node: Decoded | undefined];

/** One of the propagation types (MS_PRIVATE …), none is no type. */
function propagation(context: DecodeContext, value: bigint): Decoded {
  const name = value === 0n ? undefined : nameIn('mount_flags', value, context.arch);
  return name === undefined ? { kind: 'enum', value, unknown: 'MS_???' } : named(name, value);
}

const mountAttr: Decoder = (context, value, params) => {
  const size = parameter(context, params[0]) ?? 0n;
  if (size < 32n) return pointer(value);
  return structAt(context, value, 32, (fields) => {
    const node = struct(value, [
      ['attr_set', bitsOf('mount_attr_flags', fields.u64(0), context.arch)],
      ['attr_clr', bitsOf('mount_attr_flags', fields.u64(8), context.arch)],
      ['propagation', propagation(context, fields.u64(16))],
      ['userns_fd', fields.u64(24) > 0x7fffffffn ? decimal(fields.u64(24)) : fdNode(context, fields.u64(24))],
    ]);
    return withField(node, fieldBeyond(context, value, 32, size));
  });
};

/** MNT_ID_REQ_SIZE_VER0, and since 6.10 the namespace behind it. */
const REQUEST = 24;
const REQUEST_WITH_NAMESPACE = 32;

const mntIdReq: Decoder = (context, value) =>
  structAt(context, value, 4, (head) => {
    const size = head.u32(0);
    const sizeField: Field = ['size', decimal(size)];
    if (size < REQUEST) return struct(value, [sizeField]);
    const fields = fieldsAt(context, value, Math.min(size, REQUEST_WITH_NAMESPACE));
    if (!fields) return withField(struct(value, [sizeField]), { name: 'rest', node: named('???', 0), label: 'none' });
    const isList = context.signature.name === 'listmount';
    const id = fields.u64(8);
    const name = isList ? nameIn('listmount_mnt_ids', id, context.arch) : undefined;
    const node = struct(value, [
      sizeField,
      ['spare', fields.u32(4) === 0 ? undefined : hex(fields.u32(4))],
      ['mnt_id', name === undefined ? hex(id) : named(name, id)],
      ['param', isList ? hex(fields.u64(16)) : bitsOf('statmount_masks', fields.u64(16), context.arch)],
      ['mnt_ns_id', size < REQUEST_WITH_NAMESPACE ? undefined : hex(fields.u64(24))],
    ]);
    return withField(node, fieldBeyond(context, value, REQUEST_WITH_NAMESPACE, BigInt(size)));
  });

/** STATMOUNT_* bits. */
const MASK = {
  SB_BASIC: 0x1n,
  MNT_BASIC: 0x2n,
  PROPAGATE_FROM: 0x4n,
  MNT_ROOT: 0x8n,
  MNT_POINT: 0x10n,
  FS_TYPE: 0x20n,
  MNT_NS_ID: 0x40n,
  MNT_OPTS: 0x80n,
  FS_SUBTYPE: 0x100n,
  SB_SOURCE: 0x200n,
  OPT_ARRAY: 0x400n,
  OPT_SEC_ARRAY: 0x800n,
  SUPPORTED_MASK: 0x1000n,
  MNT_UIDMAP: 0x2000n,
  MNT_GIDMAP: 0x4000n,
} as const;
/** Strings follow the fixed part; as many bytes of them are read as three paths need. */
const FIXED = 512;
const STRINGS_MAX = 4096 * 3;
/** Strings of one array that are shown at most. */
const ARRAY_MAX = 256;

/** The strings behind the structure, as far as the kernel says there are any. */
function stringsOf(context: DecodeContext, address: bigint, size: number, room: bigint): Uint8Array {
  const length = size > FIXED && BigInt(size) <= room ? Math.min(size - FIXED, STRINGS_MAX) : 0;
  const bytes = length === 0 ? undefined : context.memory.read(address + BigInt(FIXED), length);
  return bytes ?? new Uint8Array(0);
}

/** A string by its place among the strings; a place that is none is a number. */
function stringIn(strings: Uint8Array, place: number, address: bigint): Decoded {
  if (place >= strings.length) return hex(place);
  const end = strings.indexOf(0, place);
  return text(strings.slice(place, end < 0 ? strings.length : end), address + BigInt(FIXED + place), end < 0);
}

function stringArray(strings: Uint8Array, place: number, count: number, address: bigint): Decoded {
  const items: Decoded[] = [];
  let at = place;
  while (items.length < Math.min(count, ARRAY_MAX) && at < strings.length) {
    const node = stringIn(strings, at, address);
    items.push(node);
    at += (node.kind === 'string' ? node.bytes.length : 0) + 1;
  }
  return array(address + BigInt(FIXED + place), items, items.length < count);
}

function statmountFields(context: DecodeContext, fields: Fields, strings: Uint8Array): Field[] {
  const mask = fields.u64(8);
  const flags = (set: string, value: bigint): Decoded => bitsOf(set, value, context.arch);
  const given = (bit: bigint, make: () => readonly Field[]): readonly Field[] => ((mask & bit) === 0n ? [] : make());
  const string = (bit: bigint, name: string, offset: number): readonly Field[] =>
    given(bit, () => [[name, stringIn(strings, fields.u32(offset), fields.address)]]);
  const many = (bit: bigint, name: string, offset: number): readonly Field[] =>
    given(bit, () => [
      [`${name}_num`, decimal(fields.u32(offset))],
      [
        name.startsWith('opt') ? `${name}_array` : name,
        stringArray(strings, fields.u32(offset + 4), fields.u32(offset), fields.address),
      ],
    ]);
  const magic = nameIn('fs_magics', fields.u64(24), context.arch);
  return [
    ['size', decimal(fields.u32(0))],
    ...string(MASK.MNT_OPTS, 'mnt_opts', 4),
    ['mask', flags('statmount_masks', mask)],
    ...given(MASK.SB_BASIC, () => [
      ['sb_dev_major', decimal(fields.u32(16))],
      ['sb_dev_minor', decimal(fields.u32(20))],
      ['sb_magic', magic === undefined ? hex(fields.u64(24)) : named(magic, fields.u64(24))],
      ['sb_flags', flags('mount_flags', BigInt(fields.u32(32)))],
    ]),
    ...string(MASK.FS_TYPE, 'fs_type', 36),
    ...given(MASK.MNT_BASIC, () => [
      ['mnt_id', hex(fields.u64(40))],
      ['mnt_parent_id', hex(fields.u64(48))],
      ['mnt_id_old', hex(fields.u32(56))],
      ['mnt_parent_id_old', hex(fields.u32(60))],
      ['mnt_attr', flags('mount_attr_flags', fields.u64(64))],
      ['mnt_propagation', flags('mount_flags', fields.u64(72))],
      ['mnt_peer_group', hex(fields.u64(80))],
      ['mnt_master', hex(fields.u64(88))],
    ]),
    ...given(MASK.PROPAGATE_FROM, () => [['propagate_from', hex(fields.u64(96))]]),
    ...string(MASK.MNT_ROOT, 'mnt_root', 104),
    ...string(MASK.MNT_POINT, 'mnt_point', 108),
    ...given(MASK.MNT_NS_ID, () => [['mnt_ns_id', hex(fields.u64(112))]]),
    ...string(MASK.FS_SUBTYPE, 'fs_subtype', 120),
    ...string(MASK.SB_SOURCE, 'sb_source', 124),
    ...many(MASK.OPT_ARRAY, 'opt', 128),
    ...many(MASK.OPT_SEC_ARRAY, 'opt_sec', 136),
    ...given(MASK.SUPPORTED_MASK, () => [['supported_mask', flags('statmount_masks', fields.u64(144))]]),
    ...many(MASK.MNT_UIDMAP, 'mnt_uidmap', 152),
    ...many(MASK.MNT_GIDMAP, 'mnt_gidmap', 160),
  ];
}

const statmount: Decoder = (context, value, params) => {
  const room = parameter(context, params[0]) ?? 0n;
  if (room < 16n) return pointer(value);
  const bytes = context.memory.read(value, room < BigInt(FIXED) ? Number(room) : FIXED);
  if (!bytes) return pointer(value);
  // A shorter buffer has the first fields; the others are as if the kernel had not filled them in.
  const whole = new Uint8Array(FIXED);
  whole.set(bytes);
  const fields = new Fields(whole, value, context.word);
  return struct(value, statmountFields(context, fields, stringsOf(context, value, fields.u32(0), room)));
};

/** linux/mount.h, enum fsconfig_command: the last that sets something; others have no key. */
const FSCONFIG_SET_FD = 5n;

const fsconfigKey: Decoder = (context, value, params) =>
  low32(context.argument(params[0] ?? '') ?? 0n) > FSCONFIG_SET_FD ? pointer(value) : cstringAt(context, value);

/** enum fsconfig_command. */
const fsconfigValue: Decoder = (context, value, params) => {
  switch (Number(low32(context.argument(params[0] ?? '') ?? 0n))) {
    case 1: // FSCONFIG_SET_STRING
      return cstringAt(context, value);
    case 2: // FSCONFIG_SET_BINARY: aux is the length
      return binaryAt(context, value, signed32(context.argument('aux') ?? 0n));
    case 3: // FSCONFIG_SET_PATH
    case 4: // FSCONFIG_SET_PATH_EMPTY
      return pathAt(context, value);
    default:
      return pointer(value);
  }
};

/** fs/fsopen.c: no more than that is taken. */
const BINARY_MAX = 1n << 20n;

function binaryAt(context: DecodeContext, value: bigint, length: bigint): Decoded {
  const node = length < 0n || length > BINARY_MAX ? pointer(value) : bytesAt(context, value, length);
  return node.kind === 'string' ? { ...node, form: 'hex' } : node;
}

/** FSCONFIG_SET_PATH, FSCONFIG_SET_PATH_EMPTY and FSCONFIG_SET_FD take a descriptor, others a number. */
const fsconfigAux: Decoder = (context, value, params) => {
  switch (Number(low32(context.argument(params[0] ?? '') ?? 0n))) {
    case 3:
    case 4:
      return dirfdNode(context, value);
    case 5:
      return fdNode(context, value);
    default:
      return decimal(signed32(value));
  }
};

/** linux/mount.h. */
const MS_REMOUNT = 0x20n;
/** MS_BIND, MS_MOVE, MS_UNBINDABLE, MS_PRIVATE, MS_SLAVE, MS_SHARED. */
const MS_CHANGES = 0x1000n | 0x2000n | 0x20000n | 0x40000n | 0x80000n | 0x100000n;

/** A remount has no type; what changes a mount, or makes one of another, has no data either (mount(2)). */
const mountText =
  (isType: boolean): Decoder =>
  (context, value, params) => {
    const flags = context.argument(params[0] ?? '') ?? 0n;
    const remounts = (flags & MS_REMOUNT) !== 0n;
    const isIgnored = remounts ? isType : (flags & MS_CHANGES) !== 0n;
    return isIgnored ? pointer(value) : cstringAt(context, value);
  };

export const MOUNTS: Readonly<Record<string, Decoder>> = {
  mount_attr: mountAttr,
  mount_type: mountText(true),
  mount_data: mountText(false),
  mnt_id_req: mntIdReq,
  statmount,
  fsconfig_key: fsconfigKey,
  fsconfig_value: fsconfigValue,
  fsconfig_aux: fsconfigAux,
};
