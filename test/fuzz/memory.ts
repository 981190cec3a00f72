/**
 * What stands in memory: numbers, addresses, text with control bytes, and rough forms of what decoders follow (netlink
 * messages, control messages, socket addresses, vectors), with lengths that may be right or not. Must not know which call
 * will read it.
 */
import { constantSet } from '../../native/abi/constants/index.ts';
import type { Random } from './random.ts';
import { amount, anyAddress, anyConstant, constantOf, descriptor, EDGES, number } from './values.ts';

export type Style = 'zeros' | 'words' | 'wide' | 'mixed' | 'text' | 'bytes' | Shape;
type Shape = 'netlink' | 'controls' | 'sockaddr' | 'vector' | 'message';

export const STYLES: readonly Style[] = ['zeros', 'words', 'words', 'wide', 'wide', 'mixed', 'text', 'bytes'];

/** `wide`: pointers of 8 bytes. */
export function filled(random: Random, style: Style, length: number, wide: boolean): Buffer {
  const bytes = Buffer.alloc(length);
  switch (style) {
    case 'zeros':
      for (let count = random.below(8); count > 0 && length >= 4; count--) {
        bytes.writeUInt32LE(low(number(random)), random.below(length >> 2) * 4);
      }
      return bytes;
    case 'words':
      return words(random, bytes);
    case 'wide':
      for (let at = 0; at + 8 <= length; at += 8) bytes.writeBigUInt64LE(BigInt.asUintN(64, wideWord(random)), at);
      return bytes;
    case 'mixed':
      for (let at = 0; at + 16 <= length; at += 16) {
        filled(random, random.pick(['words', 'wide', 'text', 'bytes', 'zeros'] as const), 16, wide).copy(bytes, at);
      }
      return bytes;
    case 'text':
      return text(random, bytes);
    case 'bytes':
      for (let at = 0; at < length; at++) bytes[at] = random.below(256);
      return bytes;
    case 'netlink':
      return netlink(random, bytes);
    case 'controls':
      return controls(random, bytes, wide);
    case 'sockaddr':
      words(random, bytes);
      if (length >= 2) bytes.writeUInt16LE(low16(constantOf(random, ['address_families'], 'x86_64')), 0);
      if (random.percent(40)) text(random, bytes.subarray(2));
      return bytes;
    case 'vector':
      return pointers(random, bytes, wide, () => amount(random));
    case 'message':
      return pointers(random, bytes, wide, () => (random.percent(80) ? BigInt(random.below(64)) : amount(random)));
    default: {
      const never: never = style;
      return never;
    }
  }
}

const low = (value: bigint): number => Number(BigInt.asUintN(32, value));
const low16 = (value: bigint): number => Number(BigInt.asUintN(16, value));

function words(random: Random, bytes: Buffer): Buffer {
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const kind = random.below(10);
    const value =
      kind < 3
        ? BigInt(random.below(20))
        : kind < 4
          ? random.pick(EDGES)
          : kind < 7
            ? anyConstant(random)
            : kind < 8
              ? descriptor(random)
              : kind < 9
                ? anyAddress(random)
                : random.word();
    bytes.writeUInt32LE(low(value), at);
  }
  return bytes;
}

function wideWord(random: Random): bigint {
  const kind = random.below(10);
  if (kind < 3) return anyAddress(random);
  if (kind < 5) return number(random);
  if (kind < 7) return BigInt(random.below(100));
  return kind < 9 ? anyConstant(random) : random.word();
}

/** Bytes that logs and terminals take badly. */
const NASTY = [
  '\x1b[2J',
  '\n',
  '\r',
  '\0',
  '"',
  '\\',
  '\x07',
  '\u009b',
  '<',
  '>',
  ' = 0\n1 exit(',
  '\x7f',
  '\xff',
  '0',
  '7',
];

