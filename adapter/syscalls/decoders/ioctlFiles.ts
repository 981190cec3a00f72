/**
 * Requests of files, file systems and partitions whose structures point on or go on (linux/fiemap.h, fs.h, blkpg.h,
 * random.h). Must not know the other requests.
 */
import { bitsOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { decimal } from '../nodes.ts';
import { arrayAt, bytesAt, fieldsAt, structAt } from '../reading.ts';
import { IOCTL_FIELDS } from './ioctlFields.ts';
import { layout, structIn, structOf } from './layout.ts';

type Special = (context: DecodeContext, address: bigint) => Decoded;

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

const DEDUPE_ENTRY = layout('src_offset:u64 src_length:u64 dest_count:u16');
const DEDUPE_TARGET = layout(
  'dest_fd:srcfd dest_offset:u64 bytes_deduped-:u64 status-:i32 reserved-:u32',
  IOCTL_FIELDS,
);
const DEDUPE_RESULT = layout('dest_fd-:u64 dest_offset-:u64 bytes_deduped:u64 status:i32 reserved-:u32');
/** struct file_dedupe_range without its list, and how much of that is shown when abbreviating. */
const DEDUPE_HEAD = 24;
const DEDUPE_SHOWN = 2;

const deduplication: Special = (context, address) => {
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
};

export const FILE_REQUESTS: Readonly<Record<string, Special>> = {
  dedupe: deduplication,
  bare_subvol_flags: (context, address) =>
    structAt(context, address, 8, (fields) => bitsOf('btrfs_subvol_flags', fields.u64(0), context.arch)),
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
};
