/**
 * Socket addresses by family; the rarer families are in sockaddrFamilies.ts and sockaddrRadio.ts. Layouts: linux/in.h,
 * in6.h, un.h, netlink.h, if_packet.h, vm_sockets.h, if_alg.h, if_xdp.h. What came from a tracee is bounded by the
 * length it said and by sockaddr_storage; a shorter structure than its family's is bytes.
 */
import { bitsOf, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, nameBehind, padded, pointer, struct, text } from '../nodes.ts';
import { Fields, fieldsAt, lengthBehind, parameter } from '../reading.ts';
import { bluetoothFields } from './bluetooth.ts';
import { INET6_LEAST, inet6Fields, inetFields, shortNode } from './inet.ts';
import { interfaceNode } from './interfaceIndex.ts';
import { fdNode } from './scalars.ts';
import { RARE_FAMILIES } from './sockaddrFamilies.ts';
import { namedBytes, type SocketFamily, terminated } from './sockaddrParts.ts';
import { RADIO_FAMILIES } from './sockaddrRadio.ts';

/** struct sockaddr_storage. */
const STORAGE = 128;
/** sizeof sun_path and the family in front of it. */
const UNIX_SIZE = 110;
/** The family alone. */
const FAMILY = 2;

const unix: SocketFamily = {
  least: 3,
  body: (_context, fields, length) => {
    const size = Math.min(length, UNIX_SIZE) - FAMILY;
    // unix(7): a NUL in front makes an abstract name, which is all of the rest; strace marks it with @.
    if (fields.u8(2) === 0) {
      return [['sun_path', { ...text(fields.slice(3, size - 1).slice(), fields.address + 3n), prefix: '@' }]];
    }
    return [['sun_path', text(fields.chars(2, size).slice(), fields.address + 2n)]];
  },
};

const netlink: SocketFamily = {
  least: 12,
  body: (_context, fields) => [
    ['nl_pad', fields.u16(2) === 0 ? undefined : hex(fields.u16(2))],
    ['nl_pid', decimal(fields.i32(4))],
    ['nl_groups', padded(fields.u32(8), 4)],
  ],
};

const packet: SocketFamily = {
  least: 20,
  body: (context, fields, addressLength) => {
    const length = fields.u8(11);
    const there = Math.min(length, addressLength - 12);
    const bytes = [...fields.slice(12, there)].map((byte) => padded(byte, 1));
    return [
      ['sll_protocol', shortNode(fields, 2, oneOf('ethernet_protocols', BigInt(fields.u16be(2)), context.arch))],
      ['sll_ifindex', interfaceNode(context, fields.u32(4))],
      ['sll_hatype', oneOf('arp_hardware_types', BigInt(fields.u16(8)), context.arch)],
      ['sll_pkttype', oneOf('packet_types', BigInt(fields.u8(10)), context.arch)],
      ['sll_halen', decimal(length)],
      ['sll_addr', length === 0 ? undefined : array(fields.address + 12n, bytes, there < length)],
    ];
  },
};

const vsock: SocketFamily = {
  least: 16,
  body: (context, fields) => [
    ['svm_reserved1', fields.u16(2) === 0 ? undefined : hex(fields.u16(2))],
    ['svm_cid', oneOf('vsock_cids', BigInt(fields.u32(8)), context.arch)],
    ['svm_port', oneOf('vsock_ports', BigInt(fields.u32(4)), context.arch)],
    ['svm_flags', bitsOf('vsock_flags', BigInt(fields.u8(12)), context.arch)],
    ['svm_zero', fields.slice(13, 3).every((byte) => byte === 0) ? undefined : namedBytes(fields, 13, 3)],
  ],
};

function algorithmFlags(context: DecodeContext, value: number): Decoded {
  const node = bitsOf('crypto_algorithm_flags', BigInt(value), context.arch);
  const known = node.names.length === 0 ? node.unknown : node.names.join('|');
  return value === 0 || known === undefined ? hex(value) : nameBehind(value, known);
}

