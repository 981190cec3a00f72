/**
 * Values of socket options that are structures: group memberships, packet rings and statistics, filters of ICMP. A value
 * that is too short for its structure is an address, as strace has it. Layouts: linux/in.h, in6.h, if_packet.h, icmp.h.
 */
import { nameIn } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, named, pointer, struct, text, withComment } from '../nodes.ts';
import { arrayAt, type Fields, fieldsAt } from '../reading.ts';
import { filterNode, filterProgram } from './filter.ts';
import { hardwareAddress } from './hardwareAddress.ts';
import { inet6Address, inetAddress } from './inet.ts';
import { interfaceNode } from './interfaceIndex.ts';
import { cutStruct, type Layout, layout, structIn } from './layout.ts';
import { sockaddrNode } from './sockaddr.ts';

interface Value {
  readonly size: number;
  /** The length must be the structure's own, not just enough. */
  readonly exact?: true;
  node(context: DecodeContext, fields: Fields): Decoded;
}

const RING = layout('tp_block_size:u32 tp_block_nr:u32 tp_frame_size:u32 tp_frame_nr:u32');
const STATISTICS = layout('tp_packets:u32 tp_drops:u32 tp_freeze_q_cnt:u32');
const CREDENTIALS = layout('pid:pid uid:id gid:id');
const LINGER = layout('l_onoff:i32 l_linger:i32');

const membership: Value = {
  size: 8,
  node: (_context, fields) =>
    struct(fields.address, [
      ['imr_multiaddr', inetAddress(fields, 0)],
      ['imr_interface', inetAddress(fields, 4)],
    ]),
};

const membership6: Value = {
  size: 20,
  node: (context, fields) =>
    struct(fields.address, [
      ['ipv6mr_multiaddr', inet6Address(fields, 0, 'ipv6mr_multiaddr'), 'bare'],
      ['ipv6mr_interface', interfaceNode(context, fields.u32(16))],
    ]),
};

/** struct group_req: an interface and, on the next 8 bytes, an address of any family. */
const groupRequest: Value = {
  size: 136,
  node: (context, fields) =>
    struct(fields.address, [
      ['gr_interface', interfaceNode(context, fields.u32(0))],
      ['gr_group', sockaddrNode(context, fields.at(8, 128))],
    ]),
};

const packetMembership: Value = {
  size: 16,
  exact: true,
  node: (context, fields) => {
    const type = BigInt(fields.u16(4));
    const name = nameIn('packet_membership_types', type, context.arch);
    return struct(fields.address, [
      ['mr_ifindex', interfaceNode(context, fields.u32(0))],
      ['mr_type', name === undefined ? { kind: 'enum', value: type, unknown: 'PACKET_MR_???' } : named(name, type)],
      ['mr_alen', decimal(fields.u16(6))],
      ['mr_address', hardwareAddress(fields, 8, Math.min(fields.u16(6), 8))],
    ]);
  },
};

const ring: Value = { size: 16, exact: true, node: (context, fields) => structIn(context, fields, RING) };

/** Bits of the filter; missing ones count as set, as strace has it. */
const FILTER_BITS = 32;

/** linux/icmp.h: the types that are filtered out, or the others behind `~` when those are fewer. */
function icmpFilter(context: DecodeContext, address: bigint, length: number): Decoded {
  const fields = length > 0 ? fieldsAt(context, address, Math.min(length, 4)) : undefined;
  if (!fields) return pointer(address);
  const bytes = new Uint8Array(4).fill(0xff);
  bytes.set(fields.bytes);
  const data = new DataView(bytes.buffer).getUint32(0, true);
  const types = Array.from({ length: FILTER_BITS }, (_, type) => type);
  const set = types.filter((type) => (data >>> type) & 1);
  const isComplement = set.length > FILTER_BITS / 2;
  const shown = isComplement ? types.filter((type) => !set.includes(type)) : set;
  const items = shown.map((type) => {
    const name = nameIn('icmp_types', 1n << BigInt(type), context.arch);
    return name === undefined ? withComment(hex(type), 'ICMP_???') : named(name, type);
  });
  return { ...array(address, items), separator: ' ', ...(isComplement ? { prefix: '~' } : undefined) };
}

