/**
 * Numbers, ids, descriptors and modes: what a register holds by itself, without following it.
 */
import { signalName } from '../../../native/abi/constants/index.ts';
import { oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded, EnumNode, FdNode, FlagsNode, IntNode } from '../decoded.ts';
import {
  call,
  decimal,
  hex,
  low32,
  named,
  octal,
  pointer,
  processId,
  signed32,
  signed64,
  signedWord,
  unsignedWord,
} from '../nodes.ts';

/** linux/fcntl.h. */
export const AT_FDCWD = -100;

/** linux/stat.h: S_IFMT and the types below it. */
const S_IFMT = 0o170000n;
const FILE_TYPES: ReadonlyMap<bigint, string> = new Map([
  [0o140000n, 'S_IFSOCK'],
  [0o120000n, 'S_IFLNK'],
  [0o100000n, 'S_IFREG'],
  [0o060000n, 'S_IFBLK'],
  [0o040000n, 'S_IFDIR'],
  [0o020000n, 'S_IFCHR'],
  [0o010000n, 'S_IFIFO'],
]);
const MODE_BITS: readonly (readonly [string, bigint])[] = [
  ['S_ISUID', 0o4000n],
  ['S_ISGID', 0o2000n],
  ['S_ISVTX', 0o1000n],
];

/** A descriptor with its path when asked for. */
export function fdNode(context: DecodeContext, value: bigint | number): FdNode {
  const fd = Number(BigInt.asIntN(32, BigInt(value)));
  const { decodeFds, fdDetails } = context.options;
  const path = (decodeFds || fdDetails) && fd >= 0 ? context.naming.fdPath(fd) : undefined;
  if (path === undefined) return { kind: 'fd', fd };
  const detail = fdDetails && context.naming.fdDetail?.(fd, path, fdDetails);
  if (!decodeFds && !detail) return { kind: 'fd', fd };
  return detail ? { kind: 'fd', fd, path, detail } : { kind: 'fd', fd, path };
}

/** A descriptor of the process behind a pidfd, with what it is there. */
const foreignFd: Decoder = (context, value, params) => {
  const { decodeFds, fdDetails } = context.options;
  const pidfd = context.argument(params[0] ?? '');
  const naming = decodeFds || fdDetails ? context.naming.behindPidfd?.(Number(signed32(pidfd ?? -1n))) : undefined;
  const node = naming && fdNode({ ...context, naming }, value);
  return node?.path === undefined ? decimal(signed32(value)) : { ...node, foreign: true };
};

/** A directory descriptor: AT_FDCWD by name. */
export function dirfdNode(context: DecodeContext, value: bigint): FdNode {
  const node = fdNode(context, value);
  if (node.fd !== AT_FDCWD) return node;
  const path = context.options.decodeFds ? context.naming.cwd() : undefined;
  return { kind: 'fd', fd: AT_FDCWD, name: 'AT_FDCWD', ...(path === undefined ? undefined : { path }) };
}

/** st_mode's form: type and set-id bits by name, permissions in octal. */
export function symbolicMode(value: bigint): Decoded {
  const type = FILE_TYPES.get(value & S_IFMT);
  if (type === undefined && (value & S_IFMT) !== 0n) return octal(value);
  const names: string[] = type ? [type] : [];
  let rest = type ? value & ~S_IFMT : value;
  for (const [name, bit] of MODE_BITS) {
    if ((rest & bit) === 0n) continue;
    names.push(name);
    rest &= ~bit;
  }
  const node: FlagsNode = { kind: 'flags', value, names, rest, restRadix: 8 };
  return node;
}

/** new_encode_dev of linux/kdev_t.h as glibc's gnu_dev_major and gnu_dev_minor read it. */
export function deviceNode(value: bigint): Decoded {
  const major = ((value >> 8n) & 0xfffn) | ((value >> 32n) & 0xfffff000n);
  const minor = (value & 0xffn) | ((value >> 12n) & 0xffffff00n);
  return call('makedev', [hex(major), hex(minor)], value);
}

/** -1 means "no change" and prints as such; others are unsigned. */
export function idNode(value: bigint): Decoded {
  const id = low32(value);
  return decimal(id === 0xffffffffn ? -1n : id);
}

