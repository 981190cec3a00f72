/**
 * Constants: flags and enumerations, and the arguments that mix several sets in one number. The sets themselves are
 * data in native/abi; only what the kernel's headers fix as masks is written here, with its header.
 */

import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded, EnumNode, FlagsNode, IntNode } from '../decoded.ts';
import { call, decimal, hex, joined, low32, named, pointer, signed32, unsignedWord, withComment } from '../nodes.ts';
import { fdNode } from './scalars.ts';

/** asm-generic/fcntl.h: O_ACCMODE. */
const O_ACCMODE = 3n;
const ACCESS_MODES = ['O_RDONLY', 'O_WRONLY', 'O_RDWR', 'O_ACCMODE'] as const;

/** open's flags with the access mode in front. */
export function openFlags(context: DecodeContext, value: bigint): Decoded {
  return openFlags64(context, low32(value));
}

/** The same in the 64 bits that openat2 has for them. */
export function openFlags64(context: DecodeContext, flags: bigint): Decoded {
  const access = ACCESS_MODES[Number(flags & O_ACCMODE)] as string;
  return bitsOf('open_flags', flags, context.arch, { names: [access], mask: O_ACCMODE });
}

/** One of a set in some bits, flags of another in the rest: lists of their own, as strace has them. */
export function mixed(context: DecodeContext, value: bigint, mask: bigint, types: string, flags: string): Decoded {
  const type = oneOf(types, value & mask, context.arch);
  const rest = value & ~mask;
  return joined(value, rest === 0n ? [type] : [type, bitsOf(flags, rest, context.arch)]);
}

/** net.h: SOCK_TYPE_MASK. */
const SOCK_TYPE_MASK = 0xfn;

/** A type that has no name is one number with the flags. */
const socketType: Decoder = (context, value) => {
  const type = low32(value);
  if (nameIn('socket_types', type & SOCK_TYPE_MASK, context.arch) === undefined) {
    return bitsOf('socket_flags', type, context.arch);
  }
  return mixed(context, type, SOCK_TYPE_MASK, 'socket_types', 'socket_flags');
};

/** linux/mman.h: MAP_TYPE; the huge page size in the six bits from MAP_HUGE_SHIFT. */
const MAP_TYPE = 0xfn;
const MAP_HUGE_SHIFT = 26n;

/** mmap's flags: its sharing type, then flags, then the size of huge pages. */
export function mmapFlags(context: DecodeContext, value: bigint): Decoded {
  const flags = low32(value);
  const huge = flags & (0x3fn << MAP_HUGE_SHIFT);
  const rest = flags & ~MAP_TYPE & ~huge;
  // strace's MAP_FILE: no sharing type at all (the kernel refuses it).
  const isTyped = (flags & MAP_TYPE) !== 0n;
  const type: EnumNode = isTyped
    ? oneOf('map_types', flags & MAP_TYPE, context.arch)
    : { kind: 'enum', value: 0n, name: 'MAP_FILE' };
  const bits = bitsOf('map_flags', rest, context.arch);
  // One number where constants are shown as numbers: strace knows no parts of it.
  const names = [type.name ?? `0x${type.value.toString(16)} /* MAP_??? */`, ...(rest === 0n ? [] : bits.names)];
  if (rest !== 0n && bits.rest !== 0n) names.push(`0x${bits.rest.toString(16)}`);
  if (huge !== 0n) names.push(`${huge >> MAP_HUGE_SHIFT}<<MAP_HUGE_SHIFT`);
  return { kind: 'flags', value: flags, names, rest: 0n };
}

/** linux/fs.h: MS_MGC_VAL in the upper half, from times before Linux 2.4. */
const mountFlags: Decoder = (context, value) => {
  const flags = unsignedWord(value, context.word);
  const magic = (flags & 0xffff0000n) === 0xc0ed0000n;
  if (!magic) return bitsOf('mount_flags', flags, context.arch);
  const rest = flags & ~0xffff0000n;
  const head: EnumNode = { kind: 'enum', value: 0xc0ed0000n, name: 'MS_MGC_VAL' };
  return joined(flags, rest === 0n ? [head] : [head, bitsOf('mount_flags', rest, context.arch)]);
};

/** linux/futex.h. The command's spelling carries FUTEX_PRIVATE_FLAG; FUTEX_CLOCK_REALTIME stands beside it. */
const FUTEX_PRIVATE_FLAG = 128n;
const FUTEX_CLOCK_REALTIME = 256n;

/** FUTEX_WAIT, FUTEX_WAIT_BITSET, FUTEX_WAIT_REQUEUE_PI, FUTEX_LOCK_PI2: what FUTEX_CLOCK_REALTIME may stand beside. */
const CHOOSES_CLOCK: ReadonlySet<bigint> = new Set([0n, 9n, 11n, 13n]);