const GIVEN: Readonly<Record<string, Value>> = {
  SO_LINGER: { size: 8, node: (context, fields) => structIn(context, fields, LINGER) },
  IP_ADD_MEMBERSHIP: membership,
  IP_DROP_MEMBERSHIP: membership,
  IPV6_ADD_MEMBERSHIP: membership6,
  IPV6_DROP_MEMBERSHIP: membership6,
  IPV6_JOIN_ANYCAST: membership6,
  IPV6_LEAVE_ANYCAST: membership6,
  MCAST_JOIN_GROUP: groupRequest,
  MCAST_LEAVE_GROUP: groupRequest,
  PACKET_ADD_MEMBERSHIP: packetMembership,
  PACKET_DROP_MEMBERSHIP: packetMembership,
  PACKET_RX_RING: ring,
  PACKET_TX_RING: ring,
};

/** What the kernel gives is as long as the program's room: the rest of the structure is not there. */
const GOT: Readonly<Record<string, Layout>> = {
  SO_LINGER: LINGER,
  SO_PEERCRED: CREDENTIALS,
  PACKET_STATISTICS: STATISTICS,
};

/** Options that take a program, and the one that gives it back: its length is the result's. */
function program(context: DecodeContext, option: string, address: bigint, length: number): Decoded | undefined {
  if (option === 'SO_GET_FILTER') return filterNode(context, address, BigInt(length), false);
  if (option !== 'SO_ATTACH_FILTER' && option !== 'SO_ATTACH_REUSEPORT_CBPF') return undefined;
  if (context.signature.name === 'getsockopt') return undefined;
  return length === context.word * 2 ? filterProgram(context, address, false) : pointer(address);
}

/** The error number of SO_ERROR by name; bytes when it is cut. */
function pendingError(context: DecodeContext, address: bigint, length: number): Decoded {
  const fields = fieldsAt(context, address, Math.min(length, 4));
  if (!fields) return pointer(address);
  if (fields.length < 4) return { ...text(fields.bytes.slice(), address), form: 'hex' };
  const name = nameIn('errnos', BigInt(fields.u32(0)), context.arch);
  return array(address, [name === undefined ? decimal(fields.u32(0)) : named(name, fields.u32(0))]);
}

/** Every option of netlink is an int for strace, but for the list of groups. */
function netlinkOption(context: DecodeContext, option: string | undefined, address: bigint, length: number): Decoded {
  if (context.signature.name === 'getsockopt' && option === 'NETLINK_LIST_MEMBERSHIPS') {
    return arrayAt(context, address, BigInt(Math.trunc(length / 4)), 4, (fields) => decimal(fields.u32(0)));
  }
  const fields = length >= 4 ? fieldsAt(context, address, 4) : undefined;
  return fields ? array(address, [decimal(fields.i32(0))]) : pointer(address);
}

/** linux/socket.h. */
const SOL_NETLINK = 270n;

/** The value of an option that strace decodes; undefined for others. */
export function structuredOption(
  context: DecodeContext,
  level: bigint,
  option: string | undefined,
  address: bigint,
  length: number,
): Decoded | undefined {
  if (level === SOL_NETLINK) return netlinkOption(context, option, address, length);
  if (option === undefined) return undefined;
  const filter = program(context, option, address, length);
  if (filter) return filter;
  if (option === 'ICMP_FILTER') return icmpFilter(context, address, length);
  if (context.signature.name === 'getsockopt') {
    if (option === 'SO_ERROR') return pendingError(context, address, length);
    const of = GOT[option];
    return of && cutStruct(context, address, length, of);
  }
  const known = GIVEN[option];
  if (!known) return undefined;
  const fits = known.exact ? length === known.size : length >= known.size;
  // A ring's request of another version has fields of its own.
  if (!fits && known.exact && length > known.size) return undefined;
  const fields = fits ? fieldsAt(context, address, known.size) : undefined;
  return fields ? known.node(context, fields) : pointer(address);
}
