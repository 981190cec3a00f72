/**
 * quotactl: the id and the address by command. Layouts: linux/quota.h, and linux/dqblk_xfs.h for XFS's own.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, low32, pending, pointer } from '../nodes.ts';
import { pathAt, structAt } from '../reading.ts';
import { type Layout, layout, structOf, structType } from './layout.ts';
import { idNode } from './scalars.ts';

const BLOCKS =
  'dqb_bhardlimit:u64 dqb_bsoftlimit:u64 dqb_curspace:u64 dqb_ihardlimit:u64 dqb_isoftlimit:u64 dqb_curinodes:u64 dqb_btime*:u64 dqb_itime*:u64 dqb_valid*:f32(quota_valid_fields)';
const QUOTA = layout(BLOCKS);
const NEXT = layout(`${BLOCKS} dqb_id:u32`);
const INFO = layout('dqi_bgrace:u64 dqi_igrace:u64 dqi_flags:f32(quota_info_flags) dqi_valid:f32(quota_info_fields)');
const XFS_QUOTA = layout(
  'd_version:i8 d_flags:f8(xfs_quota_types) d_fieldmask:x16 d_id:u32 d_blk_hardlimit:u64 d_blk_softlimit:u64 d_ino_hardlimit:u64 d_ino_softlimit:u64 d_bcount:u64 d_icount:u64 d_itimer*:i32 d_btimer*:i32 d_iwarns*:u16 d_bwarns*:u16 d_hi-:i8[4] d_rtb_hardlimit*:u64 d_rtb_softlimit*:u64 d_rtbcount*:u64 d_rtbtimer*:i32 d_rtbwarns*:u16 d_padding3-:i16 d_padding4-:bytes(8)',
);
/** Padded where 64-bit numbers stand on 8 bytes. */
const FILE = layout('qfs_ino:u64 qfs_nblks:u64 qfs_nextents:u32');
const XFS_STATUS = layout(
  'qs_version:i8 pad-:i8 qs_flags*:f16(xfs_quota_flags) qs_pad-:i32 qs_uquota*:file qs_gquota*:file qs_incoredqs*:u32 qs_btimelimit*:i32 qs_itimelimit*:i32 qs_rtbtimelimit*:i32 qs_bwarnlimit*:u16 qs_iwarnlimit*:u16',
  { file: structType(() => FILE) },
);
const STATUS_FILE = layout('qfs_ino:u64 qfs_nblks:u64 qfs_nextents:u32 qfs_pad-:u32');
const XFS_STATUS_NEW = layout(
  'qs_version:i8 qs_pad1-:u8 qs_flags*:f16(xfs_quota_flags) qs_incoredqs*:u32 qs_uquota*:file qs_gquota*:file qs_pquota*:file qs_btimelimit*:i32 qs_itimelimit*:i32 qs_rtbtimelimit*:i32 qs_bwarnlimit*:u16 qs_iwarnlimit*:u16 qs_rtbwarnlimit-:u16 qs_pad3-:u16 qs_pad4-:u32 qs_pad2-:u64[7]',
  { file: structType(() => STATUS_FILE) },
);

type Reading = (context: DecodeContext, address: bigint) => Decoded;

const as =
  (of: Layout): Reading =>
  (context, address) =>
    structOf(context, address, of);

const flags =
  (set: string): Reading =>
  (context, address) =>
    structAt(context, address, 4, (fields) => array(address, [bitsOf(set, BigInt(fields.u32(0)), context.arch)]));

/** Commands whose memory the program fills in. */
const GIVEN: Readonly<Record<string, Reading>> = {
  Q_QUOTAON: pathAt,
  Q_SETQUOTA: as(QUOTA),
  Q_SETINFO: as(INFO),
  Q_XSETQLIM: as(XFS_QUOTA),
  Q_XQUOTAON: flags('xfs_quota_flags'),
  Q_XQUOTAOFF: flags('xfs_quota_flags'),
  Q_XQUOTARM: flags('xfs_quota_types'),
};

/** Commands whose memory the kernel fills in. */
const GOT: Readonly<Record<string, Reading>> = {
  Q_GETQUOTA: as(QUOTA),
  Q_GETNEXTQUOTA: as(NEXT),
  Q_GETINFO: as(INFO),
  Q_XGETQUOTA: as(XFS_QUOTA),
  Q_XGETNEXTQUOTA: as(XFS_QUOTA),
  Q_XGETQSTAT: as(XFS_STATUS),
  Q_XGETQSTATV: as(XFS_STATUS_NEW),
  Q_GETFMT: (context, address) =>
    structAt(context, address, 4, (fields) =>
      array(address, [oneOf('quota_formats', BigInt(fields.u32(0)), context.arch)]),
    ),
};

/** linux/quota.h: SUBCMDSHIFT. */
const commandName = (context: DecodeContext, param: string | undefined): string =>
  nameIn('quota_cmds', low32(context.argument(param ?? '') ?? 0n) >> 8n, context.arch) ?? '';

const address: Decoder = (context, value, params) => {
  const name = commandName(context, params[0]);
  const given = GIVEN[name];
  if (given) return context.before ?? given(context, value);
  const got = GOT[name];
  if (!got) return pointer(value);
  return context.phase === 'entry' ? pending(value) : got(context, value);
};

/** Q_QUOTAON takes a format where the others take a user, group or project. */
const id: Decoder = (context, value, params) =>
  commandName(context, params[0]) === 'Q_QUOTAON' ? oneOf('quota_formats', low32(value), context.arch) : idNode(value);

export const QUOTA_COMMANDS: Readonly<Record<string, Decoder>> = { quota_addr: address, quota_id: id };
