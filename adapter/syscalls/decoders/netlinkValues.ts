/**
 * Values of netlink attributes that are no attributes themselves, by the words of netlinkTables.ts. Must not know sets.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded, StringNode } from '../decoded.ts';
import { array, call, decimal, hex, struct, text, withComment } from '../nodes.ts';
import type { Fields } from '../reading.ts';
import { hardwareAddress } from './hardwareAddress.ts';
import { addressNode, inet6Address, inetAddress } from './inet.ts';
import { interfaceNode } from './interfaceIndex.ts';
import { type Layout, layoutSize, structIn, unsignedAt } from './layout.ts';
import { etherNode, netlinkLayout } from './netlinkLayouts.ts';
import { fdNode } from './scalars.ts';

/** Bytes that nothing decodes: always as `\x…`. */
export function bytesNode(context: DecodeContext, fields: Fields): StringNode {
  const shown = Math.min(fields.length, context.options.strings);
  return { ...text(fields.slice(0, shown).slice(), fields.address, shown < fields.length), form: 'hex' };
}

/** A structure at the front of the value; undefined when it is too short for it. */
export function layoutNode(context: DecodeContext, data: Fields, of: Layout): Decoded | undefined {
  if (data.length < layoutSize(context, of)) return undefined;
  const node = structIn(context, data, of);
  const only = node.fields.length === 1 ? node.fields[0] : undefined;
  return only?.name === 'value' ? only.node : node;
}

/** linux/inet_diag.h: struct inet_diag_sockopt, one bit each; abbreviating shows those that are set. */
const SOCKET_OPTIONS =
  'recverr is_icsk freebind hdrincl mc_loop transparent mc_all nodefrag bind_address_no_port recverr_rfc4884 defer_connect'.split(
    ' ',
  );

function socketOptions(context: DecodeContext, fields: Fields): Decoded {
  const bits = fields.u16(0);
  const isSet = (i: number): boolean => (bits & (1 << i)) !== 0;
  return struct(
    fields.address,
    SOCKET_OPTIONS.flatMap((name, i) =>
      isSet(i) || !context.options.abbreviate ? [[name, decimal(isSet(i) ? 1 : 0)] as const] : [],
    ),
  );
}

/** Text that should end in NUL: without one strace writes `...` behind it. */
function stringNode(context: DecodeContext, data: Fields): StringNode {
  const end = data.bytes.indexOf(0);
  const length = end < 0 ? data.length : end;
  const shown = Math.min(length, context.options.strings);
  return text(data.slice(0, shown).slice(), data.address, shown < length || end < 0);
}

/** The name of a unix socket, whose first NUL an abstract one's is: whole, but for a last NUL. */
function unixName(context: DecodeContext, data: Fields): StringNode {
  const isEnded = data.bytes.at(-1) === 0;
  const length = isEnded ? data.length - 1 : data.length;
  const shown = Math.min(length, context.options.strings);
  return text(data.slice(0, shown).slice(), data.address, shown < length || !isEnded);
}

/** Jiffies of USER_HZ, in as many bytes as there are. */
function ticksNode(data: Fields): Decoded | undefined {
  if (data.length > 8) return undefined;
  const value = wholeNumber(data);
  const node = decimal(value);
  return value === 0n ? node : withComment(node, `${value / 100n}.${(value % 100n).toString().padStart(2, '0')} s`);
}

/** struct rtvia: a family and an address of it. */
function viaNode(context: DecodeContext, data: Fields): Decoded | undefined {
  if (data.length < 2) return undefined;
  const family = data.u16(0);
  const first = ['rtvia_family', oneOf('address_families', BigInt(family), context.arch)] as const;
  if (data.length <= 2) return struct(data.address, [first]);
  const rest = data.at(2, data.length - 2);
  if (family === 10 && rest.length >= 16) {
    return struct(data.address, [first, ['rtvia_addr', inet6Address(rest, 0, 'rtvia_addr'), 'bare']]);
  }
  return struct(data.address, [first, ['rtvia_addr', addressNode(rest, family) ?? bytesNode(context, rest)]]);
}

type Word = (context: DecodeContext, data: Fields, family: number) => Decoded | undefined;

const least =
  (size: number, node: (context: DecodeContext, data: Fields) => Decoded | undefined): Word =>
  (context, data) =>
    data.length < size ? undefined : node(context, data);