function text(random: Random, bytes: Buffer): Buffer {
  const ended = random.percent(80) ? random.below(Math.max(1, Math.min(bytes.length, 80))) : bytes.length;
  for (let at = 0; at < ended; ) {
    const piece = random.percent(25) ? random.pick(NASTY) : String.fromCharCode(97 + random.below(26));
    at += bytes.write(random.percent(98) ? piece.replace('\0', 'z') : piece, at, 'latin1');
  }
  if (ended < bytes.length) bytes[ended] = 0;
  for (let at = ended + 1; at < bytes.length; at++) bytes[at] = random.below(256);
  return bytes;
}

/** An array of addresses and lengths in turn, as in struct iovec and struct msghdr. */
function pointers(random: Random, bytes: Buffer, wide: boolean, length: () => bigint): Buffer {
  const size = wide ? 8 : 4;
  for (let at = 0, index = 0; at + size <= bytes.length; at += size, index++) {
    const value = random.percent(3) ? number(random) : index % 2 === 0 ? anyAddress(random) : length();
    if (wide) bytes.writeBigUInt64LE(BigInt.asUintN(64, value), at);
    else bytes.writeUInt32LE(low(value), at);
  }
  return bytes;
}

const MESSAGE_SETS = ['nl_route_types', 'nlmsg_types', 'nl_generic_types', 'nl_sock_diag_types', 'nl_audit_types'];

function netlink(random: Random, bytes: Buffer): Buffer {
  words(random, bytes);
  for (let at = 0; at + 16 <= bytes.length; ) {
    const length = random.percent(85) ? 16 + random.below(120) * 4 : low(amount(random));
    bytes.writeUInt32LE(length, at);
    bytes.writeUInt16LE(low16(constantOf(random, MESSAGE_SETS, 'x86_64')), at + 4);
    bytes.writeUInt16LE(random.percent(70) ? random.below(2048) : random.below(65536), at + 6);
    const end = Math.min(bytes.length, at + Math.max(16, length));
    if (at + 17 <= end) bytes[at + 16] = random.pick([0, 1, 2, 7, 10, 16, 28, random.below(256)]);
    attributes(random, bytes.subarray(Math.min(end, at + 16 + random.pick([0, 4, 8, 12, 16, 20, 28, 56, 72])), end), 0);
    at += Math.max(16, (length + 3) & ~3);
  }
  return bytes;
}

function attributes(random: Random, bytes: Buffer, depth: number): void {
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = random.percent(90) ? 4 + random.below(random.percent(60) ? 9 : 64) : random.below(65536);
    bytes.writeUInt16LE(length, at);
    bytes.writeUInt16LE(
      random.below(random.percent(80) ? 24 : 70) | (random.percent(10) ? random.below(4) << 14 : 0),
      at + 2,
    );
    const inner = bytes.subarray(at + 4, Math.min(bytes.length, at + Math.max(4, length)));
    if (inner.length >= 8 && depth < 4 && random.percent(50)) attributes(random, inner, depth + 1);
    at += Math.max(4, (length + 3) & ~3);
  }
}

const CONTROL_SETS = ['cmsg_types_socket', 'cmsg_types_ip', 'cmsg_types_ipv6', 'cmsg_types_udp', 'cmsg_types_tls'];

function controls(random: Random, bytes: Buffer, wide: boolean): Buffer {
  const size = wide ? 8 : 4;
  words(random, bytes);
  for (let at = 0; at + size + 8 <= bytes.length; ) {
    const length = random.percent(85) ? size + 8 + random.below(40) : low(amount(random));
    if (wide) bytes.writeBigUInt64LE(BigInt(length), at);
    else bytes.writeUInt32LE(length, at);
    bytes.writeUInt32LE(random.pick([0, 1, 1, 17, 41, 263, 270, 282, random.below(300)]), at + size);
    const set = constantSet(random.pick(CONTROL_SETS));
    const type = set && random.percent(80) ? random.pick(set.values)[1] : BigInt(random.below(80));
    bytes.writeUInt32LE(low(BigInt(type)), at + size + 4);
    at += Math.max(size + 8, (length + size - 1) & -size);
  }
  return bytes;
}
