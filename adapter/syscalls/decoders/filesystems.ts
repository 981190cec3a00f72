/**
 * File systems: handles, openat2, the mount interface, extended attributes, quota, landlock.
 */
import { bitsOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { decimal, hex, low32, NO_BYTES, named, octal, pointer, signed32, struct, text, withField } from '../nodes.ts';
import { fieldBeyond, parameter, structAt } from '../reading.ts';
import { openFlags64 } from './constants.ts';
import { dirfdNode } from './scalars.ts';

/** linux/fcntl.h: MAX_HANDLE_SZ. */
const MAX_HANDLE = 128;

/** The bytes of a handle, which follow its length and type. */
function handleBytes(context: DecodeContext, address: bigint, length: number): Decoded {
  const bytes = context.memory.read(address, Math.min(length, MAX_HANDLE));
  if (!bytes && length > 0) return named('???', 0);
  return { ...text(bytes?.slice() ?? NO_BYTES, address, length > MAX_HANDLE), form: 'hex' };
}

/** name_to_handle_at is told the room for a handle, and says how much it takes even when that is too little. */
const fileHandle: Decoder = (context, value) =>
  structAt(context, value, 8, (fields) => {
    const length = fields.u32(0);
    const now = decimal(length);
    const isAsked = context.signature.name === 'name_to_handle_at';
    if (isAsked && context.phase === 'entry') return { ...struct(value, [['handle_bytes', now]]), pending: true };
    const { before, result } = context;
    const then = before?.kind === 'struct' ? before.fields[0]?.node : undefined;
    const isChanged = then?.kind === 'int' && then.value !== now.value;
    const shows = !result?.isError || !isAsked;
    return struct(value, [
      ['handle_bytes', isChanged ? { kind: 'change', before: then, after: now } : now],
      ['handle_type', shows ? decimal(fields.i32(4)) : undefined],
      ['f_handle', shows ? handleBytes(context, value + 8n, length) : undefined],
    ]);
  });

/** linux/openat2.h: 24 bytes at first. */
const openHow: Decoder = (context, value, params) => {
  const size = parameter(context, params[0]) ?? 0n;
  if (size < 24n) return pointer(value);
  return structAt(context, value, 24, (fields) => {
    const node = struct(value, [
      ['flags', openFlags64(context, fields.u64(0))],
      ['mode', fields.u64(8) === 0n && !createsFile(fields.u64(0)) ? undefined : octal(fields.u64(8))],
      ['resolve', bitsOf('resolve_flags', fields.u64(16), context.arch)],
    ]);
    return withField(node, fieldBeyond(context, value, 24, size));
  });
};

const createsFile = (flags: bigint): boolean => (flags & 0o20000100n) !== 0n;

/** linux/fs.h: struct file_attr. */
const fileAttr: Decoder = (context, value, params) => {
  const size = parameter(context, params[0]) ?? 0n;
  if (size < 24n || size > 4096n) return pointer(value);
  return structAt(context, value, 24, (fields) => {
    const node = struct(value, [
      ['fa_xflags', bitsOf('fs_xflags', fields.u64(0), context.arch)],
      ['fa_extsize', decimal(fields.u32(8))],
      // What is set has no count of extents.
      ['fa_nextents', context.signature.name === 'file_getattr' ? decimal(fields.u32(12)) : undefined],
      ['fa_projid', hex(fields.u32(16))],
      ['fa_cowextsize', decimal(fields.u32(20))],
    ]);
    return withField(node, fieldBeyond(context, value, 24, size));
  });
};

/** linux/fanotify.h: FAN_NOFD. */
const fanotifyDirectory: Decoder = (context, value) =>
  signed32(value) === -1n ? named('FAN_NOFD', -1) : dirfdNode(context, value);

const fanotifyMask: Decoder = (context, value, params) => {
  const high = params[0] === undefined ? 0n : (context.argument(params[0]) ?? 0n);
  return bitsOf('fanotify_marks', (low32(high) << 32n) | value, context.arch);
};

/** linux/landlock.h. */
const landlockRuleset: Decoder = (context, value, params) => {
  const size = parameter(context, params[0]) ?? 0n;
  if (size < 8n || value === 0n) return pointer(value);
  const length = size < 24n ? Number(size / 8n) * 8 : 24;
  return structAt(context, value, length, (fields) =>
    struct(
      value,
      [
        ['handled_access_fs', bitsOf('landlock_access_fs', fields.u64(0), context.arch)],
        ['handled_access_net', length >= 16 ? bitsOf('landlock_access_net', fields.u64(8), context.arch) : undefined],
        ['scoped', length >= 24 ? bitsOf('landlock_scopes', fields.u64(16), context.arch) : undefined],
      ],
      size > 24n,
    ),
  );
};

const landlockRule: Decoder = (context, value, params) => {
  switch (Number(low32(context.argument(params[0] ?? '') ?? 0n))) {
    case 1: // LANDLOCK_RULE_PATH_BENEATH, packed
      return structAt(context, value, 12, (fields) =>
        struct(value, [
          ['allowed_access', bitsOf('landlock_access_fs', fields.u64(0), context.arch)],
          ['parent_fd', dirfdNode(context, BigInt(fields.i32(8)))],
        ]),
      );
    case 2: // LANDLOCK_RULE_NET_PORT
      return structAt(context, value, 16, (fields) =>
        struct(value, [
          ['allowed_access', bitsOf('landlock_access_net', fields.u64(0), context.arch)],
          ['port', decimal(fields.u64(8))],
        ]),
      );
    default:
      return pointer(value);
  }
};

export const FILESYSTEMS: Readonly<Record<string, Decoder>> = {
  file_handle: fileHandle,
  open_how: openHow,
  file_attr: fileAttr,
  fanotify_mask: fanotifyMask,
  fanotify_dirfd: fanotifyDirectory,
  landlock_ruleset_attr: landlockRuleset,
  landlock_rule: landlockRule,
};
