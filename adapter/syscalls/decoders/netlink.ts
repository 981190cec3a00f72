/**
 * Netlink messages in what sockets send and receive (linux/netlink.h): headers, errors, and the payloads of the families
 * that netlinkFamilies.ts describes. Lengths are the tracee's or the kernel's claims: everything is bounded here. Which
 * protocol a socket speaks comes in through Naming.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded, FlagsNode, StringNode } from '../decoded.ts';
import { array, decimal, named, pointer, struct, text } from '../nodes.ts';
import { escapeText } from '../quote.ts';
import { Fields } from '../reading.ts';
import { attributesNode } from './netlinkAttributes.ts';
import { familyPayload } from './netlinkFamilies.ts';

const HEADER = 16;
/** Bytes of one buffer that are looked at; rtnetlink's dumps come in 32 KiB as a rule. */
const BUFFER_MAX = 65_536;
const MESSAGES_MAX = 1024;

/** linux/netlink.h: NLMSG_ERROR, NLMSG_DONE, NLMSG_MIN_TYPE, NLM_F_CAPPED. */
const ERROR = 2;
const DONE = 3;
const FIRST_TYPE = 16;
const CAPPED = 0x100;

const CALLS: ReadonlySet<string> = new Set([
  'sendto',
  'recvfrom',
  'sendmsg',
  'recvmsg',
  'sendmmsg',
  'recvmmsg',
  'recv',
  'send',
]);

/** Bytes that nothing decodes: always as `\x…`. */
export function hexBytes(context: DecodeContext, fields: Fields): StringNode {
  const shown = Math.min(fields.length, context.options.strings);
  return { ...text(fields.slice(0, shown).slice(), fields.address, shown < fields.length), form: 'hex' };
}

const TYPES: Readonly<Record<string, readonly [set: string, unknown: string]>> = {
  NETLINK_ROUTE: ['nl_route_types', 'RTM_???'],
  NETLINK_SOCK_DIAG: ['nl_sock_diag_types', 'SOCK_DIAG_???'],
  NETLINK_GENERIC: ['nl_generic_types', 'GENERIC_FAMILY_???'],
  NETLINK_AUDIT: ['nl_audit_types', 'AUDIT_???'],
  NETLINK_XFRM: ['nl_xfrm_types', 'XFRM_MSG_???'],
  NETLINK_CRYPTO: ['nl_crypto_types', 'CRYPTO_MSG_???'],
  NETLINK_SELINUX: ['nl_selinux_types', 'SELNL_MSG_???'],
};

/** linux/netfilter/nfnetlink.h: the subsystem above eight bits, whose set names the rest; batches stand alone. */
function netfilterType(context: DecodeContext, type: number): Decoded {
  const batch = nameIn('nl_netfilter_none_types', BigInt(type), context.arch);
  if (batch !== undefined) return named(batch, type);
  const subsystem = BigInt(type >> 8);
  const name = nameIn('nl_netfilter_subsystems', subsystem, context.arch);
  const low = type & 0xff;
  if (name === undefined)
    return named(`0x${subsystem.toString(16)} /* NFNL_SUBSYS_??? */<<8|0x${low.toString(16)}`, type);
  const kind = oneOf(
    `nl_netfilter_${name.slice('NFNL_SUBSYS_'.length).toLowerCase()}_types`,
    BigInt(low),
    context.arch,
  );
  const comment = kind.unknown === undefined ? '' : ` /* ${kind.unknown} */`;
  return named(`${name}<<8|${kind.name ?? `0x${low.toString(16)}${comment}`}`, type);
}

function typeNode(context: DecodeContext, type: number, protocol: string): Decoded {
  if (protocol === 'NETLINK_NETFILTER' && type >= FIRST_TYPE) return netfilterType(context, type);
  const of = type < FIRST_TYPE ? undefined : TYPES[protocol];
  const node = oneOf(of?.[0] ?? 'nlmsg_types', BigInt(type), context.arch);
  // Most families are numbered as they register.
  const family = protocol === 'NETLINK_GENERIC' && of ? context.naming.genericFamily?.(type) : undefined;
  if (family !== undefined) return named(escapeText(family), type);
  return node.name === undefined ? { kind: 'enum', value: BigInt(type), unknown: of?.[1] ?? 'NLMSG_???' } : node;
}

/** Other families say in the name of a message what it does. */
const FLAGS_BY_NAME: Readonly<Record<string, string>> = {
  NEW: 'nlmsg_new_flags',
  GET: 'nlmsg_get_flags',
  DEL: 'nlmsg_delete_flags',
};

/** Flags beyond the common ones mean something else for each kind of request. */
function requestFlags(type: number, protocol: string, name: string): string | undefined {
  if (type === ERROR) return 'nlmsg_ack_flags';
  if (type < FIRST_TYPE) return undefined;
  switch (protocol) {
    case 'NETLINK_SOCK_DIAG':
    case 'NETLINK_GENERIC':
      return 'nlmsg_get_flags';
    case 'NETLINK_ROUTE':
      break;
    default:
      return FLAGS_BY_NAME[/_(NEW|GET|DEL)/.exec(name)?.[1] ?? ''];
  }
  // linux/rtnetlink.h: NEW, DEL, GET, SET in turn; RTM_DELACTION (49) takes the flags of a GET.
  if (type === 49) return 'nlmsg_get_flags';
  return ['nlmsg_new_flags', 'nlmsg_delete_flags', 'nlmsg_get_flags'][type & 3];
}