const algorithm: SocketFamily = {
  least: 25,
  body: (context, fields, length) => [
    ['salg_type', terminated(fields, 2, 14)],
    ['salg_feat', algorithmFlags(context, fields.u32(16))],
    ['salg_mask', algorithmFlags(context, fields.u32(20))],
    ['salg_name', terminated(fields, 24, length - 24)],
  ],
};

/** linux/if_xdp.h: XDP_SHARED_UMEM, the flag that makes the last field a descriptor. */
const SHARED_UMEM = 1;

const expressPath: SocketFamily = {
  least: 16,
  body: (context, fields) => {
    const isShared = (fields.u16(2) & SHARED_UMEM) !== 0;
    const last = fields.u32(12);
    return [
      ['sxdp_flags', bitsOf('xdp_sockaddr_flags', BigInt(fields.u16(2)), context.arch)],
      ['sxdp_ifindex', interfaceNode(context, fields.u32(4))],
      ['sxdp_queue_id', decimal(fields.u32(8))],
      ['sxdp_shared_umem_fd', isShared ? fdNode(context, last) : last === 0 ? undefined : hex(last)],
    ];
  },
};

/** By AF_*. */
const FAMILIES: Readonly<Record<number, SocketFamily>> = {
  1: unix,
  2: { least: 16, body: inetFields },
  10: { least: INET6_LEAST, body: inet6Fields },
  16: netlink,
  17: packet,
  31: { least: 3, body: bluetoothFields },
  38: algorithm,
  40: vsock,
  44: expressPath,
  ...RARE_FAMILIES,
  ...RADIO_FAMILIES,
};

/** The address in `fields`, which are as many bytes as are valid. */
export function sockaddrNode(context: DecodeContext, fields: Fields): Decoded {
  const { length, address } = fields;
  const family = fields.u16(0);
  const first = ['sa_family', oneOf('address_families', BigInt(family), context.arch)] as const;
  if (length <= FAMILY) return struct(address, [first]);
  const known = FAMILIES[family];
  if (known && length >= known.least) {
    // What the program left out of a structure that may be cut is zero.
    const whole = new Uint8Array(STORAGE);
    whole.set(fields.bytes.subarray(0, STORAGE));
    const padded = new Fields(whole, address, context.word);
    return struct(address, [first, ...known.body(context, padded, length)], known.more?.(context, padded, length));
  }
  return struct(address, [first, ['sa_data', text(fields.slice(2, length - 2).slice(), address + 2n)]]);
}

/** `length` bytes of address; too short ones are bytes, unreadable ones a pointer. */
export function sockaddrAt(context: DecodeContext, address: bigint, length: bigint): Decoded {
  if (length < 2n || address === 0n) return pointer(address);
  const fields = fieldsAt(context, address, length < BigInt(STORAGE) ? Number(length) : STORAGE);
  return fields ? sockaddrNode(context, fields) : pointer(address);
}

const sockaddr: Decoder = (context, value, params) =>
  sockaddrAt(context, value, BigInt.asIntN(32, parameter(context, params[0]) ?? 0n));

/** Filled in by the kernel: as long as the kernel says, but not longer than the buffer was (cut then). */
const sockaddrOut: Decoder = (context, value, params) => {
  const name = params[0] ?? '';
  const length = lengthBehind(context, context.argument(name));
  if (length === undefined) return pointer(value);
  const room = roomOf(context.entry?.(name));
  if (length > 0x7fffffff || (room !== undefined && room < 0)) return pointer(value);
  return sockaddrAt(context, value, BigInt(room === undefined ? length : Math.min(length, room)));
};

/** What a socklen_t pointer said at entry. */
export function roomOf(node: Decoded | undefined): number | undefined {
  const item = node?.kind === 'array' ? node.items[0] : undefined;
  return item?.kind === 'int' ? Number(item.value) : undefined;
}

export const SOCKADDR: Readonly<Record<string, Decoder>> = {
  sockaddr,
  sockaddr_out: sockaddrOut,
};
