/**
 * Payloads of netlink messages by protocol: rtnetlink's links, addresses, routes and neighbours, and inet's sock_diag.
 * Layouts: linux/rtnetlink.h, linux/if_addr.h, linux/neighbour.h, linux/inet_diag.h, linux/unix_diag.h.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, call, decimal, struct, text } from '../nodes.ts';
import type { Fields } from '../reading.ts';
import { addressNode } from './inet.ts';
import { interfaceNode } from './interfaceIndex.ts';
import { attributesNode } from './netlinkAttributes.ts';

interface Family {
  /** sizeof the structure in front of the attributes. */
  readonly size: number;
  readonly attributes: string;
  readonly body: (context: DecodeContext, fields: Fields) => Decoded;
  /** The name of the first field, which is the address family, for messages that are cut short. */
  readonly first: string;
}

const familyOf = (context: DecodeContext, fields: Fields): Decoded =>
  oneOf('address_families', BigInt(fields.u8(0)), context.arch);
const constant = (context: DecodeContext, set: string, value: number): Decoded =>
  oneOf(set, BigInt(value), context.arch);
const flags = (context: DecodeContext, set: string, value: number): Decoded => bitsOf(set, BigInt(value), context.arch);

/** A number where the set does not know it: strace has no name for those. */
const scope = (context: DecodeContext, set: string, value: number): Decoded => {
  const { unknown: _, ...node } = oneOf(set, BigInt(value), context.arch);
  return node;
};

const LINK: Family = {
  size: 16,
  attributes: 'rtnl_link_attrs',
  first: 'ifi_family',
  body: (context, fields) =>
    struct(fields.address, [
      ['ifi_family', familyOf(context, fields)],
      ['ifi_type', constant(context, 'arp_hardware_types', fields.u16(2))],
      ['ifi_index', interfaceNode(context, fields.u32(4))],
      ['ifi_flags', flags(context, 'interface_flags', fields.u32(8))],
      ['ifi_change', flags(context, 'interface_flags', fields.u32(12))],
    ]),
};

const ADDRESS: Family = {
  size: 8,
  attributes: 'rtnl_addr_attrs',
  first: 'ifa_family',
  body: (context, fields) =>
    struct(fields.address, [
      ['ifa_family', familyOf(context, fields)],
      ['ifa_prefixlen', decimal(fields.u8(1))],
      ['ifa_flags', flags(context, 'interface_address_flags', fields.u8(2))],
      ['ifa_scope', scope(context, 'route_scopes', fields.u8(3))],
      ['ifa_index', interfaceNode(context, fields.u32(4))],
    ]),
};

const ROUTE: Family = {
  size: 12,
  attributes: 'rtnl_route_attrs',
  first: 'rtm_family',
  body: (context, fields) =>
    struct(fields.address, [
      ['rtm_family', familyOf(context, fields)],
      ['rtm_dst_len', decimal(fields.u8(1))],
      ['rtm_src_len', decimal(fields.u8(2))],
      ['rtm_tos', flags(context, 'ip_type_of_services', fields.u8(3))],
      ['rtm_table', scope(context, 'route_tables', fields.u8(4))],
      ['rtm_protocol', constant(context, 'route_protocols', fields.u8(5))],
      ['rtm_scope', scope(context, 'route_scopes', fields.u8(6))],
      ['rtm_type', constant(context, 'route_types', fields.u8(7))],
      ['rtm_flags', flags(context, 'route_flags', fields.u32(8))],
    ]),
};

const NEIGHBOUR: Family = {
  size: 12,
  attributes: 'rtnl_neighbour_attrs',
  first: 'ndm_family',
  body: (context, fields) =>
    struct(fields.address, [
      ['ndm_family', familyOf(context, fields)],
      ['ndm_ifindex', interfaceNode(context, fields.u32(4))],
      ['ndm_state', flags(context, 'neighbour_states', fields.u16(8))],
      ['ndm_flags', flags(context, 'neighbour_flags', fields.u8(10))],
      ['ndm_type', constant(context, 'route_types', fields.u8(11))],
    ]),
};

const ROUTE_FAMILIES: Readonly<Record<string, Family>> = { LINK, ADDR: ADDRESS, ROUTE, NEIGH: NEIGHBOUR };

/** The first field, and that there is more. */
const short = (context: DecodeContext, fields: Fields, name: string): Decoded =>
  struct(fields.address, [[name, familyOf(context, fields)]], true);

const hexText = (fields: Fields, shown: number): Decoded => ({
  ...text(fields.slice(0, shown).slice(), fields.address, shown < fields.length),
  form: 'hex',
});

/** A message whose structure is not known: its address family and the rest. */
function unknown(context: DecodeContext, fields: Fields): readonly Decoded[] {
  const rest = fields.at(1, fields.length - 1);
  return [
    struct(fields.address, [
      ['family', familyOf(context, fields)],
      ['data', rest.length === 0 ? undefined : hexText(rest, Math.min(rest.length, context.options.strings))],
    ]),
  ];
}

function routePayload(context: DecodeContext, type: number, fields: Fields): readonly Decoded[] {
  const name = nameIn('nl_route_types', BigInt(type), context.arch) ?? '';
  const family = ROUTE_FAMILIES[/^RTM_(?:NEW|DEL|GET|SET)(\w+)$/.exec(name)?.[1] ?? ''];
  // linux/rtnetlink.h: a dump of neighbours may carry struct rtgenmsg alone.
  if (!family || (family === NEIGHBOUR && fields.length < family.size)) return unknown(context, fields);
  if (fields.length < family.size) return [short(context, fields, family.first)];
  const body = family.body(context, fields);
  if (fields.length <= family.size) return [body];
  const attributes = fields.at(family.size, fields.length - family.size);
  return [body, attributesNode(context, attributes, family.attributes, fields.u8(0))];
}

