/**
 * Field types of btrfs's structures, and which of their fields a value uses (linux/btrfs.h). Must not know requests.
 */
import { oneOfElse } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { decimal, pointer } from '../nodes.ts';
import { arrayAt, type Fields } from '../reading.ts';
import type { FieldType } from './layout.ts';
import { withTime } from './times.ts';

/** Shown as people write it: in groups of hexadecimal digits. */
function uuidNode(fields: Fields, at: number): Decoded {
  const digits = [...fields.slice(at, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const name = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { kind: 'enum', value: BigInt(`0x${digits}`), name, text: true };
}

export const BTRFS_FIELDS: Readonly<Record<string, FieldType>> = {
  btrfs_object: {
    size: () => 8,
    align: () => 8,
    node: (context, fields, at) => objectNode(context, fields.u64(at)),
  },
  btrfs_objects: {
    size: () => 8,
    align: () => 8,
    // As many as the number in front says.
    node: (context, fields, at) =>
      context.options.abbreviate
        ? pointer(fields.u64(at))
        : arrayAt(context, fields.u64(at), fields.u64(at - 8), 8, (item) => objectNode(context, item.u64(0))),
  },
  seconds: {
    size: () => 8,
    align: () => 8,
    node: (_context, fields, at) => withTime(decimal(fields.u64(at)), fields.u64(at), 0n),
  },
  permille: {
    size: () => 8,
    align: () => 8,
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

const objectNode = (context: DecodeContext, value: bigint): Decoded =>
  oneOfElse('btrfs_objects', value, context.arch, decimal(value));

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

/** Fields that a value does not use, by structure. */
export const BTRFS_HIDES: Readonly<Record<string, Hides>> = {
  btrfs_fs_info: information,
  btrfs_balance_asked: balance,
  btrfs_balance: balance,
  btrfs_replace: replace,
  btrfs_replaced: replace,
};
