/**
 * stat and its relatives: one reader of each ABI's layout, one form for all. Layouts: asm/stat.h of each architecture,
 * linux/stat.h for statx, asm/statfs.h and asm-generic/statfs.h.
 */

import { bitsOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { abbreviated, decimal, hex, pointer, struct } from '../nodes.ts';
import { type Fields, structAt } from '../reading.ts';
import { deviceNode, symbolicMode } from './scalars.ts';
import { timeComment, withTime } from './times.ts';

interface Stat {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly mode: bigint;
  readonly nlink: bigint;
  readonly uid: number;
  readonly gid: number;
  readonly rdev: bigint;
  readonly size: bigint;
  readonly blksize: bigint;
  readonly blocks: bigint;
  /** Seconds and nanoseconds of access, modification and change. */
  readonly times: readonly bigint[];
}

const S_IFMT = 0o170000n;
const S_IFCHR = 0o020000n;
const S_IFBLK = 0o060000n;

function statNode(context: DecodeContext, address: bigint, stat: Stat): Decoded {
  const type = stat.mode & S_IFMT;
  const device = type === S_IFCHR || type === S_IFBLK;
  const mode = symbolicMode(stat.mode);
  const sized = () =>
    device ? (['st_rdev', deviceNode(stat.rdev)] as const) : (['st_size', unsigned(stat.size)] as const);
  return abbreviated(
    context.options,
    address,
    ['st_mode', device ? 'st_rdev' : 'st_size'],
    () => [
      ['st_dev', deviceNode(stat.dev)],
      ['st_ino', decimal(stat.ino)],
      ['st_mode', mode],
      ['st_nlink', decimal(stat.nlink)],
      ['st_uid', decimal(stat.uid)],
      ['st_gid', decimal(stat.gid)],
      ['st_blksize', unsigned(stat.blksize)],
      ['st_blocks', unsigned(stat.blocks)],
      sized(),
      ...times(stat.times),
    ],
    () => [['st_mode', mode], sized()],
  );
}

/** As strace shows sizes and fractions. */
const unsigned = (value: bigint): Decoded => decimal(BigInt.asUintN(64, value));

function times(values: readonly bigint[]): (readonly [string, Decoded])[] {
  const names = ['st_atime', 'st_mtime', 'st_ctime'];
  // The oldest form has seconds only.
  if (values.length === names.length) {
    return names.map((name, i) => [name, withTime(decimal(values[i] ?? 0n), values[i] ?? 0n, 0n)] as const);
  }
  return names.flatMap((name, i) => {
    const seconds = values[i * 2] as bigint;
    const nanoseconds = values[i * 2 + 1] ?? 0n;
    return [
      [name, withTime(decimal(seconds), seconds, nanoseconds)] as const,
      [`${name}_nsec`, unsigned(nanoseconds)] as const,
    ];
  });
}

/** Seconds are signed, what is below them is not, in turn. */
const signedThenUnsigned =
  (fields: Fields, from: number) =>
  (offset: number): bigint =>
    BigInt((offset - from) % 8 === 0 ? fields.i32(offset) : fields.u32(offset));

const sixFrom = (read: (offset: number) => bigint, offset: number, step: number): bigint[] =>
  [0, 1, 2, 3, 4, 5].map((i) => read(offset + i * step));

/** arch/x86/include/uapi/asm/stat.h, the 64-bit one (x32 too). */
function statX86(fields: Fields): Stat {
  return {
    dev: fields.u64(0),
    ino: fields.u64(8),
    nlink: fields.u64(16),
    mode: BigInt(fields.u32(24)),
    uid: fields.u32(28),
    gid: fields.u32(32),
    rdev: fields.u64(40),
    size: fields.i64(48),
    blksize: fields.i64(56),
    blocks: fields.i64(64),
    times: sixFrom((offset) => fields.i64(offset), 72, 8),
  };
}

/** asm-generic/stat.h. */
function statGeneric(fields: Fields): Stat {
  return {
    dev: fields.u64(0),
    ino: fields.u64(8),
    mode: BigInt(fields.u32(16)),
    nlink: BigInt(fields.u32(20)),
    uid: fields.u32(24),
    gid: fields.u32(28),
    rdev: fields.u64(32),
    size: fields.i64(48),
    blksize: BigInt(fields.i32(56)),
    blocks: fields.i64(64),
    times: sixFrom((offset) => fields.i64(offset), 72, 8),
  };
}

/** arch/x86/include/uapi/asm/stat.h, i386. */
function statI386(fields: Fields): Stat {
  return {
    dev: BigInt(fields.u32(0)),
    ino: BigInt(fields.u32(4)),
    mode: BigInt(fields.u16(8)),
    nlink: BigInt(fields.u16(10)),
    uid: fields.u16(12),
    gid: fields.u16(14),
    rdev: BigInt(fields.u32(16)),
    size: BigInt(fields.u32(20)),
    blksize: BigInt(fields.u32(24)),
    blocks: BigInt(fields.u32(28)),
    times: sixFrom(signedThenUnsigned(fields, 32), 32, 4),
  };
}

/** The same file: stat64, packed to four bytes on i386. */
function stat64I386(fields: Fields): Stat {
  return {
    dev: fields.u64(0),
    ino: fields.u64(88),
    mode: BigInt(fields.u32(16)),
    nlink: BigInt(fields.u32(20)),
    uid: fields.u32(24),
    gid: fields.u32(28),
    rdev: fields.u64(32),
    size: fields.i64(44),
    blksize: BigInt(fields.u32(52)),
    blocks: fields.u64(56),
    times: sixFrom(signedThenUnsigned(fields, 64), 64, 4),
  };
}

/** __old_kernel_stat: 16-bit fields, seconds only. */
function statOld(fields: Fields): Stat {
  const time = (i: number): bigint => BigInt(fields.i32(20 + i * 4));
  return {
    dev: BigInt(fields.u16(0)),
    ino: BigInt(fields.u16(2)),
    mode: BigInt(fields.u16(4)),
    nlink: BigInt(fields.u16(6)),
    uid: fields.u16(8),
    gid: fields.u16(10),
    rdev: BigInt(fields.u16(12)),
    size: BigInt(fields.u32(16)),
    blksize: 0n,
    blocks: 0n,
    times: [time(0), time(1), time(2)],
  };
}

const stat: Decoder = (context, value) => {
  switch (context.arch) {
    case 'i386':
      return structAt(context, value, 64, (fields) => statNode(context, value, statI386(fields)));
    case 'aarch64':
      return structAt(context, value, 128, (fields) => statNode(context, value, statGeneric(fields)));
    case 'x86_64':
    case 'x32':
      return structAt(context, value, 144, (fields) => statNode(context, value, statX86(fields)));
    case 'arm':
      return pointer(value);
    default:
      return context.arch satisfies never;
  }
};

function statxTime(fields: Fields, offset: number): Decoded {
  const seconds = fields.i64(offset);
  const nanoseconds = BigInt(fields.u32(offset + 8));
  const node = struct(fields.address + BigInt(offset), [
    ['tv_sec', decimal(seconds)],
    ['tv_nsec', decimal(nanoseconds)],
  ]);
  const comment = timeComment(seconds, nanoseconds);
  return comment === undefined ? node : { ...node, comment };
}

/** linux/stat.h: what the kernel says it filled in. */
const STATX = {
  MODE: 0x3, // STATX_TYPE | STATX_MODE
  NLINK: 0x4,
  UID: 0x8,
  GID: 0x10,
  ATIME: 0x20,
  MTIME: 0x40,
  CTIME: 0x80,
  INO: 0x100,
  SIZE: 0x200,
  BLOCKS: 0x400,
  BTIME: 0x800,
  MNT_ID: 0x5000, // or STATX_MNT_ID_UNIQUE
  DIOALIGN: 0x2000,
  SUBVOL: 0x8000,
  WRITE_ATOMIC: 0x10000,
  DIO_READ_ALIGN: 0x20000,
} as const;

const statx: Decoder = (context, value) =>
  structAt(context, value, 256, (fields) => {
    const filled = fields.u32(0);
    const given = (bit: number, node: () => Decoded): Decoded | undefined =>
      (filled & bit) === 0 ? undefined : node();
    const u32 = (bit: number, offset: number) => given(bit, () => decimal(fields.u32(offset)));
    const time = (bit: number, offset: number) => given(bit, () => statxTime(fields, offset));
    const mask = bitsOf('statx_masks', BigInt(filled), context.arch);
    const attributes = bitsOf('statx_attributes', fields.u64(8), context.arch);
    const mode = given(STATX.MODE, () => symbolicMode(BigInt(fields.u16(28))));
    const size = given(STATX.SIZE, () => decimal(fields.u64(40)));
    return abbreviated(
      context.options,
      value,
      ['stx_mask', 'stx_attributes', 'stx_mode', 'stx_size'],
      () => [
        ['stx_mask', mask],
        ['stx_blksize', decimal(fields.u32(4))],
        ['stx_attributes', attributes],
        ['stx_nlink', u32(STATX.NLINK, 16)],
        ['stx_uid', u32(STATX.UID, 20)],
        ['stx_gid', u32(STATX.GID, 24)],
        ['stx_mode', mode],
        ['stx_ino', given(STATX.INO, () => decimal(fields.u64(32)))],
        ['stx_size', size],
        ['stx_blocks', given(STATX.BLOCKS, () => decimal(fields.u64(48)))],
        ['stx_attributes_mask', bitsOf('statx_attributes', fields.u64(56), context.arch)],
        ['stx_atime', time(STATX.ATIME, 64)],
        ['stx_btime', time(STATX.BTIME, 80)],
        ['stx_ctime', time(STATX.CTIME, 96)],
        ['stx_mtime', time(STATX.MTIME, 112)],
        ['stx_rdev_major', decimal(fields.u32(128))],
        ['stx_rdev_minor', decimal(fields.u32(132))],
        ['stx_dev_major', decimal(fields.u32(136))],
        ['stx_dev_minor', decimal(fields.u32(140))],
        ['stx_mnt_id', given(STATX.MNT_ID, () => hex(fields.u64(144)))],
        ['stx_dio_mem_align', u32(STATX.DIOALIGN, 152)],
        ['stx_dio_offset_align', u32(STATX.DIOALIGN, 156)],
        ['stx_subvol', given(STATX.SUBVOL, () => hex(fields.u64(160)))],
        ['stx_atomic_write_unit_min', u32(STATX.WRITE_ATOMIC, 168)],
        ['stx_atomic_write_unit_max', u32(STATX.WRITE_ATOMIC, 172)],
        ['stx_atomic_write_segments_max', u32(STATX.WRITE_ATOMIC, 176)],
        ['stx_dio_read_offset_align', u32(STATX.DIO_READ_ALIGN, 180)],
        ['stx_atomic_write_unit_max_opt', u32(STATX.WRITE_ATOMIC, 184)],
      ],
      () => [
        ['stx_mask', mask],
        ['stx_attributes', attributes],
        ['stx_mode', mode],
        ['stx_size', size],
      ],
    );
  });

export const STAT: Readonly<Record<string, Decoder>> = {
  stat,
  stat64: (context, value) => structAt(context, value, 96, (fields) => statNode(context, value, stat64I386(fields))),
  old_stat: (context, value) => structAt(context, value, 32, (fields) => statNode(context, value, statOld(fields))),
  statx,
};
