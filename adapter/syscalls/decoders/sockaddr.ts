/**
 * Socket addresses by family. Layouts: linux/in.h, in6.h, un.h, netlink.h, if_packet.h, vm_sockets.h, if_alg.h, and
 * bluetooth's headers. What came from a tracee is bounded by the length it said and by sockaddr_storage.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded, StringNode } from '../decoded.ts';
import { call, decimal, hex, named, pointer, struct, text } from '../nodes.ts';
import { type Fields, fieldsAt, lengthBehind, parameter } from '../reading.ts';
import { bluetoothFields } from './bluetooth.ts';

/** struct sockaddr_storage. */
const STORAGE = 128;

const AF = {
  UNIX: 1,
  INET: 2,
  INET6: 10,
  NETLINK: 16,
  PACKET: 17,
  BLUETOOTH: 31,
  ALG: 38,
  VSOCK: 40,
  XDP: 44,
} as const;

type Family = (context: DecodeContext, fields: Fields) => readonly (readonly [string, Decoded | undefined])[];

const string = (bytes: Uint8Array, address: bigint): StringNode => text(bytes.slice(), address);

/** `inet_addr("127.0.0.1")`. */
export function inetAddress(fields: Fields, offset: number): Decoded {
  const dotted = `${fields.u8(offset)}.${fields.u8(offset + 1)}.${fields.u8(offset + 2)}.${fields.u8(offset + 3)}`;
  const address = fields.address + BigInt(offset);
  return call('inet_addr', [string(ascii(dotted), address)], BigInt(fields.u32(offset)));
}

const ascii = (value: string): Uint8Array => new TextEncoder().encode(value);

/** RFC 5952 as inet_ntop(3) writes it. */
export function inet6Text(bytes: Uint8Array): string {
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(((bytes[i] as number) << 8) | (bytes[i + 1] as number));
  let best = { start: -1, length: 1 };
  for (let i = 0; i < 8; ) {
    if (groups[i] !== 0) {
      i++;
      continue;
    }
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > best.length) best = { start: i, length: end - i };
    i = end;
  }
  // Mapped and compatible IPv4 addresses keep the dotted form (inet_ntop).
  const isMapped = best.start === 0 && (best.length === 6 || (best.length === 5 && groups[5] === 0xffff));
  if (isMapped) {
    const dotted = bytes.subarray(12, 16).join('.');
    return `::${best.length === 5 ? 'ffff:' : ''}${dotted}`;
  }
  const words = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return best.start < 0 ? words(0, 8) : `${words(0, best.start)}::${words(best.start + best.length, 8)}`;
}

const port = (fields: Fields, offset: number): Decoded =>
  call('htons', [decimal(fields.u16be(offset))], BigInt(fields.u16(offset)));

