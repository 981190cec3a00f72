/**
 * Netlink attributes (linux/netlink.h): a length, a type and a value each, the value by the table of the attributes'
 * set. Must not know the messages they belong to: netlinkFamilies.ts.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded, StringNode } from '../decoded.ts';
import { array, decimal, hex, struct, text } from '../nodes.ts';
import type { Fields } from '../reading.ts';
import { hardwareAddress } from './hardwareAddress.ts';
import { addressNode } from './inet.ts';
import { interfaceNode } from './interfaceIndex.ts';
import { type Layout, layout, layoutSize, structIn, unsignedAt } from './layout.ts';

const HEADER = 4;
/** NLA_F_NESTED, NLA_F_NET_BYTEORDER. */
const NESTED = 0x8000;
const NET_ORDER = 0x4000;
/** Attributes inside attributes that are followed. */
const DEPTH_MAX = 8;

/** Attributes by set: `NAME TYPE`. Types: str hex u8 … u64 s32 x16 …, be16, hwaddr, addr (of the message's family),
 * ifindex, sockopts, f(SET) e(SET) e8(SET) …, {LAYOUT}, nested(SET). Others are shown as bytes. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  nlmsgerr_attrs: 'NLMSGERR_ATTR_MSG str NLMSGERR_ATTR_OFFS u32',
  rtnl_link_attrs:
    'IFLA_ADDRESS hwaddr IFLA_BROADCAST hwaddr IFLA_IFNAME str IFLA_MTU u32 IFLA_LINK u32 IFLA_QDISC str IFLA_STATS {stats} IFLA_COST u32 IFLA_PRIORITY u32 IFLA_MASTER u32 IFLA_TXQLEN u32 IFLA_MAP {map} IFLA_WEIGHT u32 IFLA_OPERSTATE u8 IFLA_LINKMODE u8 IFLA_LINKINFO nested(rtnl_linkinfo_attrs) IFLA_NET_NS_PID u32 IFLA_IFALIAS str IFLA_NUM_VF u32 IFLA_STATS64 {stats64} IFLA_GROUP u32 IFLA_NET_NS_FD s32 IFLA_EXT_MASK u32 IFLA_PROMISCUITY u32 IFLA_NUM_TX_QUEUES u32 IFLA_NUM_RX_QUEUES u32 IFLA_CARRIER u8 IFLA_CARRIER_CHANGES u32 IFLA_LINK_NETNSID s32 IFLA_PHYS_PORT_NAME str IFLA_PROTO_DOWN u8 IFLA_GSO_MAX_SEGS u32 IFLA_GSO_MAX_SIZE u32 IFLA_NEW_NETNSID s32 IFLA_IF_NETNSID s32 IFLA_CARRIER_UP_COUNT u32 IFLA_CARRIER_DOWN_COUNT u32 IFLA_NEW_IFINDEX ifindex IFLA_MIN_MTU u32 IFLA_MAX_MTU u32 IFLA_ALT_IFNAME str IFLA_PERM_ADDRESS hwaddr IFLA_GRO_MAX_SIZE u32 IFLA_TSO_MAX_SIZE u32 IFLA_TSO_MAX_SEGS u32 IFLA_ALLMULTI u32 IFLA_GSO_IPV4_MAX_SIZE u32 IFLA_GRO_IPV4_MAX_SIZE u32',
  rtnl_linkinfo_attrs: 'IFLA_INFO_KIND str IFLA_INFO_SLAVE_KIND str',
  rtnl_addr_attrs:
    'IFA_ADDRESS addr IFA_LOCAL addr IFA_LABEL str IFA_BROADCAST addr IFA_ANYCAST addr IFA_CACHEINFO {addresscache} IFA_MULTICAST addr IFA_FLAGS f(interface_address_flags) IFA_RT_PRIORITY u32 IFA_TARGET_NETNSID s32 IFA_PROTO e8(interface_address_protocols)',
  rtnl_route_attrs:
    'RTA_DST addr RTA_SRC addr RTA_IIF ifindex RTA_OIF ifindex RTA_GATEWAY addr RTA_PRIORITY u32 RTA_PREFSRC addr RTA_METRICS nested(rtnl_metric_attrs) RTA_PROTOINFO u32 RTA_FLOW u32 RTA_CACHEINFO {routecache} RTA_MP_ALGO u32 RTA_TABLE e(route_tables) RTA_MARK u32 RTA_NEWDST addr RTA_PREF u8 RTA_EXPIRES u64 RTA_UID u32 RTA_TTL_PROPAGATE u8 RTA_IP_PROTO u8 RTA_SPORT u16 RTA_DPORT u16 RTA_NH_ID u32',
  rtnl_metric_attrs:
    'RTAX_LOCK u32 RTAX_MTU u32 RTAX_WINDOW u32 RTAX_RTT u32 RTAX_RTTVAR u32 RTAX_SSTHRESH u32 RTAX_CWND u32 RTAX_ADVMSS u32 RTAX_REORDERING u32 RTAX_HOPLIMIT u32 RTAX_INITCWND u32 RTAX_FEATURES u32 RTAX_RTO_MIN u32 RTAX_INITRWND u32 RTAX_QUICKACK u32 RTAX_CC_ALGO str',
  rtnl_neighbour_attrs:
    'NDA_DST addr NDA_LLADDR hwaddr NDA_CACHEINFO {neighbourcache} NDA_PROBES u32 NDA_IFINDEX ifindex NDA_MASTER ifindex',
  inet_diag_attrs:
    'INET_DIAG_MEMINFO {meminfo} INET_DIAG_CONG str INET_DIAG_TOS u8 INET_DIAG_TCLASS u8 INET_DIAG_SHUTDOWN u8 INET_DIAG_SKV6ONLY u8 INET_DIAG_MARK u32 INET_DIAG_CLASS_ID u32 INET_DIAG_CGROUP_ID u64 INET_DIAG_SOCKOPT sockopts',
};

const STATS =
  'rx_packets tx_packets rx_bytes tx_bytes rx_errors tx_errors rx_dropped tx_dropped multicast collisions rx_length_errors rx_over_errors rx_crc_errors rx_frame_errors rx_fifo_errors rx_missed_errors tx_aborted_errors tx_carrier_errors tx_fifo_errors tx_heartbeat_errors tx_window_errors rx_compressed tx_compressed rx_nohandler';
const counters = (type: string): Layout => layout(STATS.replaceAll(/\w+/g, (name) => `${name}:${type}`));

const LAYOUTS: Readonly<Record<string, Layout>> = {
  stats: counters('u32'),
  stats64: counters('u64'),
  map: layout('mem_start:x64 mem_end:x64 base_addr:x64 irq:u16 dma:u8 port:u8'),
  addresscache: layout('ifa_prefered:u32 ifa_valid:u32 cstamp:u32 tstamp:u32'),
  routecache: layout(
    'rta_clntref:u32 rta_lastuse:u32 rta_expires:i32 rta_error:u32 rta_used:u32 rta_id:x32 rta_ts:u32 rta_tsage:u32',
  ),
  neighbourcache: layout('ndm_confirmed:u32 ndm_used:u32 ndm_updated:u32 ndm_refcnt:u32'),
  meminfo: layout('idiag_rmem:u32 idiag_wmem:u32 idiag_fmem:u32 idiag_tmem:u32'),
};

const types = new Map<string, ReadonlyMap<string, string>>();

function typeOf(set: string, name: string): string | undefined {
  let table = types.get(set);
  if (!table) {
    const words = (ATTRIBUTES[set] ?? '').split(' ');
    const rows: [string, string][] = [];
    for (let i = 0; i + 1 < words.length; i += 2) rows.push([words[i] as string, words[i + 1] as string]);
    table = new Map(rows);
    types.set(set, table);
  }
  return table.get(name);
}

/** linux/inet_diag.h: struct inet_diag_sockopt, one bit each; those that are set are shown. */
const SOCKET_OPTIONS =
  'recverr is_icsk freebind hdrincl mc_loop transparent mc_all nodefrag bind_address_no_port recverr_rfc4884 defer_connect'.split(
    ' ',
  );

