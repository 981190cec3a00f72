/**
 * ioctl: requests by name or in _IOC's parts, and the arguments of the requests that programs use every day. A request
 * that is not listed shows its argument as an address, which is what strace does too.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { abbreviated, array, call, decimal, hex, low32, named, pending, pointer, struct, text } from '../nodes.ts';
import { type Fields, structAt } from '../reading.ts';
import { fdNode } from './scalars.ts';
import { sockaddrNode } from './sockaddr.ts';

/** asm-generic/ioctl.h: two bits of direction, 14 of size, 8 of type, 8 of number. */
function partsOf(request: bigint): Decoded {
  const direction = Number(request >> 30n);
  const names = [direction & 2 ? '_IOC_READ' : '', direction & 1 ? '_IOC_WRITE' : ''].filter((name) => name !== '');
  const node: Decoded = {
    kind: 'flags',
    value: BigInt(direction),
    names: names.length ? names : ['_IOC_NONE'],
    rest: 0n,
  };
  const type = (request >> 8n) & 0xffn;
  return call('_IOC', [node, hex(type), hex(request & 0xffn), hex((request >> 16n) & 0x3fffn)], request);
}

const request: Decoder = (context, value) => {
  const number = low32(value);
  const name = nameIn('ioctl_cmds', number, context.arch);
  return name === undefined ? partsOf(number) : named(name, number);
};

/** How an argument travels: `value` in the register itself, others behind a pointer. */
type Travel = 'value' | 'in' | 'out' | 'inout';

interface Ioctl {
  readonly travel: Travel;
  readonly decode: Decoder;
}

/** asm-generic/termbits.h: struct termios of the kernel, 36 bytes; termio is 18. */
function termiosNode(context: DecodeContext, fields: Fields, width: 2 | 4): Decoded {
  const read = (i: number): bigint => BigInt(width === 4 ? fields.u32(i * 4) : fields.u16(i * 2));
  const line = width === 4 ? 16 : 8;
  const count = Math.min(fields.length - line - 1, 19);
  const flags = (): readonly (readonly [string, Decoded])[] => [
    ['c_iflag', bitsOf('termios_iflag', read(0), context.arch)],
    ['c_oflag', outputFlags(context, read(1))],
    ['c_cflag', controlFlags(context, read(2))],
    ['c_lflag', bitsOf('termios_lflag', read(3), context.arch)],
  ];
  return abbreviated(
    context.options,
    fields.address,
    ['c_iflag', 'c_oflag', 'c_cflag', 'c_lflag'],
    () => [
      ...flags(),
      ['c_line', oneOf('termios_lines', BigInt(fields.u8(line)), context.arch)],
      ['c_cc', { ...text(fields.slice(line + 1, count).slice(), fields.address), form: 'hex' }],
    ],
    flags,
  );
}

/** asm-generic/termbits.h: delays are numbers inside the flags. */
const DELAYS = [
  ['NL', 0o400n, 8n],
  ['CR', 0o3000n, 9n],
  ['TAB', 0o14000n, 11n],
  ['BS', 0o20000n, 13n],
  ['VT', 0o40000n, 14n],
  ['FF', 0o100000n, 15n],
] as const;
const DELAY_BITS = 0o177400n;

function outputFlags(context: DecodeContext, value: bigint): Decoded {
  const names = DELAYS.map(([name, mask, shift]) => `${name}${(value & mask) >> shift}`);
  const mask = (value & ~DELAY_BITS) === 0n ? value : DELAY_BITS;
  return bitsOf('termios_oflag', value, context.arch, { names, mask });
}

const CBAUD = 0o10017n;
const CSIZE = 0o60n;
const CIBAUD = 0o2003600000n;

function controlFlags(context: DecodeContext, value: bigint): Decoded {
  const speed = nameIn('baud_rates', value & CBAUD, context.arch) ?? `0x${(value & CBAUD).toString(16)}`;
  const size = nameIn('termios_csize', value & CSIZE, context.arch) ?? `0x${(value & CSIZE).toString(16)}`;
  const input = (value & CIBAUD) >> 16n;
  const names = [speed];
  if (input !== 0n) names.push(`${nameIn('baud_rates', input, context.arch) ?? `0x${input.toString(16)}`}<<IBSHIFT`);
  names.push(size);
  return bitsOf('termios_cflag', value, context.arch, { names, mask: CBAUD | CSIZE | CIBAUD });
}

