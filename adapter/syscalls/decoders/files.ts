/**
 * Files beyond stat: directory entries, fcntl's argument, statx's flags.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded, EnumNode } from '../decoded.ts';
import {
  array,
  decimal,
  hex,
  joined,
  low32,
  NO_BYTES,
  pending,
  pointer,
  signed32,
  struct,
  text,
  withComment,
} from '../nodes.ts';
import { arrayAt, cstringAt, Fields, parameter, structAt } from '../reading.ts';
import { openFlags } from './constants.ts';
import { fdNode, idNode, signalNode } from './scalars.ts';

/** Directory records read at most: getdents is called with 32 KiB buffers as a rule. */
const DENTS_MAX = 1 << 20;

/** linux/dirent.h: inode, offset, record length, then (64) a type byte before the name, (old) one at the end. */
function dents(is64: boolean): Decoder {
  return (context, value, params) => {
    const length = parameter(context, params[0]);
    const room = low32(context.argument('count') ?? 0n);
    if (length === undefined || length > room || length > BigInt(DENTS_MAX)) return pointer(value);
    const bytes = length === 0n ? NO_BYTES : context.memory.readSome(value, Number(length));
    const fields = new Fields(bytes ?? NO_BYTES, value, context.word);
    const word = is64 ? 8 : context.word;
    const head = is64 ? 19 : word * 2 + 2;
    const items: Decoded[] = [];
    const notes: string[] = [];
    let left = Number(length);
    let at = 0;
    let count = 0;
    while (left >= head && at + head <= fields.length) {
      const size = fields.u16(at + word * 2);
      count++;
      if (size > left) notes.push(`d_reclen ${size - left} bytes overflow`);
      else if (size < head) notes.push(`d_reclen ${head - size} bytes underflow`);
      const end = Math.min(at + Math.max(head, Math.min(size, left)), fields.length);
      if (!context.options.abbreviate) items.push(dirent(context, fields, at, end, is64));
      left = size > left ? 0 : left - Math.max(size, head);
      if (size < head) break;
      at += size;
    }
    // A record that the kernel can't have written ends the list.
    if (!context.options.abbreviate) {
      return count === 0 && left > 0 ? pointer(value) : array(value, items, left > 0);
    }
    return withComment(pointer(value), [...notes, `${count}${left > 0 ? '+' : ''} entries`].join(' */ /* '));
  };
}

function dirent(context: DecodeContext, fields: Fields, at: number, end: number, is64: boolean): Decoded {
  const word = is64 ? 8 : context.word;
  const head = word * 2 + 2;
  const name = is64 ? at + head + 1 : at + head;
  const size = fields.u16(at + word * 2);
  const type = oneOf('dirent_types', BigInt(fields.u8(is64 ? at + head : end - 1)), context.arch);
  return struct(fields.address + BigInt(at), [
    ['d_ino', decimal(is64 ? fields.u64(at) : fields.ulong(at))],
    ['d_off', decimal(is64 ? fields.i64(at + 8) : fields.ulong(at + word))],
    ['d_reclen', decimal(size)],
    ['d_type', is64 ? type : undefined],
    ['d_name', text(fields.chars(name, Math.max(0, end - name)).slice(), fields.address + BigInt(name))],
    ['d_type', is64 ? undefined : type],
  ]);
}

/** fs/readdir.c: old_linux_dirent. */
const oldDirent: Decoder = (context, value) =>
  structAt(context, value, context.word * 2 + 2, (fields) => {
    const length = fields.u16(context.word * 2);
    const name = cstringAt(context, value + BigInt(context.word * 2 + 2), Math.min(length, 256));
    return struct(value, [
      ['d_ino', decimal(fields.ulong(0))],
      ['d_off', decimal(fields.ulong(context.word))],
      ['d_reclen', decimal(length)],
      ['d_name', name],
    ]);
  });

/** asm-generic/fcntl.h: struct flock; `wide` is flock64 with two 64-bit offsets in every ABI. */
function flockNode(context: DecodeContext, address: bigint, wide: boolean, shows: boolean): Decoded {
  const packed = context.arch === 'i386' || context.arch === 'x32';
  const is64 = context.word === 8 || wide || context.arch === 'x32';
  // 64-bit offsets stand on 8 bytes, on i386 (and there only) on 4.
  const start = is64 && context.arch !== 'i386' ? 8 : 4;
  const step = is64 ? 8 : 4;
  const size = start + step * 2 + 4;
  return structAt(context, address, packed ? size : size + 4, (fields) => {
    const read = (offset: number): bigint => (is64 ? fields.i64(offset) : BigInt(fields.i32(offset)));
    return struct(address, [
      ['l_type', oneOf('lock_types', BigInt(fields.u16(0)), context.arch)],
      ['l_whence', oneOf('whence', BigInt(fields.u16(2)), context.arch)],
      ['l_start', decimal(read(start))],
      ['l_len', decimal(read(start + step))],
      ['l_pid', shows ? decimal(fields.i32(start + step * 2)) : undefined],
    ]);
  });
}