const WORDS: Readonly<Record<string, Word>> = {
  str: stringNode,
  unixname: unixName,
  hwaddr: (_context, data) => (data.length <= 32 ? hardwareAddress(data, 0, data.length) : undefined),
  addr: (_context, data, family) => addressNode(data, family),
  in: least(4, (_context, data) => inetAddress(data, 0)),
  in6: least(16, (_context, data) => inet6Address(data, 0)),
  ifindex: least(4, (context, data) => interfaceNode(context, data.u32(0))),
  fd: least(4, (context, data) => fdNode(context, data.i32(0))),
  sockopts: least(2, socketOptions),
  ticks: (_context, data) => ticksNode(data),
  ether: least(2, (context, data) => etherNode(context, data, 0)),
  be16: least(2, (_context, data) => call('htons', [decimal(data.u16be(0))], BigInt(data.u16(0)))),
  be32: least(4, (_context, data) => call('htonl', [decimal(data.u32be(0))], BigInt(data.u32(0)))),
  be64: least(8, (_context, data) =>
    call('htobe64', [decimal((BigInt(data.u32be(0)) << 32n) | BigInt(data.u32be(4)))], data.u64(0)),
  ),
  via: (context, data) => viaNode(context, data),
};

const INTEGER = /^([usx])(8|16|32|64)$/;
const SET = /^([efcp])(8|16|32)?\((\w+)\)$/;
const LIST = /^list\(([^,]+?)(?:,(-?)(\w+))?\)$/;

function integerNode(data: Fields, sign: string, size: number): Decoded | undefined {
  if (data.length < size) return undefined;
  const value = unsignedAt(data, 0, size);
  if (sign === 'x') return hex(value);
  return decimal(sign === 's' ? BigInt.asIntN(size * 8, value) : value);
}

/** Longer values are no constants for strace. */
const CONSTANT_MAX = 8;

const wholeNumber = (data: Fields): bigint => data.bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

function constantNode(
  context: DecodeContext,
  data: Fields,
  form: string,
  size: number,
  set: string,
): Decoded | undefined {
  if (data.length < size || data.length > CONSTANT_MAX) return undefined;
  const value = form === 'p' ? wholeNumber(data) : unsignedAt(data, 0, size);
  if (form === 'e' || form === 'p') return oneOf(set, value, context.arch);
  const node = bitsOf(set, value, context.arch);
  if (form === 'f') return node;
  return value === 0n ? hex(value) : withComment(hex(value), node.names.join('|') || (node.unknown ?? ''));
}

const ELEMENT_MAX = 4096;

/** An array of as many elements as fit, each behind its name where they have names. */
function listNode(context: DecodeContext, data: Fields, item: string, set: string, first: number): Decoded | undefined {
  const of = item.startsWith('{') ? netlinkLayout(item.slice(1, -1)) : undefined;
  const size = of ? layoutSize(context, of) : item === 'xlong' ? context.word : Number(item.slice(1)) / 8;
  const count = Math.min(Math.trunc(data.length / size), ELEMENT_MAX);
  if (count === 0) return undefined;
  const limit = context.options.abbreviate ? Math.min(count, context.options.strings) : count;
  const items: Decoded[] = [];
  const labels: string[] = [];
  for (let i = 0; i < limit; i++) {
    const one = data.at(i * size, size);
    const node = of
      ? layoutNode(context, one, of)
      : item === 'xlong'
        ? hex(one.ulong(0))
        : integerNode(one, item[0] ?? 'u', size);
    if (node) items.push(node);
    if (set === '') continue;
    const kind = oneOf(set, BigInt(i + first), context.arch);
    const name = nameIn(set, BigInt(i + first), context.arch);
    labels.push(name === undefined ? `${i} /* ${kind.unknown ?? ''} */` : first === 0 ? name : `${name}-${first}`);
  }
  return { ...array(data.address, items, limit < count), ...(set === '' ? undefined : { labels }) };
}

/** A value by its word; undefined when the bytes are not what the word says. */
export function scalarNode(context: DecodeContext, data: Fields, type: string, family: number): Decoded | undefined {
  const word = WORDS[type];
  if (word) return word(context, data, family);
  const integer = INTEGER.exec(type);
  if (integer) return integerNode(data, integer[1] as string, Number(integer[2]) / 8);
  const set = SET.exec(type);
  if (set) return constantNode(context, data, set[1] as string, Number(set[2] ?? 32) / 8, set[3] as string);
  const list = LIST.exec(type);
  if (list) return listNode(context, data, list[1] as string, list[3] ?? '', list[2] ? 1 : 0);
  const of = type.startsWith('{') ? netlinkLayout(type.slice(1, -1)) : undefined;
  return of && layoutNode(context, data, of);
}
