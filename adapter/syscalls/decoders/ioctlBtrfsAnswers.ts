/**
 * Requests of btrfs that the kernel answers with as much as there is room for: searches, space, errors of a device, paths
 * and inodes (linux/btrfs.h). Must not know the other requests.
 */
import { bitsOf, oneOf, oneOfElse } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded, FieldNode } from '../decoded.ts';
import { array, decimal, pointer, struct, withComment } from '../nodes.ts';
import { printNode } from '../print.ts';
import { arrayAt, type Fields, fieldsAt, pathAt } from '../reading.ts';
import { largeNode, objectNode } from './ioctlBtrfsFields.ts';
import { layout, layoutSize, structIn } from './layout.ts';
import { deviceNode } from './scalars.ts';

type Special = (context: DecodeContext, address: bigint) => Decoded;

const isEntry = (context: DecodeContext): boolean => context.phase === 'entry';

/** A structure with a list behind it, which is `...` when abbreviating. */
function withList(context: DecodeContext, node: Decoded, name: string, list: () => Decoded): Decoded {
  const { abbreviate, details } = context.options;
  if (node.kind !== 'struct') return node;
  if (abbreviate && !details) return { ...node, more: true };
  const field: FieldNode = { name, node: list(), ...(abbreviate ? { detail: true } : {}) };
  return { ...node, fields: [...node.fields, field], more: abbreviate };
}

/** struct btrfs_ioctl_search_key. */
const KEY = { size: 104, types: 56, items: 64 };
const FIRST_FREE = 256n;
const LAST_FREE = -256n & 0xffff_ffff_ffff_ffffn;

function searchKey(context: DecodeContext, fields: Fields): Decoded {
  const { abbreviate } = context.options;
  const type = (at: number): Decoded =>
    oneOfElse('btrfs_key_types', BigInt(fields.u32(at)), context.arch, decimal(fields.u32(at)));
  // From the first to the last is every one.
  const object = (at: number, usual: bigint): Decoded | undefined =>
    abbreviate && fields.u64(at) === usual ? undefined : objectNode(context, fields.u64(at));
  return struct(fields.address, [
    ['tree_id', objectNode(context, fields.u64(0))],
    ['min_objectid', object(8, FIRST_FREE)],
    ['max_objectid', object(16, LAST_FREE)],
    ['min_offset', largeNode(fields.u64(24))],
    ['max_offset', largeNode(fields.u64(32))],
    ['min_transid', largeNode(fields.u64(40))],
    ['max_transid', largeNode(fields.u64(48))],
    ['min_type', type(KEY.types)],
    ['max_type', type(KEY.types + 4)],
    ['nr_items', decimal(fields.u32(KEY.items))],
  ]);
}

/** struct btrfs_ioctl_search_header, and how many are shown at the most. */
const HEADER = 32;
const MOST = 4096;

/** Items found: each with its header in front. */
function found(context: DecodeContext, start: bigint, count: number, size: number): Decoded {
  const items: Decoded[] = [];
  for (let at = 0; items.length < Math.min(count, MOST) && at + HEADER <= size; ) {
    const address = start + BigInt(at);
    const one = fieldsAt(context, address, HEADER);
    if (!one) return items.length === 0 ? pointer(start) : { ...array(start, items, true), unreadable: address };
    const length = one.u32(28);
    items.push(
      struct(address, [
        ['transid', largeNode(one.u64(0))],
        ['objectid', objectNode(context, one.u64(8))],
        ['offset', largeNode(one.u64(16))],
        ['type', oneOfElse('btrfs_key_types', BigInt(one.u32(24)), context.arch, decimal(one.u32(24)))],
        ['len', decimal(length)],
      ]),
    );
    at += HEADER + length;
  }
  return array(start, items);
}

const PAGE = 4096;
/** The kernel's own bound: 16 MiB. */
const BUFFER_MAX = 1 << 24;

const search =
  (hasSize: boolean): Special =>
  (context, address) => {
    const length = hasSize ? KEY.size + 8 : KEY.size;
    const fields = fieldsAt(context, address, length);
    if (!fields) return pointer(address);
    const size = hasSize ? fields.u64(KEY.size) : undefined;
    const asked = size === undefined ? undefined : decimal(size);
    if (isEntry(context))
      return struct(address, [
        ['key', searchKey(context, fields)],
        ['buf_size', asked],
      ]);
    const count = fields.u32(KEY.items);
    const node = struct(address, [
      ['key', struct(address, [['nr_items', decimal(count)]])],
      ['buf_size', asked],
    ]);
    const room = size === undefined ? PAGE - KEY.size : Math.min(Number(size), BUFFER_MAX);
    return withList(context, node, 'buf', () => found(context, address + BigInt(length), count, room));
  };

const SPACE = layout('flags:f64(btrfs_block_groups) total_bytes:u64 used_bytes:u64');