function id16Node(value: bigint): Decoded {
  const id = value & 0xffffn;
  return decimal(id === 0xffffn ? -1n : id);
}

/** A signal by name where it has one; 0 and others stay numbers. */
export function signalNode(value: bigint): EnumNode | IntNode {
  const number = signed32(value);
  const name = number > 0n && number <= 64n ? signalName(Number(number)) : undefined;
  return name === undefined ? decimal(number) : { kind: 'enum', value: number, name };
}

const word: Decoder = (context, value) => decimal(signedWord(value, context.word));
const unsigned: Decoder = (context, value) => decimal(unsignedWord(value, context.word));
const int: Decoder = (_context, value) => decimal(signed32(value));
const uint: Decoder = (_context, value) => decimal(low32(value));
const loff: Decoder = (context, value) => decimal(context.arch === 'i386' ? signed32(value) : signed64(value));
const address: Decoder = (context, value) =>
  pointer(context.arch === 'x32' ? value : unsignedWord(value, context.word));
const fd: Decoder = fdNode;
const id: Decoder = (_context, value) => idNode(value);
const id16: Decoder = (_context, value) => id16Node(value);

/** chmod and friends show plain octal, calls that make an inode its type too (strace's two ways). */
const mode: Decoder = (context, value) => {
  const bits = value & 0xffffn;
  return context.signature.name.startsWith('mknod') ? symbolicMode(bits) : octal(bits);
};

const loffPair: Decoder = (context, value, params) => {
  if (context.word === 8 || context.arch === 'x32') return decimal(signed64(value));
  const high = context.argument(params[0] ?? '') ?? 0n;
  return decimal(signed64((low32(high) << 32n) | low32(value)));
};

const u64: Decoder = (context, value, params) => {
  const high = params[0] === undefined || context.word === 8 ? 0n : (context.argument(params[0]) ?? 0n);
  return decimal((high << 32n) | value);
};

export const SCALARS: Readonly<Record<string, Decoder>> = {
  int,
  uint,
  long: word,
  ulong: unsigned,
  size: unsigned,
  ssize: word,
  off: (context, value) => decimal(context.arch === 'x32' ? signed64(value) : signedWord(value, context.word)),
  uoff: (context, value) => decimal(context.arch === 'x32' ? value : unsignedWord(value, context.word)),
  loff,
  loff_pair: loffPair,
  u64,
  /** i386 mmap2: an offset in pages of 4096 bytes, shown in bytes. */
  page_off: (_context, value) => hex(low32(value) << 12n),
  hex: (context, value) => hex(context.arch === 'x32' ? value : unsignedWord(value, context.word)),
  hex32: (_context, value) => hex(low32(value)),
  octal: (_context, value) => octal(low32(value)),
  mode,
  open_mode: (_context, value) => octal(value & 0xffffn),
  umode: (_context, value) => octal(value & 0xffffn),
  ptr: address,
  mremap_addr: address,
  robust_list: address,
  rseq: address,
  user_regs: address,
  getcpu_cache: address,
  void: word,
  unused: address,
  hidden: address,
  /** Registers have the 32 bits of new_encode_dev. */
  dev: (_context, value) => deviceNode(low32(value)),
  bool: int,
  status: int,
  time: word,
  clock_ticks: word,
  fd,
  dirfd: dirfdNode,
  fd_or_neg: fd,
  fd_behind: foreignFd,
  pid: (context, value) => processId(context.naming, signed32(value)),
  pgid: (_context, value) => decimal(signed32(value)),
  waitid_id: (context, value, params) => {
    // linux/wait.h: P_PID, P_PIDFD.
    switch (Number(low32(context.argument(params[0] ?? '') ?? 0n))) {
      case 1:
        return processId(context.naming, signed32(value));
      case 3:
        return fdNode(context, value);
      default:
        return decimal(signed32(value));
    }
  },
  tid: (context, value) => processId(context.naming, signed32(value)),
  uid: id,
  gid: id,
  uid16: id16,
  gid16: id16,
  key: (_context, value) => (low32(value) === 0n ? named('IPC_PRIVATE', 0) : hex(low32(value))),
  signal: (_context, value) => signalNode(value),
  errno: (_context, value) => oneOf('errnos', signed32(value)),
};
