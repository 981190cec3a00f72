/**
 * Control messages of sockets (cmsg(3)): by level and type to their data. Data that is too short for its type is not
 * shown, as strace has it; levels that are not described show their type as a number. Layouts: linux/socket.h, in.h,
 * in6.h, errqueue.h, if_packet.h, if_alg.h.
 */
import { nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, named, pointer, shortened, struct, text } from '../nodes.ts';
import { type Fields, fieldsAt } from '../reading.ts';
import { inet6Address, inetAddress } from './inet.ts';
import { interfaceNode } from './interfaceIndex.ts';
import { layout, structIn } from './layout.ts';
import { fdNode } from './scalars.ts';
import { sockaddrNode } from './sockaddr.ts';
import { timespecFields, timevalFields } from './times.ts';

/** Control bytes read at most; the kernel's own limit is net.core.optmem_max, 20 KiB as a rule. */
const CONTROL_MAX = 65_536;
/** SCM_MAX_FD of include/net/scm.h. */
const FDS_MAX = 253;

/** Levels and the sets of their types. */
const LEVELS: Readonly<Record<number, string>> = {
  0: 'cmsg_types_ip',
  1: 'cmsg_types_socket',
  17: 'cmsg_types_udp',
  41: 'cmsg_types_ipv6',
  263: 'cmsg_types_packet',
  270: 'cmsg_types_netlink',
  279: 'sockopts_alg',
  282: 'cmsg_types_tls',
};

type Data = (context: DecodeContext, data: Fields) => Decoded;
type Kind = readonly [least: number, node: Data];

/** struct ucred. */
export function credentials(fields: Fields): Decoded {
  return struct(fields.address, [
    ['pid', decimal(fields.i32(0))],
    ['uid', decimal(fields.i32(4))],
    ['gid', decimal(fields.i32(8))],
  ]);
}

function each(
  { options }: DecodeContext,
  data: Fields,
  size: number,
  node: (at: number) => Decoded,
  limit = CONTROL_MAX,
): Decoded {
  const count = Math.min(Math.trunc(data.length / size), limit);
  const items = Array.from({ length: count }, (_, i) => node(i * size));
  return shortened(options, array(data.address, items));
}

const ints: Kind = [4, (context, data) => each(context, data, 4, (at) => decimal(data.u32(at)))];
const signed: Kind = [4, (context, data) => each(context, data, 4, (at) => decimal(data.i32(at)))];
const octets: Kind = [1, (context, data) => each(context, data, 1, (at) => hex(data.u8(at)))];
const rights: Kind = [4, (context, data) => each(context, data, 4, (at) => fdNode(context, data.i32(at)), FDS_MAX)];
const security: Kind = [1, (_context, data) => text(data.bytes.slice(), data.address)];

type Time = (fields: Fields, offset: number, width: 4 | 8) => Decoded;

/** Times in the ABI's own width (`old`) or in 64 bits; strace shows ones that are cut short as `???`. */
function time(node: Time, count: 1 | 3, isOld = false): Kind {
  return [
    1,
    (context, data) => {
      const width = isOld && context.arch === 'i386' ? 4 : 8;
      if (data.length < width * 2 * count) return named('???', 0);
      // The three of SO_TIMESTAMPING are always all shown.
      const times = Array.from({ length: count }, (_, i) => node(data, i * width * 2, width));
      return count === 1 ? (times[0] as Decoded) : array(data.address, times);
    },
  ];
}

const EXTENDED_ERROR = 'ee_errno:u32 ee_origin:u8 ee_type:u8 ee_code:u8 ee_pad-:u8 ee_info:u32 ee_data:u32';
const ERROR = layout(EXTENDED_ERROR);
const ERROR_SIZE = 16;

/** struct sock_extended_err and the address of who sent it. */
function errorQueue(size: number): Kind {
  return [
    ERROR_SIZE + size,
    (context, data) => {
      const error = structIn(context, data, ERROR);
      const offender = sockaddrNode(context, data.at(ERROR_SIZE, data.length - ERROR_SIZE));
      return { ...error, fields: [...error.fields, { name: 'offender', node: offender }] };
    },
  ];
}