const FAMILIES: Readonly<Record<number, { readonly least: number; readonly body: Family }>> = {
  [AF.UNIX]: {
    least: 3,
    body: (_context, fields) => {
      const bytes = fields.slice(2, fields.length - 2);
      // unix(7): a NUL in front makes an abstract name, which is all of the rest; strace marks it with @.
      if (bytes[0] === 0) {
        return [['sun_path', { ...string(bytes.subarray(1), fields.address + 3n), prefix: '@' }]];
      }
      return [['sun_path', string(fields.chars(2, fields.length - 2), fields.address + 2n)]];
    },
  },
  [AF.INET]: {
    least: 8,
    body: (_context, fields) => [
      ['sin_port', port(fields, 2)],
      ['sin_addr', inetAddress(fields, 4)],
    ],
  },
  [AF.INET6]: {
    least: 24,
    body: (_context, fields) => [
      ['sin6_port', port(fields, 2)],
      ['sin6_flowinfo', call('htonl', [decimal(fields.u32be(4))], BigInt(fields.u32(4)))],
      [
        '',
        call(
          'inet_pton',
          [
            named('AF_INET6', AF.INET6),
            string(ascii(inet6Text(fields.slice(8, 16))), fields.address + 8n),
            { ...named('&sin6_addr', 0) },
          ],
          0n,
        ),
      ],
      ['sin6_scope_id', fields.length >= 28 ? decimal(fields.u32(24)) : undefined],
    ],
  },
  [AF.NETLINK]: {
    least: 12,
    body: (_context, fields) => [
      ['nl_pad', fields.u16(2) === 0 ? undefined : hex(fields.u16(2))],
      ['nl_pid', decimal(fields.i32(4))],
      ['nl_groups', groups(BigInt(fields.u32(8)))],
    ],
  },
  [AF.PACKET]: {
    least: 12,
    body: (context, fields) => {
      const length = fields.u8(11);
      return [
        [
          'sll_protocol',
          call('htons', [oneOf('ethernet_protocols', BigInt(fields.u16be(2)), context.arch)], BigInt(fields.u16(2))),
        ],
        ['sll_ifindex', decimal(fields.i32(4))],
        ['sll_hatype', oneOf('arp_hardware_types', BigInt(fields.u16(8)), context.arch)],
        ['sll_pkttype', oneOf('packet_types', BigInt(fields.u8(10)), context.arch)],
        ['sll_halen', decimal(length)],
        ['sll_addr', length === 0 ? undefined : hexBytes(fields, 12, Math.min(length, fields.length - 12))],
      ];
    },
  },
  [AF.VSOCK]: {
    least: 16,
    body: (context, fields) => [
      ['svm_cid', oneOf('vsock_cids', BigInt(fields.u32(8)), context.arch)],
      ['svm_port', hex(fields.u32(4))],
      ['svm_flags', bitsOf('vsock_flags', BigInt(fields.u8(12)), context.arch)],
    ],
  },
  [AF.BLUETOOTH]: { least: 6, body: bluetoothFields },
  [AF.ALG]: {
    least: 88,
    body: (_context, fields) => [
      ['salg_type', string(fields.chars(2, 14), fields.address + 2n)],
      ['salg_feat', hex(fields.u32(16))],
      ['salg_mask', hex(fields.u32(20))],
      ['salg_name', string(fields.chars(24, Math.min(64, fields.length - 24)), fields.address + 24n)],
    ],
  },
  [AF.XDP]: {
    least: 16,
    body: (context, fields) => [
      ['sxdp_flags', bitsOf('xdp_sockaddr_flags', BigInt(fields.u16(2)), context.arch)],
      ['sxdp_ifindex', decimal(fields.u32(4))],
      ['sxdp_queue_id', decimal(fields.u32(8))],
      ['sxdp_shared_umem_fd', decimal(fields.u32(12))],
    ],
  },
};

/** strace writes netlink groups as %#08x. */
function groups(mask: bigint): Decoded {
  return named(mask === 0n ? '00000000' : `0x${mask.toString(16).padStart(6, '0')}`, mask);
}

function hexBytes(fields: Fields, offset: number, length: number): Decoded {
  const items = [...fields.slice(offset, length)].map(hex);
  return { kind: 'array', items, more: false, address: fields.address + BigInt(offset) };
}

/** The address in `fields`, which are as many bytes as are valid. */
export function sockaddrNode(context: DecodeContext, fields: Fields): Decoded {
  const family = fields.u16(0);
  const known = FAMILIES[family];
  const familyNode = oneOf('address_families', BigInt(family), context.arch);
  if (known && fields.length >= known.least) {
    return struct(fields.address, [['sa_family', familyNode], ...known.body(context, fields)]);
  }
  if (fields.length <= 2) return struct(fields.address, [['sa_family', familyNode]]);
  const data: Decoded = { ...string(fields.slice(2, fields.length - 2), fields.address + 2n) };
  return struct(fields.address, [
    ['sa_family', familyNode],
    ['sa_data', data],
  ]);
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
  const lengthAddress = context.argument(params[0] ?? '');
  const length = lengthBehind(context, lengthAddress);
  if (length === undefined) return pointer(value);
  return sockaddrAt(context, value, BigInt(length));
};

/** For socket families whose names strace spells without AF_. */
export const familyName = (family: number): string | undefined => nameIn('address_families', BigInt(family));

export const SOCKADDR: Readonly<Record<string, Decoder>> = {
  sockaddr,
  sockaddr_out: sockaddrOut,
};