function socketOptions(fields: Fields): Decoded {
  const bits = fields.u16(0);
  return struct(
    fields.address,
    SOCKET_OPTIONS.flatMap((name, i) => ((bits & (1 << i)) === 0 ? [] : [[name, decimal(1)] as const])),
  );
}

const INTEGER = /^([usx])(8|16|32|64)$/;
const SET = /^([ef])(8|16|32)?\((\w+)\)$/;

function bytesNode(context: DecodeContext, fields: Fields): StringNode {
  const shown = Math.min(fields.length, context.options.strings);
  return { ...text(fields.slice(0, shown).slice(), fields.address, shown < fields.length), form: 'hex' };
}

/** Undefined when the bytes are not what the type says: shown as bytes then. */
function valueNode(
  context: DecodeContext,
  data: Fields,
  type: string,
  family: number,
  depth: number,
): Decoded | undefined {
  const integer = INTEGER.exec(type);
  if (integer) {
    const size = Number(integer[2]) / 8;
    if (data.length < size) return undefined;
    const value = unsignedAt(data, 0, size);
    if (integer[1] === 'x') return hex(value);
    return decimal(integer[1] === 's' ? BigInt.asIntN(size * 8, value) : value);
  }
  const set = SET.exec(type);
  if (set) {
    const size = Number(set[2] ?? 32) / 8;
    if (data.length < size) return undefined;
    const value = unsignedAt(data, 0, size);
    return (set[1] === 'e' ? oneOf : bitsOf)(set[3] as string, value, context.arch);
  }
  if (type.startsWith('{')) {
    const of = LAYOUTS[type.slice(1, -1)];
    return of && data.length >= layoutSize(context, of) ? structIn(context, data, of) : undefined;
  }
  if (type.startsWith('nested(')) return attributesNode(context, data, type.slice(7, -1), family, depth + 1);
  switch (type) {
    case 'str': {
      const end = data.bytes.at(-1) === 0 ? data.length - 1 : data.length;
      const shown = Math.min(end, context.options.strings);
      return text(data.slice(0, shown).slice(), data.address, shown < end);
    }
    case 'hwaddr':
      return data.length <= 32 ? hardwareAddress(data, 0, data.length) : undefined;
    case 'addr':
      return addressNode(data, family);
    case 'sockopts':
      return data.length >= 2 ? socketOptions(data) : undefined;
    case 'ifindex':
      return data.length >= 4 ? interfaceNode(context, data.u32(0)) : undefined;
    default:
      return undefined;
  }
}