/** struct inet_diag_sockid: ports, two addresses of 16 bytes, interface, cookie. */
function socketId(context: DecodeContext, fields: Fields, at: number, family: number): Decoded {
  const port = (offset: number): Decoded =>
    call('htons', [decimal(fields.u16be(at + offset))], BigInt(fields.u16(at + offset)));
  const address = (offset: number): Decoded =>
    addressNode(fields.at(at + offset, 16), family) ?? hexText(fields.at(at + offset, 16), 16);
  return struct(fields.address + BigInt(at), [
    ['idiag_sport', port(0)],
    ['idiag_dport', port(2)],
    ['idiag_src', address(4)],
    ['idiag_dst', address(20)],
    ['idiag_if', interfaceNode(context, fields.u32(at + 36))],
    [
      'idiag_cookie',
      array(fields.address + BigInt(at + 40), [decimal(fields.u32(at + 40)), decimal(fields.u32(at + 44))]),
    ],
  ]);
}

const SOCKET_ID = 48;
const INET_REQUEST = 8 + SOCKET_ID;
const INET_MESSAGE = 4 + SOCKET_ID + 20;

function inetRequest(context: DecodeContext, fields: Fields): readonly Decoded[] {
  if (fields.length < INET_REQUEST) return [short(context, fields, 'sdiag_family')];
  const body = struct(fields.address, [
    ['sdiag_family', familyOf(context, fields)],
    ['sdiag_protocol', constant(context, 'ip_protocols', fields.u8(1))],
    ['idiag_ext', flags(context, 'inet_diag_extensions', fields.u8(2))],
    ['idiag_states', flags(context, 'inet_diag_states', fields.u32(4))],
    ['id', socketId(context, fields, 8, fields.u8(0))],
  ]);
  if (fields.length <= INET_REQUEST) return [body];
  const attributes = fields.at(INET_REQUEST, fields.length - INET_REQUEST);
  return [body, attributesNode(context, attributes, 'inet_diag_request_attrs', fields.u8(0))];
}

function inetMessage(context: DecodeContext, fields: Fields): readonly Decoded[] {
  if (fields.length < INET_MESSAGE) return [short(context, fields, 'idiag_family')];
  const at = 4 + SOCKET_ID;
  const body = struct(fields.address, [
    ['idiag_family', familyOf(context, fields)],
    ['idiag_state', constant(context, 'tcp_states', fields.u8(1))],
    ['idiag_timer', decimal(fields.u8(2))],
    ['idiag_retrans', decimal(fields.u8(3))],
    ['id', socketId(context, fields, 4, fields.u8(0))],
    ['idiag_expires', decimal(fields.u32(at))],
    ['idiag_rqueue', decimal(fields.u32(at + 4))],
    ['idiag_wqueue', decimal(fields.u32(at + 8))],
    ['idiag_uid', decimal(fields.u32(at + 12))],
    ['idiag_inode', decimal(fields.u32(at + 16))],
  ]);
  if (fields.length <= INET_MESSAGE) return [body];
  return [
    body,
    attributesNode(context, fields.at(INET_MESSAGE, fields.length - INET_MESSAGE), 'inet_diag_attrs', fields.u8(0)),
  ];
}

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;

function unixRequest(context: DecodeContext, fields: Fields): readonly Decoded[] {
  if (fields.length < 24) return [short(context, fields, 'sdiag_family')];
  return [
    struct(fields.address, [
      ['sdiag_family', familyOf(context, fields)],
      ['sdiag_protocol', decimal(fields.u8(1))],
      ['udiag_states', flags(context, 'inet_diag_states', fields.u32(4))],
      ['udiag_ino', decimal(fields.u32(8))],
      ['udiag_show', flags(context, 'unix_diag_shows', fields.u32(12))],
      ['udiag_cookie', array(fields.address + 16n, [decimal(fields.u32(16)), decimal(fields.u32(20))])],
    ]),
  ];
}

function unixMessage(context: DecodeContext, fields: Fields): readonly Decoded[] {
  if (fields.length < 16) return [short(context, fields, 'udiag_family')];
  const body = struct(fields.address, [
    ['udiag_family', familyOf(context, fields)],
    ['udiag_type', constant(context, 'socket_types', fields.u8(1))],
    ['udiag_state', constant(context, 'tcp_states', fields.u8(2))],
    ['udiag_ino', decimal(fields.u32(4))],
    ['udiag_cookie', array(fields.address + 8n, [decimal(fields.u32(8)), decimal(fields.u32(12))])],
  ]);
  if (fields.length <= 16) return [body];
  return [body, attributesNode(context, fields.at(16, fields.length - 16), 'unix_diag_attrs', AF_UNIX)];
}

function diagnosisPayload(context: DecodeContext, isRequest: boolean, fields: Fields): readonly Decoded[] {
  switch (fields.u8(0)) {
    case AF_UNIX:
      return isRequest ? unixRequest(context, fields) : unixMessage(context, fields);
    case AF_INET:
    case AF_INET6:
      return isRequest ? inetRequest(context, fields) : inetMessage(context, fields);
    default:
      return unknown(context, fields);
  }
}

/** What follows the header, or undefined when the protocol is not described here. */
export function familyPayload(
  context: DecodeContext,
  protocol: string,
  type: number,
  isRequest: boolean,
  fields: Fields,
): readonly Decoded[] | undefined {
  switch (protocol) {
    case 'NETLINK_ROUTE':
      return routePayload(context, type, fields);
    case 'NETLINK_SOCK_DIAG':
      return diagnosisPayload(context, isRequest, fields);
    default:
      return undefined;
  }
}
