/**
 * Field types of btrfs's structures, and which of their fields a value uses (linux/btrfs.h). Must not know requests.
 */
import { bitsOf, oneOfElse } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded, FieldNode } from '../decoded.ts';
import { decimal, named, pointer, struct } from '../nodes.ts';
import { arrayAt, type Fields, fieldsAt } from '../reading.ts';
import { uuidNode } from './ioctlFields.ts';
import { type FieldType, layout, structIn, wideAlign } from './layout.ts';
import { withTime } from './times.ts';

export const BTRFS_FIELDS: Readonly<Record<string, FieldType>> = {
  btrfs_object: {
    size: () => 8,
    align: wideAlign,
    node: (context, fields, at) => objectNode(context, fields.u64(at)),
  },
  btrfs_objects: {
    size: (context) => context.word,
    align: (context) => context.word,
    // As many as the number in front says.
    node: (context, fields, at) =>
      context.options.abbreviate
        ? pointer(fields.ulong(at))
        : arrayAt(context, fields.ulong(at), fields.u64(at - 8), 8, (item) => objectNode(context, item.u64(0))),
  },
  /** What stands where the name would: one of the union is shown (BTRFS_HIDES). */
  btrfs_inside: {
    size: () => 0,
    align: () => 1,
    node: (context, fields, at) => objectNode(context, fields.u64(at)),
  },
  btrfs_inside_device: { size: () => 0, align: () => 1, node: (_context, fields, at) => decimal(fields.u64(at)) },
  btrfs_inherit: {
    size: () => 8,
    align: wideAlign,
    node: (context, fields, at) => inheritance(context, fields.u64(at)),
  },
  /** As many as the number behind them says. */
  btrfs_rootrefs: {
    size: () => ROOTREFS * ROOTREF,
    align: wideAlign,
    node: (context, fields, at) =>
      arrayAt(
        context,
        fields.address + BigInt(at),
        BigInt(Math.min(fields.u8(at + ROOTREFS * ROOTREF), ROOTREFS)),
        ROOTREF,
        (one) =>
          struct(one.address, [
            ['treeid', objectNode(context, one.u64(0))],
            ['dirid', objectNode(context, one.u64(8))],
          ]),
      ),
  },
  /** struct btrfs_ioctl_timespec with its date. */
  btrfs_moment: {
    size: (context) => (context.arch === 'i386' ? 12 : 16),
    align: wideAlign,
    node: (_context, fields, at) => {
      const [seconds, nanoseconds] = [fields.u64(at), fields.u32(at + 8)];
      const node = struct(fields.address + BigInt(at), [
        ['sec', decimal(seconds)],
        ['nsec', decimal(nanoseconds)],
      ]);
      return withTime(node, seconds, BigInt(nanoseconds));
    },
  },
  seconds: {
    size: () => 8,
    align: wideAlign,
    node: (_context, fields, at) => withTime(decimal(fields.u64(at)), fields.u64(at), 0n),
  },
  permille: {
    size: () => 8,
    align: wideAlign,
    node: (_context, fields, at) => {
      const value = fields.u64(at);
      return { ...decimal(value), comment: `${value / 10n}.${value % 10n}%` };
    },
  },
  uuid: { size: () => 16, align: () => 1, node: (_context, fields, at) => uuidNode(fields, at) },
  uuid_if_any: {
    size: () => 16,
    align: () => 1,
    node: (_context, fields, at) =>
      fields.slice(at, 16).every((byte) => byte === 0) ? undefined : uuidNode(fields, at),
  },
};

/** BTRFS_MAX_ROOTREF_BUFFER_NUM of two numbers each. */
const ROOTREFS = 255;
const ROOTREF = 16;

/** The largest number by its name. */
export const largeNode = (value: bigint): Decoded =>
  value === 0xffff_ffff_ffff_ffffn ? named('UINT64_MAX', value) : decimal(value);

/** A number of btrfs's trees by its name, else in decimal. */
export const objectNode = (context: DecodeContext, value: bigint): Decoded =>
  oneOfElse('btrfs_objects', value, context.arch, largeNode(value));

const LIMITS = layout('flags:f64(btrfs_qgroup_limit_flags) max_rfer:u64 max_excl:u64 rsv_rfer:u64 rsv_excl:u64');
const INHERITED = 72;

/** struct btrfs_qgroup_inherit. */
function inheritance(context: DecodeContext, address: bigint): Decoded {
  const fields = fieldsAt(context, address, INHERITED);
  if (!fields) return pointer(address);
  const { abbreviate } = context.options;
  const groups = arrayAt(context, address + BigInt(INHERITED), fields.u64(8), 8, (one) => decimal(one.u64(0)));
  const head = struct(address, [
    ['flags', bitsOf('btrfs_qgroup_inherit_flags', fields.u64(0), context.arch)],
    ['num_qgroups', decimal(fields.u64(8))],
    ['num_ref_copies', decimal(fields.u64(16))],
    ['num_excl_copies', decimal(fields.u64(24))],
    ['lim', structIn(context, fields.at(32, 40), LIMITS)],
  ]);
  const added: FieldNode = { name: 'qgroups', node: groups, ...(abbreviate ? { detail: true } : {}) };
  return { ...head, fields: [...head.fields, added], more: abbreviate };
}

type Hides = (name: string, fields: Fields) => boolean;

/** Parts of a balance by the bits of its flags: BTRFS_BALANCE_DATA, _METADATA, _SYSTEM. */
const BALANCED: Readonly<Record<string, bigint>> = { data: 1n, sys: 2n, meta: 4n };
const balance: Hides = (name, fields) => {
  const bit = BALANCED[name];
  return bit !== undefined && (fields.u64(0) & bit) === 0n;
};

/** BTRFS_FS_INFO_FLAG_CSUM_INFO, _GENERATION, _METADATA_UUID: what the kernel was asked for. */
const INFORMED: Readonly<Record<string, bigint>> = { csum_type: 1n, csum_size: 1n, generation: 2n, metadata_uuid: 4n };
const FS_INFO_FLAGS = 48;
const information: Hides = (name, fields) => {
  const bit = INFORMED[name];
  return bit !== undefined && (fields.u64(FS_INFO_FLAGS) & bit) === 0n;
};

/** BTRFS_IOCTL_DEV_REPLACE_CMD_START and _STATUS have a part of the union each. */
const replace: Hides = (name, fields) =>
  (name === 'start' && fields.u64(0) !== 0n) || (name === 'status' && fields.u64(0) !== 1n);

/** BTRFS_SUBVOL_QGROUP_INHERIT, BTRFS_DEVICE_SPEC_BY_ID, BTRFS_SUBVOL_SPEC_BY_ID choose among two unions. */
const VOLUME_FLAGS = 16;
const volume: Hides = (name, fields) => {
  const flags = fields.u64(VOLUME_FLAGS);
  if (name === 'size' || name === 'qgroup_inherit') return (flags & 4n) === 0n;
  if (name === 'devid') return (flags & 8n) === 0n;
  if (name === 'subvolid') return (flags & 16n) === 0n;
  return name === 'name' && (flags & 24n) !== 0n;
};

/** Fields that a value does not use, by structure. */
export const BTRFS_HIDES: Readonly<Record<string, Hides>> = {
  btrfs_fs_info: information,
  btrfs_balance_asked: balance,
  btrfs_balance: balance,
  btrfs_replace: replace,
  btrfs_replaced: replace,
  btrfs_vol_v2: volume,
};