/** struct btrfs_ioctl_space_args: as many as there are slots. */
const space: Special = (context, address) => {
  const fields = fieldsAt(context, address, 16);
  if (!fields) return pointer(address);
  if (isEntry(context)) return struct(address, [['space_slots', decimal(fields.u64(0))]]);
  const total = fields.u64(8);
  const slots = fields.u64(0);
  const node = struct(address, [['total_spaces', decimal(total)]]);
  if (slots === 0n || total === 0n) return node;
  const shown = BigInt(Math.min(Number(slots), Number(total)));
  return withList(context, node, 'spaces', () =>
    arrayAt(context, address + 16n, shown, layoutSize(context, SPACE), (one) => structIn(context, one, SPACE)),
  );
};

/** struct btrfs_ioctl_get_dev_stats, which has this many numbers. */
const ERRORS = { head: 24, count: 5 };

const errors: Special = (context, address) => {
  const fields = fieldsAt(context, address, ERRORS.head + 8 * ERRORS.count);
  if (!fields) return pointer(address);
  const count = fields.u64(8);
  const node = struct(address, [
    ['devid', isEntry(context) ? deviceNode(fields.u64(0)) : undefined],
    ['nr_items', decimal(count)],
    ['flags', bitsOf('btrfs_dev_stats_flags', fields.u64(16), context.arch)],
  ]);
  if (isEntry(context)) return node;
  const numbers: Decoded[] = [];
  const labels: string[] = [];
  for (let i = 0; i < ERRORS.count && BigInt(i) < count; i++) {
    numbers.push(decimal(fields.u64(ERRORS.head + 8 * i)));
    labels.push(printNode(oneOf('btrfs_dev_stats', BigInt(i), context.arch)));
  }
  const values = { ...array(address + BigInt(ERRORS.head), numbers), labels };
  return { ...node, fields: [...node.fields, { name: 'values', node: values, label: 'none' }] };
};

/** struct btrfs_data_container; paths are counted from where its values begin. */
const CONTAINER = 16;

function container(context: DecodeContext, address: bigint, list: (at: bigint, count: number) => Decoded): Decoded {
  const fields = fieldsAt(context, address, CONTAINER);
  if (!fields) return pointer(address);
  const count = fields.u32(8);
  const node = struct(address, [
    ['bytes_left', decimal(fields.u32(0))],
    ['bytes_missing', decimal(fields.u32(4))],
    ['elem_cnt', decimal(count)],
    ['elem_missed', decimal(fields.u32(12))],
  ]);
  return withList(context, node, 'val', () => list(address + BigInt(CONTAINER), count));
}

/** struct btrfs_ioctl_ino_path_args. */
const paths: Special = (context, address) => {
  const fields = fieldsAt(context, address, 56);
  if (!fields) return pointer(address);
  const result = fields.u64(48);
  if (isEntry(context))
    return struct(address, [
      ['inum', decimal(fields.u64(0))],
      ['size', decimal(fields.u64(8))],
      ['fspath', pointer(result)],
    ]);
  const node = container(context, result, (at, count) =>
    arrayAt(context, at, BigInt(count), 8, (one) => pathAt(context, at + one.u64(0))),
  );
  return struct(address, [['fspath', node]]);
};

/** struct btrfs_ioctl_logical_ino_args: three numbers for each inode. */
const inodes: Special = (context, address) => {
  const fields = fieldsAt(context, address, 56);
  if (!fields) return pointer(address);
  const result = fields.u64(48);
  if (isEntry(context))
    return struct(address, [
      ['logical', decimal(fields.u64(0))],
      ['size', decimal(fields.u64(8))],
      ['flags', bitsOf('btrfs_logical_ino_flags', fields.u64(40), context.arch)],
      ['inodes', pointer(result)],
    ]);
  const node = container(context, result, (at, count) =>
    arrayAt(context, at, BigInt(Math.floor(count / 3)), 24, (one) =>
      struct(one.address, [
        ['inum', decimal(one.u64(0))],
        ['offset', decimal(one.u64(8))],
        ['root', decimal(one.u64(16))],
      ]),
    ),
  );
  return struct(address, [['inodes', node]]);
};

const FEATURES = layout(
  'compat_flags:f64(btrfs_features_compat) compat_ro_flags:f64(btrfs_features_compat_ro) incompat_flags:f64(btrfs_features_incompat)',
);

const features =
  (count: number, comments: readonly string[] = []): Special =>
  (context, address) =>
    arrayAt(
      context,
      address,
      BigInt(count),
      layoutSize(context, FEATURES),
      (one, index) => {
        const node = structIn(context, one, FEATURES);
        const comment = comments[index];
        return comment === undefined ? node : withComment(node, comment);
      },
      count,
    );

export const BTRFS_ANSWERS: Readonly<Record<string, Special>> = {
  btrfs_search: search(false),
  btrfs_search_v2: search(true),
  btrfs_space: space,
  btrfs_errors: errors,
  btrfs_paths: paths,
  btrfs_inodes: inodes,
  btrfs_features_set: features(2),
  btrfs_features_supported: features(3, ['supported', 'safe to set', 'safe to clear']),
};
