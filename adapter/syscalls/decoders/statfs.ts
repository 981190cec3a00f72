/**
 * File system statistics: statfs in its forms, ustat, and the page cache's (cachestat). Layouts: asm-generic/statfs.h,
 * linux/types.h, linux/mman.h.
 */
import { bitsOf, nameIn } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, named, pointer, struct } from '../nodes.ts';
import { type Fields, parameter, structAt } from '../reading.ts';

/** linux/statfs.h (the kernel's own): f_flags means something. */
const ST_VALID = 0x20n;

/** asm-generic/statfs.h by widths: `long` ones, u64 counts. */
function statfsNode(context: DecodeContext, fields: Fields, long: 4 | 8, count: 4 | 8): Decoded {
  let offset = 0;
  const take = (width: 4 | 8): bigint => {
    const value = width === 8 ? fields.u64(offset) : BigInt(fields.u32(offset));
    offset += width;
    return value;
  };
  const type = take(long);
  const bsize = take(long);
  const [blocks, bfree, bavail, files, ffree] = [take(count), take(count), take(count), take(count), take(count)];
  const fsid = [fields.i32(offset), fields.i32(offset + 4)];
  offset += 8;
  const [namelen, frsize, flags] = [take(long), take(long), take(long)];
  const name = nameIn('fs_magics', type & 0xffffffffn, context.arch);
  return struct(fields.address, [
    ['f_type', name === undefined ? hex(type) : named(name, type)],
    ['f_bsize', decimal(bsize)],
    ['f_blocks', decimal(blocks)],
    ['f_bfree', decimal(bfree)],
    ['f_bavail', decimal(bavail)],
    ['f_files', decimal(files)],
    ['f_ffree', decimal(ffree)],
    [
      'f_fsid',
      struct(fields.address, [
        [
          'val',
          array(
            fields.address,
            fsid.map((one) => hex(BigInt.asUintN(32, BigInt(one)))),
          ),
        ],
      ]),
    ],
    ['f_namelen', decimal(namelen)],
    ['f_frsize', decimal(frsize)],
    ['f_flags', (flags & ST_VALID) === 0n ? undefined : bitsOf('statfs_flags', flags, context.arch)],
  ]);
}

/** x86_64, x32 and aarch64: 120 bytes; i386: 64, and 84 for statfs64. */
const statfs: Decoder = (context, value) =>
  context.arch === 'i386'
    ? structAt(context, value, 64, (fields) => statfsNode(context, fields, 4, 4))
    : structAt(context, value, 120, (fields) => statfsNode(context, fields, 8, 8));

const STATFS64_SIZE = 84;

/** The kernel takes no other size. */
const statfs64: Decoder = (context, value, params) =>
  parameter(context, params[0]) === BigInt(STATFS64_SIZE)
    ? structAt(context, value, STATFS64_SIZE, (fields) => statfsNode(context, fields, 4, 8))
    : pointer(value);

const ustat: Decoder = (context, value) =>
  structAt(context, value, context.word === 8 ? 32 : 20, (fields) =>
    struct(value, [
      ['f_tfree', decimal(fields.i32(0))],
      ['f_tinode', decimal(fields.ulong(context.word))],
    ]),
  );

const cachestatNames = ['nr_cache', 'nr_dirty', 'nr_writeback', 'nr_evicted', 'nr_recently_evicted'];

export const STATFS: Readonly<Record<string, Decoder>> = {
  statfs,
  statfs64,
  ustat,
  cachestat_range: (context, value) =>
    structAt(context, value, 16, (fields) =>
      struct(value, [
        ['off', decimal(fields.u64(0))],
        ['len', decimal(fields.u64(8))],
      ]),
    ),
  cachestat: (context, value) =>
    structAt(context, value, 40, (fields) =>
      struct(
        value,
        cachestatNames.map((name, i) => [name, decimal(fields.u64(i * 8))] as const),
      ),
    ),
};