function attributeNode(context: DecodeContext, fields: Fields, set: string, family: number, depth: number): Decoded {
  const length = Math.min(fields.u16(0), fields.length);
  const flags = fields.u16(2);
  const type = BigInt(flags & ~(NESTED | NET_ORDER));
  const names: string[] = [];
  if ((flags & NESTED) !== 0) names.push('NLA_F_NESTED');
  if ((flags & NET_ORDER) !== 0) names.push('NLA_F_NET_BYTEORDER');
  const kind = oneOf(set, type, context.arch);
  const spelled = kind.name ?? `0x${type.toString(16)} /* ${kind.unknown ?? '???'} */`;
  const header = struct(fields.address, [
    ['nla_len', decimal(fields.u16(0))],
    [
      'nla_type',
      names.length === 0 ? kind : { kind: 'flags', value: BigInt(flags), names: [...names, spelled], rest: 0n },
    ],
  ]);
  if (length <= HEADER) return header;
  const data = fields.at(HEADER, length - HEADER);
  const name = nameIn(set, type, context.arch);
  const valueType = name === undefined ? undefined : typeOf(set, name);
  const value = valueType && depth < DEPTH_MAX ? valueNode(context, data, valueType, family, depth) : undefined;
  return array(fields.address, [header, value ?? bytesNode(context, data)]);
}

/** One attribute as it is, several as a list. `family`: the address family of the message. */
export function attributesNode(
  context: DecodeContext,
  fields: Fields,
  set: string,
  family: number,
  depth = 0,
): Decoded {
  const items: Decoded[] = [];
  const limit = context.options.abbreviate ? context.options.strings : 4096;
  let at = 0;
  let more = false;
  for (;;) {
    const left = fields.length - at;
    if (left < HEADER) {
      items.push(bytesNode(context, fields.at(at, left)));
      break;
    }
    if (items.length >= limit) {
      more = true;
      break;
    }
    const length = fields.u16(at);
    items.push(attributeNode(context, fields.at(at, left), set, family, depth));
    const step = (length + 3) & ~3;
    if (length < HEADER || step >= left) break;
    at += step;
  }
  const first = items[0];
  return items.length === 1 && first && !more ? first : array(fields.address, items, more);
}
