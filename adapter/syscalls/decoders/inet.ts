/**
 * Internet addresses and ports as strace writes them. Layouts: linux/in.h, in6.h. Must not know what they are parts of.
 */
import type { DecodeContext } from '../context.ts';
import type { CallNode, Decoded } from '../decoded.ts';
import { call, decimal, type Field, named, text } from '../nodes.ts';
import type { Fields } from '../reading.ts';
import { interfaceNode } from './interfaceIndex.ts';
import { namedBytes } from './sockaddrParts.ts';

const AF_INET = 2;
const AF_INET6 = 10;

const string = (value: string, address: bigint): Decoded => text(new TextEncoder().encode(value), address);

/** `inet_addr("127.0.0.1")`. */
export function inetAddress(fields: Fields, offset: number): Decoded {
  const dotted = fields.slice(offset, 4).join('.');
  const node = string(dotted, fields.address + BigInt(offset));
  return { ...call('inet_addr', [node], BigInt(fields.u32(offset))), plain: namedBytes(fields, offset, 4) };
}

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

/** `inet_pton(AF_INET6, "::1")`, with the field it fills in, `&sin6_addr`, where it stands in a structure. */
export function inet6Address(fields: Fields, offset: number, field?: string): CallNode {
  const node = string(inet6Text(fields.slice(offset, 16)), fields.address + BigInt(offset));
  const written = call('inet_pton', [named('AF_INET6', AF_INET6), node], 0n);
  const plain = namedBytes(fields, offset, 16);
  return field === undefined ? { ...written, plain } : { ...written, plain, fills: field };
}

/** An address of a family; undefined for bytes. */
export function addressNode(fields: Fields, family: number): Decoded | undefined {
  if (family === AF_INET && fields.length >= 4) return inetAddress(fields, 0);
  if (family !== AF_INET6 || fields.length < 16) return undefined;
  return inet6Address(fields, 0);
}

/** `htons(80)`, `htons(ETH_P_IP)`: 16 bits in network order, as a number if there is nothing better to say. */
export const shortNode = (fields: Fields, offset: number, node: Decoded = decimal(fields.u16be(offset))): Decoded => ({
  ...call('htons', [node], BigInt(fields.u16(offset))),
  plain: namedBytes(fields, offset, 2),
});

/** struct sockaddr_in behind its family. */
export const inetFields = (_context: DecodeContext, fields: Fields): readonly Field[] => [
  ['sin_port', shortNode(fields, 2)],
  ['sin_addr', inetAddress(fields, 4)],
];

/** Where sin6_scope_id is: older structures end there. */
export const INET6_LEAST = 24;

/** fe80::/10 and ff02::/16: what a scope id names there is an interface. */
const isLinkLocal = (a: number, b: number): boolean =>
  (a === 0xfe && (b & 0xc0) === 0x80) || (a === 0xff && (b & 0xf) === 2);

/** struct sockaddr_in6 behind its family; `length` bytes of it are the program's. */
export function inet6Fields(context: DecodeContext, fields: Fields, length = fields.length): readonly Field[] {
  const scope = length <= INET6_LEAST ? undefined : fields.u32(INET6_LEAST);
  const isInterface = isLinkLocal(fields.u8(8), fields.u8(9));
  return [
    ['sin6_port', shortNode(fields, 2)],
    [
      'sin6_flowinfo',
      { ...call('htonl', [decimal(fields.u32be(4))], BigInt(fields.u32(4))), plain: namedBytes(fields, 4, 4) },
    ],
    ['sin6_addr', inet6Address(fields, 8, 'sin6_addr'), 'bare'],
    ['sin6_scope_id', scope === undefined ? undefined : isInterface ? interfaceNode(context, scope) : decimal(scope)],
  ];
}