const termios: Decoder = (context, value) => structAt(context, value, 36, (fields) => termiosNode(context, fields, 4));
const termio: Decoder = (context, value) => structAt(context, value, 18, (fields) => termiosNode(context, fields, 2));

const winsize: Decoder = (context, value) =>
  structAt(context, value, 8, (fields) =>
    struct(value, [
      ['ws_row', decimal(fields.u16(0))],
      ['ws_col', decimal(fields.u16(2))],
      ['ws_xpixel', decimal(fields.u16(4))],
      ['ws_ypixel', decimal(fields.u16(6))],
    ]),
  );

const one =
  (node: (context: DecodeContext, fields: Fields) => Decoded, size: number | 'word' = 4): Decoder =>
  (context, value) =>
    structAt(context, value, size === 'word' ? context.word : size, (fields) => array(value, [node(context, fields)]));

const int = one((_context, fields) => decimal(fields.i32(0)));
const uint = one((_context, fields) => decimal(fields.u32(0)));
const ulong = one((_context, fields) => decimal(fields.ulong(0)), 'word');
const ushort = one((_context, fields) => decimal(fields.u16(0)), 2);
const u64 = one((_context, fields) => decimal(fields.u64(0)), 8);
const hexInt = one((_context, fields) => hex(fields.u32(0)));
const bits = (set: string): Decoder => one((context, fields) => bitsOf(set, BigInt(fields.u32(0)), context.arch));
const constant = (set: string): Decoder => one((context, fields) => oneOf(set, BigInt(fields.u32(0)), context.arch));
const fdPointer = one((context, fields) => fdNode(context, fields.i32(0)));

const number: Decoder = (_context, value) => decimal(BigInt.asIntN(32, value));
const choice =
  (set: string): Decoder =>
  (context, value) =>
    oneOf(set, low32(value), context.arch);
const descriptor: Decoder = fdNode;

/** linux/if.h: struct ifreq is a name and a union of at most 24 bytes (16 where long is 4). */
const IFNAMSIZ = 16;

function ifreq(kind: 'addr' | 'flags' | 'int' | 'name' | 'hwaddr' | 'map'): Decoder {
  const field = {
    addr: 'ifr_addr',
    flags: 'ifr_flags',
    int: 'ifr_ivalue',
    name: 'ifr_newname',
    hwaddr: 'ifr_hwaddr',
    map: 'ifr_map',
  } as const;
  return (context, value) =>
    structAt(context, value, context.word === 8 ? 40 : 32, (fields) => {
      const name = text(fields.chars(0, IFNAMSIZ).slice(), value);
      const node = ifreqUnion(context, fields, kind);
      return struct(value, [
        ['ifr_name', name],
        [
          INT_NAMES[currentRequest(context)] ?? field[kind],
          context.phase === 'entry' && reads(context) ? undefined : node,
        ],
      ]);
    });
}

/** What the integer of an ifreq is called, by request. */
const INT_NAMES: Readonly<Record<string, string>> = {
  SIOCGIFINDEX: 'ifr_ifindex',
  SIOCGIFMTU: 'ifr_mtu',
  SIOCSIFMTU: 'ifr_mtu',
  SIOCGIFMETRIC: 'ifr_metric',
  SIOCSIFMETRIC: 'ifr_metric',
  SIOCGIFTXQLEN: 'ifr_qlen',
  SIOCSIFTXQLEN: 'ifr_qlen',
  SIOCGIFNETMASK: 'ifr_netmask',
  SIOCSIFNETMASK: 'ifr_netmask',
  SIOCGIFBRDADDR: 'ifr_broadaddr',
  SIOCSIFBRDADDR: 'ifr_broadaddr',
  SIOCGIFDSTADDR: 'ifr_dstaddr',
  SIOCSIFDSTADDR: 'ifr_dstaddr',
};

const currentRequest = (context: DecodeContext): string =>
  nameIn('ioctl_cmds', low32(context.args[1] ?? 0n), context.arch) ?? '';
const reads = (context: DecodeContext): boolean => currentRequest(context).startsWith('SIOCG');

