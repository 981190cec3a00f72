/**
 * sock_diag messages by address family: requests and what answers them. Layouts: linux/inet_diag.h, unix_diag.h,
 * netlink_diag.h, packet_diag.h, smc_diag.h.
 */
import { oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, struct, text } from '../nodes.ts';
import type { Fields } from '../reading.ts';
import { addressNode, inet6Address, shortNode } from './inet.ts';
import { interfaceNode } from './interfaceIndex.ts';
import { type FieldType, type Layout, layout, layoutSize, structIn } from './layout.ts';
import { attributesNode } from './netlinkAttributes.ts';

const AF_INET6 = 10;

function address(fields: Fields, name: string, family: number): readonly [string, Decoded, 'bare'?] {
  if (family === AF_INET6) return [name, inet6Address(fields, 0, name), 'bare'];
  return [name, addressNode(fields, family) ?? { ...text(fields.bytes.slice(), fields.address), form: 'hex' }];
}

/** struct inet_diag_sockid: ports, two addresses of 16 bytes, interface, cookie. The family is the message's first byte. */
const socketId: FieldType = {
  size: () => 48,
  align: () => 4,
  node: (context, fields, at) => {
    const family = fields.u8(0) === 43 ? 2 : fields.u8(0);
    const id = fields.at(at, 48);
    return struct(id.address, [
      ['idiag_sport', shortNode(id, 0)],
      ['idiag_dport', shortNode(id, 2)],
      address(id.at(4, 16), 'idiag_src', family),
      address(id.at(20, 16), 'idiag_dst', family),
      ['idiag_if', interfaceNode(context, id.u32(36))],
      ['idiag_cookie', array(id.address + 40n, [decimal(id.u32(40)), decimal(id.u32(44))])],
    ]);
  },
};

/** The protocol of a packet socket, in the host's order. */
const packetProtocol: FieldType = {
  size: () => 2,
  align: () => 2,
  node: (context, fields, at) => oneOf('ethernet_protocols', BigInt(fields.u16(at)), context.arch),
};

const smcMode: FieldType = {
  size: () => 1,
  align: () => 1,
  node: (context, fields, at) => oneOf('smc_modes', BigInt(fields.u8(at)), context.arch),
};

const OWN: Readonly<Record<string, FieldType>> = { sockid: socketId, packetprotocol: packetProtocol, smcmode: smcMode };
const of = (description: string): Layout => layout(description, OWN);

interface Kind {
  readonly layout: Layout;
  /** The name of the first field, for messages that are cut short. */
  readonly first: string;
  readonly attributes?: string;
}

const kind = (description: string, attributes?: string): Kind => ({
  layout: of(description),
  first: description.slice(0, description.indexOf(':')),
  ...(attributes ? { attributes } : undefined),
});

const INET_REQUEST = kind(
  'sdiag_family:e8(address_families) sdiag_protocol:e8(ip_protocols) idiag_ext:f8(inet_diag_extensions) pad-:u8 idiag_states:f32(inet_diag_states) id:sockid',
  'inet_diag_request_attrs',
);
const INET_MESSAGE = kind(
  'idiag_family:e8(address_families) idiag_state:e8(tcp_states) idiag_timer:u8 idiag_retrans:u8 id:sockid idiag_expires:u32 idiag_rqueue:u32 idiag_wqueue:u32 idiag_uid:u32 idiag_inode:u32',
  'inet_diag_attrs',
);
/** linux/inet_diag.h: struct inet_diag_req, of the older TCPDIAG_GETSOCK. */
const INET_OLD_REQUEST = kind(
  'idiag_family:e8(address_families) idiag_src_len:u8 idiag_dst_len:u8 idiag_ext:f8(inet_diag_extensions) id:sockid idiag_states:f32(inet_diag_states) idiag_dbs:u32',
  'inet_diag_request_attrs',
);

const REQUESTS: Readonly<Record<number, Kind>> = {
  1: kind(
    'sdiag_family:e8(address_families) sdiag_protocol:u8 pad-:u16 udiag_states:f32(inet_diag_states) udiag_ino:u32 udiag_show:f32(unix_diag_shows) udiag_cookie:u32[2]',
  ),
  2: INET_REQUEST,
  10: INET_REQUEST,
  16: kind(
    'sdiag_family:e8(address_families) sdiag_protocol:e8(netlink_diag_protocols) pad-:u16 ndiag_ino:u32 ndiag_show:f32(netlink_diag_shows) ndiag_cookie:u32[2]',
  ),
  17: kind(
    'sdiag_family:e8(address_families) sdiag_protocol:x8 pad-:u16 pdiag_ino:u32 pdiag_show:f32(packet_diag_shows) pdiag_cookie:u32[2]',
  ),
  43: kind('diag_family:e8(address_families) pad-:u8[2] diag_ext:f8(smc_diag_extensions) id:sockid'),
};

const MESSAGES: Readonly<Record<number, Kind>> = {
  1: kind(
    'udiag_family:e8(address_families) udiag_type:e8(socket_types) udiag_state:e8(tcp_states) pad-:u8 udiag_ino:u32 udiag_cookie:u32[2]',
    'unix_diag_attrs',
  ),
  2: INET_MESSAGE,
  10: INET_MESSAGE,
  16: kind(
    'ndiag_family:e8(address_families) ndiag_type:e8(socket_types) ndiag_protocol:e8(netlink_protocols) ndiag_state:e8(netlink_states) ndiag_portid:u32 ndiag_dst_portid:u32 ndiag_dst_group:u32 ndiag_ino:u32 ndiag_cookie:u32[2]',
    'netlink_diag_attrs',
  ),
  17: kind(
    'pdiag_family:e8(address_families) pdiag_type:e8(socket_types) pdiag_num:packetprotocol pdiag_ino:u32 pdiag_cookie:u32[2]',
    'packet_diag_attrs',
  ),
  43: kind(
    'diag_family:e8(address_families) diag_state:e8(smc_states) diag_fallback:smcmode diag_shutdown:u8 id:sockid diag_uid:u32 diag_inode:u64',
    'smc_diag_attrs',
  ),
};

/** linux/inet_diag.h: TCPDIAG_GETSOCK, DCCPDIAG_GETSOCK. */
const OLD_REQUESTS: ReadonlySet<number> = new Set([18, 19]);

function kindOf(type: number, isRequest: boolean, family: number): Kind | undefined {
  if (OLD_REQUESTS.has(type)) return isRequest ? INET_OLD_REQUEST : INET_MESSAGE;
  return (isRequest ? REQUESTS : MESSAGES)[family];
}

/** What follows the header; undefined for families that are not described. */
export function diagnosisPayload(
  context: DecodeContext,
  type: number,
  isRequest: boolean,
  fields: Fields,
): readonly Decoded[] | undefined {
  const known = fields.length > 1 ? kindOf(type, isRequest, fields.u8(0)) : undefined;
  if (!known) return undefined;
  const size = layoutSize(context, known.layout);
  if (fields.length < size) {
    const family = oneOf('address_families', BigInt(fields.u8(0)), context.arch);
    return [struct(fields.address, [[known.first, family]], true)];
  }
  const body = structIn(context, fields, known.layout);
  if (fields.length <= size || known.attributes === undefined) return [body];
  const rest = fields.at(size, fields.length - size);
  return [body, attributesNode(context, rest, known.attributes, fields.u8(0))];
}
