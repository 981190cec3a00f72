/**
 * Payloads of netlink messages by protocol: rtnetlink's, netfilter's, generic netlink's controller, crypto's; sock_diag's
 * are in netlinkDiagnosis.ts. Layouts: linux/rtnetlink.h and the headers it names, linux/netfilter/nfnetlink.h,
 * linux/genetlink.h, linux/cryptouser.h.
 */
import { nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { call, decimal, struct } from '../nodes.ts';
import type { Fields } from '../reading.ts';
import { type Layout, layout, layoutSize, structIn } from './layout.ts';
import { attributesNode } from './netlinkAttributes.ts';
import { diagnosisPayload } from './netlinkDiagnosis.ts';
import { NETLINK_FIELDS } from './netlinkLayouts.ts';
import { bytesNode } from './netlinkValues.ts';

interface Message {
  /** The structure in front of the attributes; its first field is the address family. */
  readonly layout: Layout;
  readonly first: string;
  readonly attributes?: string;
  /** Attributes that have none of their own are bytes. */
  readonly isBytes?: true;
}

const FAMILY = 'e8(address_families)';
const message = (description: string, attributes?: string): Message => ({
  layout: layout(description, NETLINK_FIELDS),
  first: description.slice(0, description.indexOf(':')),
  ...(attributes ? { attributes } : undefined),
});

const ADDRESS = `ifa_family:${FAMILY} ifa_prefixlen:u8 ifa_flags:f8(interface_address_flags) ifa_scope:e8(route_scopes) ifa_index:ifindex`;
const TRAFFIC = message(
  `tcm_family:${FAMILY} pad-:u8[3] tcm_ifindex:ifindex tcm_handle:u32 tcm_parent:u32 tcm_info:u32`,
  'rtnl_tc_attrs',
);

/** By what follows RTM_NEW, RTM_DEL, RTM_GET or RTM_SET. */
const ROUTE_MESSAGES: Readonly<Record<string, Message>> = {
  LINK: message(
    `ifi_family:${FAMILY} pad-:u8 ifi_type:e16(arp_hardware_types) ifi_index:ifindex ifi_flags:f32(interface_flags) ifi_change:x32`,
    'rtnl_link_attrs',
  ),
  ADDR: message(ADDRESS, 'rtnl_addr_attrs'),
  MULTICAST: message(ADDRESS, 'rtnl_addr_attrs'),
  ANYCAST: message(ADDRESS, 'rtnl_addr_attrs'),
  ROUTE: message(
    `rtm_family:${FAMILY} rtm_dst_len:u8 rtm_src_len:u8 rtm_tos:f8(ip_type_of_services) rtm_table:e8(route_tables) rtm_protocol:e8(route_protocols) rtm_scope:e8(route_scopes) rtm_type:e8(route_types) rtm_flags:f32(route_flags)`,
    'rtnl_route_attrs',
  ),
  NEIGH: message(
    `ndm_family:${FAMILY} pad-:u8[3] ndm_ifindex:ifindex ndm_state:f16(neighbour_states) ndm_flags:f8(neighbour_flags) ndm_type:e8(route_types)`,
    'rtnl_neighbour_attrs',
  ),
  RULE: message(
    `family:${FAMILY} dst_len:u8 src_len:u8 tos:f8(ip_type_of_services) table:e8(rule_tables) pad-:u8[2] action:e8(rule_actions) flags:f32(rule_flags)`,
    'rtnl_rule_attrs',
  ),
  QDISC: TRAFFIC,
  TCLASS: TRAFFIC,
  TFILTER: TRAFFIC,
  CHAIN: TRAFFIC,
  ACTION: message(`tca_family:${FAMILY} pad-:u8[3]`, 'rtnl_tc_action_attrs'),
  NEIGHTBL: message(`ndtm_family:${FAMILY} pad-:u8[3]`, 'rtnl_neightbl_attrs'),
  ADDRLABEL: message(
    `ifal_family:${FAMILY} pad-:u8 ifal_prefixlen:u8 ifal_flags:u8 ifal_index:ifindex ifal_seq:u32`,
    'rtnl_addrlabel_attrs',
  ),
  DCB: message(`dcb_family:${FAMILY} cmd:e8(dcb_commands) pad-:u16`, 'rtnl_dcb_attrs'),
  NETCONF: message(`ncm_family:${FAMILY} pad-:u8[3]`, 'rtnl_netconf_attrs'),
  MDB: message(`family:${FAMILY} pad-:u8[3] ifindex:ifindex`, 'rtnl_mdb_attrs'),
  NSID: message(`rtgen_family:${FAMILY} pad-:u8[3]`, 'rtnl_nsid_attrs'),
  STATS: message(
    `family:${FAMILY} pad1?:x8 pad2?:x16 ifindex:ifindex filter_mask:f32(stats_filters)`,
    'rtnl_stats_attrs',
  ),
  CACHEREPORT: message(`rtgen_family:${FAMILY} pad-:u8[3]`),
  NEXTHOP: message(
    `nh_family:${FAMILY} nh_scope:e8(route_scopes) nh_protocol:e8(route_protocols) resvd?:x8 nh_flags:f32(route_nexthop_flags)`,
    'rtnl_nexthop_attrs',
  ),
};

const familyOf = (context: DecodeContext, fields: Fields): Decoded =>
  oneOf('address_families', BigInt(fields.u8(0)), context.arch);

/** A message whose structure is not known: its address family and the rest. */
function unknown(context: DecodeContext, fields: Fields): readonly Decoded[] {
  const rest = fields.at(1, fields.length - 1);
  return [
    struct(fields.address, [
      ['family', familyOf(context, fields)],
      ['data', rest.length === 0 ? undefined : bytesNode(context, rest)],
    ]),
  ];
}

/** A request for a dump may carry struct rtgenmsg alone, a family. */
const GENERAL = 1;

function routePayload(context: DecodeContext, type: number, fields: Fields): readonly Decoded[] {
  const name = nameIn('nl_route_types', BigInt(type), context.arch) ?? '';
  const known = ROUTE_MESSAGES[/^RTM_(?:NEW|DEL|GET|SET)(\w+)$/.exec(name)?.[1] ?? ''];
  if (!known || fields.length <= GENERAL) return unknown(context, fields);
  const size = layoutSize(context, known.layout);
  // linux/neighbour.h: the kernel takes a dump request of neighbours without struct ndmsg.
  if (known === ROUTE_MESSAGES.NEIGH && fields.length < size) return unknown(context, fields);
  if (fields.length < size) return [struct(fields.address, [[known.first, familyOf(context, fields)]], true)];
  const body = structIn(context, fields, known.layout);
  if (fields.length <= size) return [body];
  const rest = fields.at(size, fields.length - size);
  if (known.attributes === undefined) return [body, bytesNode(context, rest)];
  return [body, attributesNode(context, rest, known.attributes, fields.u8(0))];
}

/** linux/netfilter/nfnetlink.h: struct nfgenmsg, and the types of batches, whose resource is a subsystem. */
const GENERIC_SIZE = 4;
const NFTABLES = 10;

function netfilterPayload(context: DecodeContext, type: number, fields: Fields): readonly Decoded[] | undefined {
  if (fields.length < GENERIC_SIZE) return undefined;
  const resource = fields.u16be(2);
  const subsystem = nameIn('nl_netfilter_subsystems', BigInt(resource), context.arch);
  const isSubsystem = type >> 8 === NFTABLES && resource === NFTABLES && subsystem !== undefined;
  const named: Decoded = isSubsystem ? oneOf('nl_netfilter_subsystems', BigInt(resource)) : decimal(resource);
  const body = struct(fields.address, [
    ['nfgen_family', familyOf(context, fields)],
    ['version', oneOf('netfilter_versions', BigInt(fields.u8(1)), context.arch)],
    ['res_id', call('htons', [named], BigInt(fields.u16(2)))],
  ]);
  if (fields.length <= GENERIC_SIZE) return [body];
  const rest = fields.at(GENERIC_SIZE, fields.length - GENERIC_SIZE);
  return [body, attributesNode(context, rest, 'netfilter_attrs', fields.u8(0))];
}

/** linux/genetlink.h: GENL_ID_CTRL. */
const CONTROLLER = 16;
const GENERIC_HEADER = layout('cmd:e8(genl_ctrl_commands) version:u8 reserved?:x16');

function genericPayload(context: DecodeContext, type: number, fields: Fields): readonly Decoded[] | undefined {
  if (type !== CONTROLLER || fields.length < 4) return undefined;
  const body = structIn(context, fields, GENERIC_HEADER);
  if (fields.length <= 4) return [body];
  return [body, attributesNode(context, fields.at(4, fields.length - 4), 'genl_ctrl_attrs', 0)];
}

const ALGORITHM = layout(
  'cru_name:chars(64) cru_driver_name:chars(64) cru_module_name:chars(64) cru_type:u32 cru_mask:u32 cru_refcnt:u32 cru_flags:u32',
);

function cryptoPayload(context: DecodeContext, fields: Fields): readonly Decoded[] | undefined {
  const size = layoutSize(context, ALGORITHM);
  if (fields.length < size) return undefined;
  const body = structIn(context, fields, ALGORITHM);
  if (fields.length <= size) return [body];
  return [body, attributesNode(context, fields.at(size, fields.length - size), 'crypto_attrs', 0)];
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
      return diagnosisPayload(context, type, isRequest, fields) ?? unknown(context, fields);
    case 'NETLINK_NETFILTER':
      return netfilterPayload(context, type, fields);
    case 'NETLINK_GENERIC':
      return genericPayload(context, type, fields);
    case 'NETLINK_CRYPTO':
      return cryptoPayload(context, fields);
    default:
      return undefined;
  }
}

/** For tests: every message of rtnetlink that is described. */
export const describedMessages = (): readonly string[] => Object.keys(ROUTE_MESSAGES);