function ifreqUnion(context: DecodeContext, fields: Fields, kind: string): Decoded {
  switch (kind) {
    case 'addr':
      return sockaddrNode(context, fields.at(IFNAMSIZ, 16));
    case 'flags':
      return bitsOf('interface_flags', BigInt(fields.u16(IFNAMSIZ)), context.arch);
    case 'name':
      return text(fields.chars(IFNAMSIZ, IFNAMSIZ).slice(), fields.address);
    case 'hwaddr': {
      const bytes = [...fields.slice(IFNAMSIZ + 2, 6)].map((byte) => byte.toString(16).padStart(2, '0'));
      return struct(fields.address, [
        ['sa_family', oneOf('arp_hardware_types', BigInt(fields.u16(IFNAMSIZ)), context.arch)],
        ['sa_data', named(bytes.join(':'), 0)],
      ]);
    }
    default:
      return decimal(fields.i32(IFNAMSIZ));
  }
}

const flock: Ioctl = { travel: 'value', decode: (_context, value) => pointer(value) };

const value = (decode: Decoder): Ioctl => ({ travel: 'value', decode });
const into = (decode: Decoder): Ioctl => ({ travel: 'in', decode });
const out = (decode: Decoder): Ioctl => ({ travel: 'out', decode });
const inout = (decode: Decoder): Ioctl => ({ travel: 'inout', decode });

const IOCTLS: Readonly<Record<string, Ioctl>> = {
  TCGETS: out(termios),
  TCSETS: into(termios),
  TCSETSW: into(termios),
  TCSETSF: into(termios),
  TCGETA: out(termio),
  TCSETA: into(termio),
  TCSETAW: into(termio),
  TCSETAF: into(termio),
  TIOCGWINSZ: out(winsize),
  TIOCSWINSZ: into(winsize),
  TIOCGPGRP: out(int),
  TIOCSPGRP: into(int),
  TIOCGSID: out(int),
  TIOCOUTQ: out(int),
  FIONREAD: out(int),
  TIOCINQ: out(int),
  FIONBIO: into(int),
  FIOASYNC: into(int),
  FIOGETOWN: out(int),
  FIOSETOWN: into(int),
  SIOCGPGRP: out(int),
  SIOCSPGRP: into(int),
  SIOCATMARK: out(int),
  FIOQSIZE: out(u64),
  TIOCGPTN: out(uint),
  TIOCSPTLCK: into(int),
  TIOCGPTLCK: out(int),
  TIOCGPKT: out(int),
  TIOCGEXCL: out(int),
  TIOCPKT: into(int),
  TIOCGETD: out(constant('termios_lines')),
  TIOCSETD: into(constant('termios_lines')),
  TIOCMGET: out(bits('modem_flags')),
  TIOCMSET: into(bits('modem_flags')),
  TIOCMBIS: into(bits('modem_flags')),
  TIOCMBIC: into(bits('modem_flags')),
  TIOCGDEV: out(hexInt),
  TIOCSTI: into((context, address) =>
    structAt(context, address, 1, (fields) => text(fields.slice(0, 1).slice(), address)),
  ),
  TIOCSCTTY: value(number),
  TIOCGPTPEER: value((context, flags) => context.decode({ type: 'open_flags', params: [], direction: 'in' }, flags)),
  TCSBRK: value(number),
  TCSBRKP: value(number),
  TCXONC: value(choice('tcxonc_actions')),
  TCFLSH: value(choice('tcflush_queues')),
  FICLONE: value(descriptor),
  FS_IOC_GETFLAGS: out(bits('inode_flags')),
  FS_IOC_SETFLAGS: into(bits('inode_flags')),
  FS_IOC32_GETFLAGS: out(bits('inode_flags')),
  FS_IOC32_SETFLAGS: into(bits('inode_flags')),
  FS_IOC_GETVERSION: out(int),
  FS_IOC_SETVERSION: into(int),
  BLKROSET: into(int),
  BLKROGET: out(int),
  BLKGETSIZE: out(ulong),
  BLKGETSIZE64: out(u64),
  BLKSSZGET: out(int),
  BLKPBSZGET: out(uint),
  BLKBSZGET: out(int),
  BLKBSZSET: into(int),
  BLKRAGET: out(ulong),
  BLKFRAGET: out(ulong),
  BLKRASET: value(number),
  BLKFRASET: value(number),
  BLKSECTGET: out(ushort),
  BLKIOMIN: out(uint),
  BLKIOOPT: out(uint),
  BLKALIGNOFF: out(int),
  BLKROTATIONAL: out(ushort),
  BLKDISCARDZEROES: out(uint),
  BLKGETDISKSEQ: out(u64),
  SIOCGIFNAME: inout(ifreq('int')),
  SIOCGIFFLAGS: inout(ifreq('flags')),
  SIOCSIFFLAGS: into(ifreq('flags')),
  SIOCGIFADDR: inout(ifreq('addr')),
  SIOCSIFADDR: into(ifreq('addr')),
  SIOCGIFDSTADDR: inout(ifreq('addr')),
  SIOCSIFDSTADDR: into(ifreq('addr')),
  SIOCGIFBRDADDR: inout(ifreq('addr')),
  SIOCSIFBRDADDR: into(ifreq('addr')),
  SIOCGIFNETMASK: inout(ifreq('addr')),
  SIOCSIFNETMASK: into(ifreq('addr')),
  SIOCGIFHWADDR: inout(ifreq('hwaddr')),
  SIOCSIFHWADDR: into(ifreq('hwaddr')),
  SIOCGIFMTU: inout(ifreq('int')),
  SIOCSIFMTU: into(ifreq('int')),
  SIOCGIFMETRIC: inout(ifreq('int')),
  SIOCSIFMETRIC: into(ifreq('int')),
  SIOCGIFINDEX: inout(ifreq('int')),
  SIOCGIFTXQLEN: inout(ifreq('int')),
  SIOCSIFTXQLEN: into(ifreq('int')),
  SIOCSIFNAME: into(ifreq('name')),
  LOOP_SET_FD: value(descriptor),
  LOOP_CHANGE_FD: value(descriptor),
  LOOP_CTL_ADD: value(number),
  LOOP_CTL_REMOVE: value(number),
  LOOP_SET_DIRECT_IO: value(number),
  LOOP_SET_BLOCK_SIZE: value(number),
  RNDGETENTCNT: out(int),
  RNDADDTOENTCNT: into(int),
  TUNSETPERSIST: value(number),
  PERF_EVENT_IOC_PERIOD: into(u64),
  PERF_EVENT_IOC_SET_OUTPUT: value(descriptor),
  PERF_EVENT_IOC_ID: out(u64),
  NS_GET_OWNER_UID: out(uint),
  FIFREEZE: flock,
  FITHAW: flock,
  DMA_BUF_IOCTL_SYNC: into(u64),
  NBD_SET_SOCK: value(descriptor),
  KVM_CREATE_VM: value(number),
  KVM_CHECK_EXTENSION: value(number),
  KVM_CREATE_VCPU: value(number),
  FUSE_DEV_IOC_CLONE: into(fdPointer),
};