function flagsNode(context: DecodeContext, flags: number, type: number, protocol: string, name: string): FlagsNode {
  const common = bitsOf('nlmsg_flags', BigInt(flags), context.arch);
  const set = requestFlags(type, protocol, name);
  if (set === undefined || common.rest === 0n) return common;
  const special = bitsOf(set, common.rest, context.arch);
  return { ...common, names: [...common.names, ...special.names], rest: special.rest };
}

function headerNode(context: DecodeContext, fields: Fields, protocol: string): Decoded {
  const type = fields.u16(4);
  const kind = typeNode(context, type, protocol);
  const name = kind.kind === 'enum' ? (kind.name ?? '') : '';
  return struct(fields.address, [
    ['nlmsg_len', decimal(fields.u32(0))],
    ['nlmsg_type', kind],
    ['nlmsg_flags', flagsNode(context, fields.u16(6), type, protocol, name)],
    ['nlmsg_seq', decimal(fields.u32(8))],
    ['nlmsg_pid', decimal(fields.i32(12))],
  ]);
}

/** An error's message can be an error again, as often as a program likes. */
const DEPTH_MAX = 8;

/** The error and the message that it answers, and attributes that say more behind them. */
function errorNodes(
  context: DecodeContext,
  fields: Fields,
  protocol: string,
  isCapped: boolean,
  depth: number,
): readonly Decoded[] {
  if (fields.length < 4 || depth >= DEPTH_MAX) return [hexBytes(context, fields)];
  const error = fields.i32(0);
  const name = error < 0 ? nameIn('errnos', BigInt(-error), context.arch) : undefined;
  const number = name === undefined ? decimal(error) : named(`-${name}`, error);
  const rest = fields.at(4, fields.length - 4);
  const of = (message?: Decoded): Decoded =>
    struct(fields.address, [
      ['error', number],
      ['msg', message],
    ]);
  if (rest.length === 0) return [of()];
  if (rest.length < HEADER) return [of(hexBytes(context, rest))];
  const claimed = isCapped ? HEADER : rest.u32(0);
  const size = Math.max(HEADER, Math.min(claimed, rest.length));
  const body = of(messageNode(context, rest.at(0, size), protocol, depth + 1));
  if (rest.length <= size) return [body];
  const more = attributesNode(context, rest.at(size, rest.length - size), 'nlmsgerr_attrs', 0);
  return [array(fields.address, [body, more])];
}

/** What follows a header: one value, or a structure and its attributes. */
function payload(
  context: DecodeContext,
  header: Fields,
  body: Fields,
  protocol: string,
  depth: number,
): readonly Decoded[] {
  const type = header.u16(4);
  const flags = header.u16(6);
  if (type === ERROR) return errorNodes(context, body, protocol, (flags & CAPPED) !== 0, depth);
  const known = type >= FIRST_TYPE ? familyPayload(context, protocol, type, (flags & 1) !== 0, body) : undefined;
  if (known) return known;
  if (type === DONE && body.length === 4) return [decimal(body.i32(0))];
  return [hexBytes(context, body)];
}

/** `{nlmsg_len=…}` alone, or `[{nlmsg_len=…}, payload]`. */
function messageNode(context: DecodeContext, fields: Fields, protocol: string, depth = 0): Decoded {
  const header = headerNode(context, fields, protocol);
  const length = Math.min(fields.u32(0), fields.length);
  if (length <= HEADER) return header;
  const body = fields.at(HEADER, length - HEADER);
  return array(fields.address, [header, ...payload(context, fields, body, protocol, depth)]);
}

/** NLMSG_ALIGN, of lengths up to 32 bits. */
const aligned = (length: number): number => Math.ceil(length / 4) * 4;

/** All the messages of a buffer; one is shown without brackets around it. */
function messages(context: DecodeContext, fields: Fields, protocol: string): Decoded {
  const items: Decoded[] = [];
  const limit = context.options.abbreviate ? context.options.strings : MESSAGES_MAX;
  let at = 0;
  let more = false;
  for (;;) {
    const left = fields.length - at;
    if (left < HEADER) {
      items.push(hexBytes(context, fields.at(at, left)));
      break;
    }
    if (items.length >= limit) {
      more = true;
      break;
    }
    const claimed = fields.u32(at);
    items.push(messageNode(context, fields.at(at, left), protocol));
    const step = aligned(claimed);
    if (claimed < HEADER || step >= left) break;
    at += step;
  }
  const first = items[0];
  return items.length === 1 && first && !more ? first : array(fields.address, items, more);
}

/** The buffer of a netlink socket's call; undefined when the call or its socket is another. */
export function netlinkBuffer(context: DecodeContext, address: bigint, length: bigint): Decoded | undefined {
  if (length <= 0n || !CALLS.has(context.signature.name)) return undefined;
  const protocol = context.naming.netlinkProtocol?.(Number(BigInt.asIntN(32, context.args[0] ?? 0n)));
  if (protocol === undefined || protocol === 'NETLINK_KOBJECT_UEVENT') return undefined;
  const size = Number(length < BigInt(BUFFER_MAX) ? length : BigInt(BUFFER_MAX));
  // A length that is not true does not hide the messages that are there.
  const bytes = context.memory.readSome(address, size);
  if (!bytes || (bytes.length < size && bytes.length < HEADER)) return pointer(address);
  return messages(context, new Fields(bytes, address, context.word), protocol);
}