const futexOp: Decoder = (context, value) => {
  const op = low32(value);
  const command = op & ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME);
  const name = nameIn('futex_ops', command, context.arch);
  const isTimed = (op & FUTEX_CLOCK_REALTIME) === 0n || CHOOSES_CLOCK.has(command);
  if (name === undefined || !isTimed) return { kind: 'enum', value: op, unknown: 'FUTEX_???' };
  const spelled = (op & FUTEX_PRIVATE_FLAG) === 0n ? name : `${name}_PRIVATE`;
  if ((op & FUTEX_CLOCK_REALTIME) === 0n) return named(spelled, op);
  return { kind: 'flags', value: op, names: [spelled, 'FUTEX_CLOCK_REALTIME'], rest: 0n };
};

/** A set's flags with permission bits in octal: semget, shmget, msgget; linux/shm.h has a page size above them. */
function ipcFlags(set: string, hugeBits = 0n): Decoder {
  return (context, value) => {
    const flags = low32(value);
    const known = flags & ~0o777n & ~hugeBits;
    const huge = flags & hugeBits;
    const mode: IntNode = { kind: 'int', value: flags & 0o777n, radix: 8 };
    const parts: (EnumNode | FlagsNode | IntNode)[] = [];
    if (known !== 0n) {
      const { unknown: _, ...bits } = bitsOf(set, known, context.arch);
      parts.push(bits);
    }
    if (huge !== 0n) parts.push({ kind: 'enum', value: huge, name: `${huge >> MAP_HUGE_SHIFT}<<SHM_HUGE_SHIFT` });
    if (parts.length === 0) return { kind: 'flags', value: flags, names: [], rest: flags, restRadix: 8, parts: [mode] };
    return joined(flags, [...parts, mode]);
  };
}

/** linux/posix-timers.h: dynamic clocks carry the inverted pid or descriptor above three bits. */
export const clockid: Decoder = (context, value) => {
  const clock = signed32(value);
  if (clock >= 0n) return oneOf('clockids', clock, context.arch);
  const inverted = ~(clock >> 3n);
  if ((clock & 7n) === 3n) return call('FD_TO_CLOCKID', [fdNode(context, inverted)], clock);
  const kinds = ['CPUCLOCK_PROF', 'CPUCLOCK_VIRT', 'CPUCLOCK_SCHED'] as const;
  const kind = kinds[Number(clock & 3n)];
  const which = kind ? [named(kind, clock & 3n)] : [decimal(clock & 3n)];
  const name = (clock & 4n) === 0n ? 'MAKE_PROCESS_CPUCLOCK' : 'MAKE_THREAD_CPUCLOCK';
  return call(name, [decimal(inverted), ...which], clock);
};

/** linux/mempolicy.h: MPOL_MODE_FLAGS. */
const MODE_FLAGS = 0xe000n;

const mempolicyMode: Decoder = (context, value) => {
  const mode = low32(value);
  if ((mode & MODE_FLAGS) === 0n) return oneOf('mempolicy_modes', mode, context.arch);
  const name = nameIn('mempolicy_modes', mode & ~MODE_FLAGS, context.arch);
  const first = name === undefined ? undefined : { names: [name], mask: ~MODE_FLAGS };
  return bitsOf('mempolicy_mode_flags', mode, context.arch, first);
};

/** linux/personality.h: PER_MASK. */
const personality: Decoder = (context, value) => {
  const persona = low32(value);
  if (persona === 0xffffffffn) return hex(persona);
  const type = oneOf('personality_types', persona & 0xffn, context.arch);
  const rest = persona & ~0xffn;
  const { unknown: _, ...flags } = bitsOf('personality_flags', rest, context.arch);
  return joined(persona, rest === 0n ? [type] : [type, flags]);
};

/** linux/ioprio.h: the class above IOPRIO_CLASS_SHIFT. */
export const ioprio: Decoder = (context, value) => {
  const number = low32(value);
  const type = oneOf('ioprio_classes', number >> 13n, context.arch);
  return call('IOPRIO_PRIO_VALUE', [type, decimal(number & 0x1fffn)], signed32(number));
};

/** linux/quota.h: SUBCMDSHIFT, SUBCMDMASK. */
const quotaCmd: Decoder = (context, value) => {
  const number = low32(value);
  const command = oneOf('quota_cmds', number >> 8n, context.arch);
  return call('QCMD', [command, oneOf('quota_types', number & 0xffn, context.arch)], number);
};

const ipcCall: Decoder = (context, value) => {
  const number = low32(value);
  const version = number >> 16n;
  const { name } = oneOf('ipc_calls', number & 0xffffn, context.arch);
  if (version !== 0n && name === undefined) {
    return { kind: 'enum', value: number, name: `${version}<<16|${number & 0xffffn}`, text: true };
  }
  if (name === undefined) return decimal(number);
  return version === 0n
    ? named(name, number)
    : { kind: 'flags', value: number, names: [`${version}<<16`, name], rest: 0n };
};

