/**
 * File systems: handles, openat2, the mount interface, extended attributes, quota, landlock.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { decimal, hex, low32, named, octal, pointer, signed32, struct, text, withField } from '../nodes.ts';
import { bytesAt, cstringAt, fieldBeyond, fieldsAt, parameter, pathAt, structAt } from '../reading.ts';
import { openFlags64 } from './constants.ts';
import { dirfdNode, fdNode } from './scalars.ts';

/** linux/fcntl.h: the handle's bytes follow its length and type; MAX_HANDLE_SZ is 128. */
const fileHandle: Decoder = (context, value) =>
  structAt(context, value, 8, (fields) => {
    const length = fields.u32(0);
    const isEntry = context.phase === 'entry' && context.signature.name === 'name_to_handle_at';
    const bytes = isEntry || length > 128 ? undefined : fieldsAt(context, value + 8n, length);
    const then = context.before?.kind === 'struct' ? context.before.fields[0]?.node : undefined;
    const now = decimal(length);
    const node: Decoded = struct(value, [
      ['handle_bytes', then ? { kind: 'change', before: then, after: now } : now],
      ['handle_type', isEntry ? undefined : decimal(fields.i32(4))],
      ['f_handle', bytes && { ...text(bytes.bytes.slice(), bytes.address), form: 'hex' }],
    ]);
    return isEntry ? { ...node, pending: true } : node;
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

/** One of the propagation types (linux/mount.h: MS_PRIVATE …), none is no type. */
function propagation(context: DecodeContext, value: bigint): Decoded {
  const name = value === 0n ? undefined : nameIn('mount_flags', value, context.arch);
  return name === undefined ? { kind: 'enum', value, unknown: 'MS_???' } : named(name, value);
}

/** linux/mount.h. */
const mountAttr: Decoder = (context, value, params) => {
  const size = parameter(context, params[0]) ?? 0n;
  if (size < 32n) return pointer(value);
  return structAt(context, value, 32, (fields) => {
    const node = struct(value, [
      ['attr_set', bitsOf('mount_attr_flags', fields.u64(0), context.arch)],
      ['attr_clr', bitsOf('mount_attr_flags', fields.u64(8), context.arch)],
      ['propagation', propagation(context, fields.u64(16))],
      ['userns_fd', fdNode(context, BigInt.asIntN(32, fields.u64(24)))],
    ]);
    return withField(node, fieldBeyond(context, value, 32, size));
  });
};

/** linux/mount.h: size, spare, mnt_id, param, and since 6.10 the namespace. */
const mntIdReq: Decoder = (context, value) =>
  structAt(context, value, 24, (fields) => {
    const size = fields.u32(0);
    const more = size >= 32 ? fieldsAt(context, value + 24n, 8) : undefined;
    const isList = context.signature.name === 'listmount';
    const id = fields.u64(8);
    return struct(value, [
      ['size', decimal(size)],
      ['spare', fields.u32(4) === 0 ? undefined : hex(fields.u32(4))],
      ['mnt_id', id === 0xffffffffffffffffn ? named('LSMT_ROOT', id) : hex(id)],
      ['param', isList ? hex(fields.u64(16)) : bitsOf('statmount_masks', fields.u64(16), context.arch)],
      ['mnt_ns_id', more && hex(more.u64(0))],
    ]);
  });

const statmount: Decoder = (context, value) =>
  structAt(context, value, 64, (fields) =>
    struct(
      value,
      [
        ['size', decimal(fields.u32(0))],
        ['mask', bitsOf('statmount_masks', fields.u64(8), context.arch)],
        ['sb_dev_major', decimal(fields.u32(16))],
        ['sb_dev_minor', decimal(fields.u32(20))],
        ['sb_magic', oneOf('fs_magics', fields.u64(24), context.arch)],
        ['sb_flags', bitsOf('mount_flags', BigInt(fields.u32(32)), context.arch)],
        ['fs_type', decimal(fields.u32(36))],
        ['mnt_id', hex(fields.u64(40))],
        ['mnt_parent_id', hex(fields.u64(48))],
        ['mnt_id_old', decimal(fields.u32(56))],
        ['mnt_parent_id_old', decimal(fields.u32(60))],
      ],
      true,
    ),
  );

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

/** linux/mount.h: enum fsconfig_command. */
const fsconfigValue: Decoder = (context, value, params) => {
  switch (Number(low32(context.argument(params[0] ?? '') ?? 0n))) {
    case 1: // FSCONFIG_SET_STRING
      return cstringAt(context, value);
    case 2: // FSCONFIG_SET_BINARY: aux is the length
      return binary(bytesAt(context, value, signed32(context.argument('aux') ?? 0n)));
    case 3: // FSCONFIG_SET_PATH
    case 4: // FSCONFIG_SET_PATH_EMPTY
      return pathAt(context, value);
    default:
      return pointer(value);
  }
};

const binary = (node: Decoded): Decoded => (node.kind === 'string' ? { ...node, form: 'hex' } : node);

/** linux/mount.h: FSCONFIG_SET_PATH, FSCONFIG_SET_PATH_EMPTY and FSCONFIG_SET_FD take a descriptor, others a number. */
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
  mount_attr: mountAttr,
  mnt_id_req: mntIdReq,
  statmount,
  file_attr: fileAttr,
  fsconfig_value: fsconfigValue,
  fanotify_mask: fanotifyMask,
  fsconfig_aux: fsconfigAux,
  fanotify_dirfd: fanotifyDirectory,
  landlock_ruleset_attr: landlockRuleset,
  landlock_rule: landlockRule,
};
