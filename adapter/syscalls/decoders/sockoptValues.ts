/**
 * Values of socket options that are structures: group memberships, packet rings and statistics, filters of ICMP. A value
 * that is too short for its structure is an address, as strace has it. Layouts: linux/in.h, in6.h, if_packet.h, icmp.h.
 */
import { bitsOf, nameIn } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, named, pointer, struct } from '../nodes.ts';
import { type Fields, fieldsAt } from '../reading.ts';
import { filterNode, filterProgram } from './filter.ts';
import { hardwareAddress } from './hardwareAddress.ts';
import { inet6Address, inetAddress } from './inet.ts';
import { interfaceNode } from './interfaceIndex.ts';
import { layout, structIn } from './layout.ts';
import { sockaddrNode } from './sockaddr.ts';

interface Value {
  readonly size: number;
  /** The length must be the structure's own, not just enough. */
  readonly exact?: true;
  node(context: DecodeContext, fields: Fields): Decoded;
}

const RING = layout('tp_block_size:u32 tp_block_nr:u32 tp_frame_size:u32 tp_frame_nr:u32');
const STATISTICS = layout('tp_packets:u32 tp_drops:u32 tp_freeze_q_cnt:u32');
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

/** linux/icmp.h: a set bit is a type that is filtered out, so what is shown is the complement. */
const icmpFilter: Value = {
  size: 4,
  node: (context, fields) => {
    const bits = bitsOf('icmp_types', BigInt(~fields.u32(0) >>> 0), context.arch);
    const rest = bits.rest === 0n ? [] : [`0x${bits.rest.toString(16)}`];
    const items = [...bits.names, ...rest].map((name) => named(name, 0));
    return { ...array(fields.address, items), separator: '|', prefix: '~' };
  },
};

const BOTH: Readonly<Record<string, Value>> = { ICMP_FILTER: icmpFilter };

const GIVEN: Readonly<Record<string, Value>> = {
  ...BOTH,
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

const GOT: Readonly<Record<string, Value>> = {
  ...BOTH,
  PACKET_STATISTICS: { size: 12, node: (context, fields) => structIn(context, fields, STATISTICS) },
};

/** Options that take a program, and the one that gives it back: its length is the result's. */
function program(context: DecodeContext, option: string, address: bigint, length: number): Decoded | undefined {
  if (option !== 'SO_ATTACH_FILTER' && option !== 'SO_ATTACH_REUSEPORT_CBPF') return undefined;
  if (context.signature.name === 'getsockopt') return filterNode(context, address, BigInt(length), false);
  return length === context.word * 2 ? filterProgram(context, address, false) : pointer(address);
}

/** The error number of SO_ERROR by name. */
function pendingError(context: DecodeContext, address: bigint): Decoded {
  const fields = fieldsAt(context, address, 4);
  if (!fields) return pointer(address);
  const name = nameIn('errnos', BigInt(fields.u32(0)), context.arch);
  return array(address, [name === undefined ? decimal(fields.u32(0)) : named(name, fields.u32(0))]);
}

/** The value of an option that is a structure; undefined for others. */
export function structuredOption(
  context: DecodeContext,
  option: string,
  address: bigint,
  length: number,
): Decoded | undefined {
  const filter = program(context, option, address, length);
  if (filter) return filter;
  const isGet = context.signature.name === 'getsockopt';
  if (isGet && option === 'SO_ERROR' && length >= 4) return pendingError(context, address);
  const known = (isGet ? GOT : GIVEN)[option];
  if (!known) return undefined;
  const fits = known.exact ? length === known.size : length >= known.size;
  const fields = fits ? fieldsAt(context, address, known.size) : undefined;
  return fields ? known.node(context, fields) : pointer(address);
}