/** sys/socket.h: protocol families whose protocols have names. */
const PROTOCOL_SETS: ReadonlyMap<bigint, string> = new Map([
  [2n, 'ip_protocols'],
  [3n, 'ax25_protocols'],
  [10n, 'ip_protocols'],
  [16n, 'netlink_protocols'],
  [23n, 'irda_protocols'],
  [29n, 'can_protocols'],
  [31n, 'bluetooth_protocols'],
  [33n, 'address_families'],
  [34n, 'isdn_protocols'],
  [35n, 'phonet_protocols'],
  [37n, 'caif_protocols'],
  [39n, 'nfc_protocols'],
  [41n, 'kcm_protocols'],
  [43n, 'smc_protocols'],
]);
/** AF_AX25: no public header has its protocols, so strace shows the number too. */
const AF_AX25 = 3n;

const socketProtocol: Decoder = (context, value, params) => {
  const protocol = low32(value);
  const family = low32(context.argument(params[0] ?? '') ?? 0n);
  const set = PROTOCOL_SETS.get(family);
  if (set !== undefined) {
    const node = oneOf(set, protocol, context.arch);
    const said = node.name ?? node.unknown;
    return family === AF_AX25 && said !== undefined ? withComment(hex(protocol), said) : node;
  }
  // AF_PACKET's protocol is an ethertype in network order.
  if (family === 17n) {
    const swapped = ((protocol & 0xffn) << 8n) | ((protocol >> 8n) & 0xffn);
    return call('htons', [oneOf('ethernet_protocols', swapped, context.arch)], protocol);
  }
  return decimal(protocol);
};

const socketCall: Decoder = (context, value, params) => {
  const node = oneOf(params[0] ?? '', low32(value), context.arch);
  return node.name === undefined ? decimal(signed32(value)) : node;
};

const flagsDecoder: Decoder = (context, value, params) => bitsOf(params[0] ?? '', low32(value), context.arch);
const flags64: Decoder = (context, value, params) =>
  bitsOf(params[0] ?? '', unsignedWord(value, context.word), context.arch);

/** Sets hold constants as their headers do: negative ones are found by the signed number. */
const enumDecoder: Decoder = (context, value, params) => {
  const set = params[0] ?? '';
  if (IPC_COMMANDS.has(set) && (value & IPC_64) !== 0n) {
    const { name, unknown, value: rest } = oneOf(set, low32(value) & ~IPC_64, context.arch);
    const text = name ?? `0x${rest.toString(16)} /* ${unknown} */`;
    return { kind: 'flags', value: low32(value), names: ['IPC_64', text], rest: 0n };
  }
  const signed = signed32(value);
  if (signed < 0n && nameIn(set, signed, context.arch) !== undefined) {
    return { ...oneOf(set, signed, context.arch), radix: 16 };
  }
  return oneOf(set, low32(value), context.arch);
};

/** linux/ipc.h: i386 callers or IPC_64 to the command for the structures of today. */
const IPC_64 = 0x100n;
const IPC_COMMANDS: ReadonlySet<string> = new Set(['shmctl_cmds', 'semctl_cmds', 'msgctl_cmds']);

const from =
  (set: string): Decoder =>
  (context, value) =>
    enumDecoder(context, value, [set]);

const SIG_HANDLERS = new Map([
  [0n, 'SIG_DFL'],
  [1n, 'SIG_IGN'],
]);

/** SIG_DFL, SIG_IGN, SIG_ERR or the handler's address. */
export const sighandler: Decoder = (context, value) => {
  const handler = unsignedWord(value, context.word);
  const name = SIG_HANDLERS.get(handler) ?? (handler === unsignedWord(-1n, context.word) ? 'SIG_ERR' : undefined);
  return name === undefined ? pointer(handler) : named(name, handler);
};

export const CONSTANTS: Readonly<Record<string, Decoder>> = {
  flags: flagsDecoder,
  flags64,
  enum: enumDecoder,
  open_flags: openFlags,
  socket_type: socketType,
  socket_protocol: socketProtocol,
  mmap_flags: mmapFlags,
  mount_flags: mountFlags,
  futex_op: futexOp,
  whence: from('whence'),
  fcntl_cmd: from('fcntl_cmds'),
  prctl_op: from('prctl_ops'),
  mempolicy_mode: mempolicyMode,
  personality,
  wait_options: (context, value) => bitsOf('wait_options', low32(value), context.arch),
  semget_flags: ipcFlags('ipc_flags'),
  shmget_flags: ipcFlags('shm_get_flags', 0x3fn << MAP_HUGE_SHIFT),
  clockid,
  quota_cmd: quotaCmd,
  ioprio,
  ipc_call: ipcCall,
  socket_call: socketCall,
  xattr_flags: (context, value) => bitsOf('xattr_flags', low32(value), context.arch),
  reboot_magic: from('reboot_magics'),
  key_serial: (context, value) => {
    const serial = signed32(value);
    const name = serial < 0n ? nameIn('key_specials', serial, context.arch) : undefined;
    return name === undefined ? decimal(serial) : named(name, serial);
  },
  sighandler,
};