/** fcntl's argument by command name. */
const fcntlArgument: Decoder = (context, value, params) => {
  const command = low32(context.argument(params[0] ?? '') ?? 0n);
  const name = nameIn('fcntl_cmds', command, context.arch) ?? '';
  // fs/fcntl.c: only fcntl64 takes them.
  if (context.signature.name === 'fcntl' && name.endsWith('64')) return pointer(value);
  switch (name) {
    case 'F_SETFD':
      return bitsOf('fd_flags', low32(value), context.arch);
    case 'F_SETFL':
      return openFlags(context, value);
    case 'F_SETOWN':
    case 'F_SETPIPE_SZ':
    case 'F_DUPFD':
    case 'F_DUPFD_CLOEXEC':
      return decimal(signed32(value));
    case 'F_DUPFD_QUERY':
      return fdNode(context, value);
    case 'F_SETSIG':
      return signalNode(value);
    case 'F_SETLEASE':
      return oneOf('lock_types', low32(value), context.arch);
    case 'F_ADD_SEALS':
      return bitsOf('seals', low32(value), context.arch);
    case 'F_NOTIFY':
      return bitsOf('dnotify_flags', low32(value), context.arch);
    case 'F_SETLK':
    case 'F_SETLKW':
      return context.before ?? flockNode(context, value, false, false);
    case 'F_SETLK64':
    case 'F_SETLKW64':
    case 'F_OFD_SETLK':
    case 'F_OFD_SETLKW':
      return context.before ?? flockNode(context, value, true, false);
    case 'F_GETLK':
    case 'F_GETLK64':
    case 'F_OFD_GETLK':
      return context.phase === 'entry' ? pending(value) : flockNode(context, value, name !== 'F_GETLK', true);
    case 'F_SETOWN_EX':
    case 'F_GETOWN_EX':
      return context.phase === 'entry' && name === 'F_GETOWN_EX' ? pending(value) : ownerNode(context, value);
    case 'F_GETOWNER_UIDS':
      // Real and effective.
      if (context.phase === 'entry') return pending(value);
      return arrayAt(context, value, 2n, 4, (fields) => idNode(BigInt(fields.u32(0))));
    case 'F_GET_RW_HINT':
    case 'F_SET_RW_HINT':
    case 'F_GET_FILE_RW_HINT':
    case 'F_SET_FILE_RW_HINT':
      if (context.phase === 'entry' && name.startsWith('F_GET')) return pending(value);
      return structAt(context, value, 8, (fields) => array(value, [oneOf('rw_hints', fields.u64(0), context.arch)]));
    default:
      return hex(value);
  }
};

function ownerNode(context: DecodeContext, value: bigint): Decoded {
  return structAt(context, value, 8, (fields) =>
    struct(value, [
      ['type', oneOf('owner_types', BigInt(fields.u32(0)), context.arch)],
      ['pid', decimal(fields.i32(4))],
    ]),
  );
}

/** fcntl.h: AT_STATX_* are two bits with a name for 0, in front of the other AT_ flags. */
const AT_STATX_SYNC_TYPE = 0x6000n;
const BOTH: EnumNode = { kind: 'enum', value: AT_STATX_SYNC_TYPE, name: 'AT_STATX_FORCE_SYNC|AT_STATX_DONT_SYNC' };

/** statx's flags: how it synchronizes, then the flags of *at calls. */
export function statxFlags(context: DecodeContext, value: bigint): Decoded {
  const flags = low32(value);
  const type = flags & AT_STATX_SYNC_TYPE;
  const sync = type === AT_STATX_SYNC_TYPE ? BOTH : oneOf('at_statx_sync_types', type, context.arch);
  const rest = flags & ~AT_STATX_SYNC_TYPE;
  const { unknown: _, ...others } = bitsOf('at_flags', rest, context.arch);
  return joined(flags, rest === 0n ? [sync] : [sync, others]);
}

export const FILES: Readonly<Record<string, Decoder>> = {
  dents: dents(false),
  dents64: dents(true),
  old_dirent: oldDirent,
  fcntl_arg: fcntlArgument,
  flock_ptr: (context, value) => flockNode(context, value, false, true),
  statx_flags: statxFlags,
};