const packetInfo: Kind = [
  12,
  (context, data) =>
    struct(data.address, [
      ['ipi_ifindex', interfaceNode(context, data.u32(0))],
      ['ipi_spec_dst', inetAddress(data, 4)],
      ['ipi_addr', inetAddress(data, 8)],
    ]),
];

const packetInfo6: Kind = [
  20,
  (context, data) =>
    struct(data.address, [
      ['ipi6_addr', inet6Address(data, 0, 'ipi6_addr'), 'bare'],
      ['ipi6_ifindex', interfaceNode(context, data.u32(16))],
    ]),
];

const address = (least: number): Kind => [least, (context, data) => sockaddrNode(context, data)];

const AUXILIARY = layout(
  'tp_status:f32(packet_statuses) tp_len:u32 tp_snaplen:u32 tp_mac:u16 tp_net:u16 tp_vlan_tci:u16 tp_vlan_tpid:x16',
);

const initialVector: Kind = [
  4,
  (_context, data) => {
    const shown = Math.min(data.u32(0), data.length - 4);
    return struct(data.address, [
      ['ivlen', decimal(data.u32(0))],
      ['iv', { ...text(data.slice(4, shown).slice(), data.address + 4n), form: 'hex' }],
    ]);
  },
];

/** One value of a set, in brackets as a scalar in memory is. */
const oneInMemory = (set: string, size: 1 | 4): Kind => [
  size,
  (context, data) => array(data.address, [oneOf(set, BigInt(size === 1 ? data.u8(0) : data.u32(0)), context.arch)]),
];

/** By the level's set and the type's name. */
const KINDS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  cmsg_types_socket: {
    SCM_RIGHTS: rights,
    SCM_CREDENTIALS: [12, (_context, data) => credentials(data)],
    SCM_SECURITY: security,
    SCM_PIDFD: [4, (context, data) => fdNode(context, data.i32(0))],
    SO_TIMESTAMP_OLD: time(timevalFields, 1, true),
    SO_TIMESTAMPNS_OLD: time(timespecFields, 1, true),
    SO_TIMESTAMPING_OLD: time(timespecFields, 3, true),
    SO_TIMESTAMP_NEW: time(timevalFields, 1),
    SO_TIMESTAMPNS_NEW: time(timespecFields, 1),
    SO_TIMESTAMPING_NEW: time(timespecFields, 3),
    SCM_TIMESTAMPING_PKTINFO: [16, (context, data) => structIn(context, data, TIMESTAMP_INFO)],
    SCM_TS_OPT_ID: ints,
    SCM_INQ: signed,
    SCM_TXTIME: [8, (_context, data) => array(data.address, [decimal(data.u64(0))])],
    SO_RXQ_OVFL: ints,
    SO_WIFI_STATUS: ints,
    SO_MARK: ints,
    SO_PRIORITY: ints,
  },
  cmsg_types_ip: {
    IP_PKTINFO: packetInfo,
    IP_TTL: ints,
    IP_TOS: octets,
    IP_RECVOPTS: octets,
    IP_RETOPTS: octets,
    IP_RECVERR: errorQueue(16),
    IP_ORIGDSTADDR: address(16),
    IP_CHECKSUM: ints,
    IP_RECVFRAGSIZE: ints,
    IP_PROTOCOL: ints,
    SCM_SECURITY: security,
  },
  cmsg_types_ipv6: {
    IPV6_PKTINFO: packetInfo6,
    IPV6_2292PKTINFO: packetInfo6,
    IPV6_HOPLIMIT: signed,
    IPV6_2292HOPLIMIT: signed,
    IPV6_TCLASS: signed,
    IPV6_DONTFRAG: signed,
    IPV6_FLOWINFO: [4, (_context, data) => hex(data.u32be(0))],
    IPV6_RECVERR: errorQueue(28),
    IPV6_ORIGDSTADDR: address(24),
    IPV6_RECVFRAGSIZE: ints,
    IPV6_PATHMTU: [
      32,
      (context, data) =>
        struct(data.address, [
          ['ip6m_addr', sockaddrNode(context, data.at(0, 28))],
          ['ip6m_mtu', decimal(data.u32(28))],
        ]),
    ],
    IPV6_HOPOPTS: octets,
    IPV6_DSTOPTS: octets,
    IPV6_RTHDR: octets,
    IPV6_2292HOPOPTS: octets,
    IPV6_2292DSTOPTS: octets,
    IPV6_2292RTHDR: octets,
    IPV6_RTHDRDSTOPTS: octets,
  },
  cmsg_types_udp: {
    UDP_SEGMENT: [2, (_context, data) => array(data.address, [decimal(data.u16(0))])],
    UDP_GRO: signed,
  },
  cmsg_types_packet: { PACKET_AUXDATA: [20, (context, data) => structIn(context, data, AUXILIARY)] },
  cmsg_types_netlink: {
    NETLINK_PKTINFO: [4, (_context, data) => struct(data.address, [['group', decimal(data.u32(0))]])],
    NETLINK_LISTEN_ALL_NSID: signed,
  },
  sockopts_alg: {
    ALG_SET_IV: initialVector,
    ALG_SET_OP: oneInMemory('algorithm_operations', 4),
    ALG_SET_AEAD_ASSOCLEN: ints,
  },
  cmsg_types_tls: {
    TLS_SET_RECORD_TYPE: oneInMemory('tls_record_types', 1),
    TLS_GET_RECORD_TYPE: oneInMemory('tls_record_types', 1),
  },
};