/** Requests without an argument: it is not shown. */
const WITHOUT: ReadonlySet<string> = new Set([
  'TIOCSBRK',
  'TIOCCBRK',
  'TIOCCONS',
  'TIOCNOTTY',
  'TIOCEXCL',
  'TIOCNXCL',
  'TIOCVHANGUP',
  'FIOCLEX',
  'FIONCLEX',
  'BLKRRPART',
  'BLKFLSBUF',
  'LOOP_CLR_FD',
  'LOOP_CTL_GET_FREE',
  'LOOP_SET_CAPACITY',
  'KVM_RUN',
  'NBD_DO_IT',
  'NBD_CLEAR_SOCK',
  'NBD_CLEAR_QUE',
  'NBD_DISCONNECT',
  'NBD_PRINT_DEBUG',
  'NS_GET_USERNS',
  'NS_GET_PARENT',
  'NS_GET_NSTYPE',
  'RNDZAPENTCNT',
  'RNDCLEARPOOL',
  'RNDRESEEDCRNG',
]);

/** Whether the request takes no argument at all. */
export function ioctlTakesNothing(context: DecodeContext): boolean {
  return WITHOUT.has(currentRequest(context));
}

const argument: Decoder = (context, address, params) => {
  const number = low32(context.argument(params[0] ?? '') ?? 0n);
  const known = IOCTLS[nameIn('ioctl_cmds', number, context.arch) ?? ''];
  if (!known) return hex(address);
  switch (known.travel) {
    case 'value':
      return known.decode(context, address, []);
    case 'in':
      return context.before ?? known.decode(context, address, []);
    case 'out':
      return context.phase === 'entry' ? pending(address) : known.decode(context, address, []);
    case 'inout':
      return known.decode(context, address, []);
    default:
      return known.travel satisfies never;
  }
};

export const IOCTL: Readonly<Record<string, Decoder>> = { ioctl_cmd: request, ioctl_arg: argument };