/** linux/net_tstamp.h: struct scm_ts_pktinfo. */
const TIMESTAMP_INFO = layout('if_index:u32 pkt_length:u32 reserved-:u32[2]');

function controlMessage(context: DecodeContext, fields: Fields, claimed: bigint): Decoded {
  const { word } = context;
  const level = fields.i32(word);
  const type = fields.i32(word + 4);
  const head = word + 8;
  const data = fields.at(head, fields.length - head);
  const set = LEVELS[level];
  const name = set === undefined ? undefined : nameIn(set, BigInt(type), context.arch);
  const kind = set === undefined || name === undefined ? undefined : KINDS[set]?.[name];
  return struct(fields.address, [
    ['cmsg_len', decimal(claimed)],
    ['cmsg_level', oneOf('socket_levels', BigInt(level >>> 0), context.arch)],
    ['cmsg_type', set === undefined ? hex(type >>> 0) : oneOf(set, BigInt(type >>> 0), context.arch)],
    ['cmsg_data', kind && data.length >= kind[0] ? kind[1](context, data) : undefined],
  ]);
}

/** msg_control: all messages of a buffer; where one's length ends them early, the address of what is left. */
export function controlNode(context: DecodeContext, address: bigint, length: bigint): Decoded {
  const size = length < BigInt(CONTROL_MAX) ? Number(length) : CONTROL_MAX;
  const { word } = context;
  const head = word + 8;
  const fields = size < head ? undefined : fieldsAt(context, address, size);
  if (!fields) return pointer(address);
  const items: Decoded[] = [];
  let at = 0;
  while (at + head <= size) {
    const claimed = fields.ulong(at);
    const own = claimed < BigInt(size - at) ? Number(claimed) : size - at;
    items.push(controlMessage(context, fields.at(at, Math.max(own, head)), claimed));
    if (own < head) {
      at += head;
      break;
    }
    const step = Math.ceil(own / word) * word;
    at = claimed >= BigInt(size - at) || at + step >= size ? size : at + step;
  }
  if (at < size) return { ...array(address, items, true), unreadable: address + BigInt(at) };
  return array(address, items, BigInt(size) < length);
}
