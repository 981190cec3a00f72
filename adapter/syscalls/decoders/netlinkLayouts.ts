/**
 * Structures inside netlink attributes, in layout.ts's notation. Sources: linux/if_link.h, rtnetlink.h, if_bridge.h,
 * pkt_sched.h, gen_stats.h, neighbour.h, nexthop.h, inet_diag.h, packet_diag.h, cryptouser.h. Must not know the
 * attributes: netlinkTables.ts.
 */
import { oneOf } from '../constants.ts';
import { array, call, decimal, padded, struct, text } from '../nodes.ts';
import { hardwareAddress } from './hardwareAddress.ts';
import { addressNode } from './inet.ts';
import { interfaceNode } from './interfaceIndex.ts';
import { type FieldType, type Layout, layout, wideAlign } from './layout.ts';
import { deviceNode } from './scalars.ts';
import { sockaddrNode } from './sockaddr.ts';

const fixed = (size: number, align: number, node: FieldType['node']): FieldType => ({
  size: () => size,
  align: () => align,
  node,
});

const mac = (size: number): FieldType => fixed(size, 1, (_context, fields, at) => hardwareAddress(fields, at, size));

/** An ethertype in network order: `htons(ETH_P_IP)`. */
export const etherNode: FieldType['node'] = (context, fields, at) =>
  call('htons', [oneOf('ethernet_protocols', BigInt(fields.u16be(at)), context.arch)], BigInt(fields.u16(at)));

/** The address of a multicast group, whose protocol follows it. */
const groupAddress: FieldType['node'] = (context, fields, at) => {
  const protocol = fields.u16be(at + 16);
  const family = protocol === 0x0800 ? 2 : protocol === 0x86dd ? 10 : 0;
  const bytes = fields.at(at, 16);
  return struct(bytes.address, [
    ['u', addressNode(bytes, family) ?? { ...text(bytes.bytes.slice(), bytes.address), form: 'hex' }],
    ['proto', etherNode(context, fields, at + 16)],
  ]);
};

/** Types of fields that layout.ts does not have. */
export const NETLINK_FIELDS: Readonly<Record<string, FieldType>> = {
  ifindex: fixed(4, 4, (context, fields, at) => interfaceNode(context, fields.u32(at))),
  padded32: fixed(4, 4, (_context, fields, at) => padded(fields.u32(at), 4)),
  mac6: mac(6),
  mac32: mac(32),
  ether: fixed(2, 2, etherNode),
  group: fixed(20, 4, groupAddress),
  pair8: fixed(2, 1, (_context, fields, at) =>
    array(fields.address + BigInt(at), [decimal(fields.u8(at)), decimal(fields.u8(at + 1))]),
  ),
  /** Received and sent. */
  directions: {
    size: () => 16,
    align: wideAlign,
    node: (_context, fields, at) => ({
      ...array(fields.address + BigInt(at), [decimal(fields.u64(at)), decimal(fields.u64(at + 8))]),
      labels: ['BR_MCAST_DIR_RX', 'BR_MCAST_DIR_TX'],
    }),
  },
  storage: fixed(128, 1, (context, fields, at) => sockaddrNode(context, fields.at(at, 128))),
};

const STATS =
  'rx_packets tx_packets rx_bytes tx_bytes rx_errors tx_errors rx_dropped tx_dropped multicast collisions rx_length_errors rx_over_errors rx_crc_errors rx_frame_errors rx_fifo_errors rx_missed_errors tx_aborted_errors tx_carrier_errors tx_fifo_errors tx_heartbeat_errors tx_window_errors rx_compressed tx_compressed rx_nohandler';
const counters = (type: string): string => STATS.replaceAll(/\w+/g, (name) => `${name}:${type}`);
const NEIGHBOUR_STATS =
  'allocs destroys hash_grows res_failed lookups hits rcv_probes_mcast rcv_probes_ucast periodic_gc_runs forced_gc_runs table_fulls';

const TEXTS: Readonly<Record<string, string>> = {
  stats: counters('u32'),
  stats64: `${counters('u64')} rx_otherhost_dropped:u64`,
  map: 'mem_start:x64 mem_end:x64 base_addr:x64 irq:u16 dma:u8 port:u8',
  vfmac: 'vf:u32 mac:mac32',
  vfvlan: 'vf:u32 vlan:u32 qos:u32',
  vftxrate: 'vf:u32 rate:u32',
  vfsetting: 'vf:u32 setting:u32',
  vflinkstate: 'vf:u32 link_state:e32(rtnl_vf_link_states)',
  vfrate: 'vf:u32 min_tx_rate:u32 max_tx_rate:u32',
  vfguid: 'vf:u32 pad-:u32 guid:x64',
  vfbroadcast: 'broadcast:mac32',
  vfvlaninfo: 'vf:u32 vlan:u32 qos:u32 vlan_proto:ether pad-:u16',
  portvsi: 'vsi_mgr_id:u8 vsi_type_id:hex(3) vsi_type_version:u8 pad:hex(3)',
  inet6cache: 'max_reasm_len:u32 tstamp:u32 reachable_time:u32 retrans_time:u32',
  bridgeid: 'prio:pair8 addr:mac6',
  bridgebools: 'optval:f32(rtnl_bridge_bools) optmask:f32(rtnl_bridge_bools)',
  bridgevlan: 'flags:f16(bridge_vlan_flags) vid:u16',
  addresscache: 'ifa_prefered:u32 ifa_valid:u32 cstamp:u32 tstamp:u32',
  routecache:
    'rta_clntref:u32 rta_lastuse:u32 rta_expires:i32 rta_error:u32 rta_used:u32 rta_id:x32 rta_ts:u32 rta_tsage:u32',
  mfcstats: 'mfcs_packets:u64 mfcs_bytes:u64 mfcs_wrong_if:u64',
  nexthop: 'rtnh_len:u16 rtnh_flags:f8(route_nexthop_flags) rtnh_hops:u8 rtnh_ifindex:ifindex',
  neighbourcache: 'ndm_confirmed:u32 ndm_used:u32 ndm_updated:u32 ndm_refcnt:u32',
  uidrange: 'start:u32 end:u32',
  portrange: 'start:u16 end:u16',
  tcstats: 'bytes:u64 packets:u32 drops:u32 overlimits:u32 bps:u32 pps:u32 qlen:u32 backlog:u32',
  tcestimator: 'interval:i8 ewma_log:u8',
  gnetbasic: 'bytes:u64 packets:u32',
  gnetrate: 'bps:u32 pps:u32',
  gnetqueue: 'qlen:u32 backlog:u32 drops:u32 requeues:u32 overlimits:u32',
  gnetrate64: 'bps:u64 pps:u64',
  tcsizespec: 'cell_log:u8 size_log:u8 cell_align:i16 overhead:i32 linklayer:u32 mpu:u32 mtu:u32 tsize:u32',
  ndtconfig:
    'ndtc_key_len:u16 ndtc_entry_size:u16 ndtc_entries:u32 ndtc_last_flush:u32 ndtc_last_rand:u32 ndtc_hash_rnd:u32 ndtc_hash_mask:padded32 ndtc_hash_chain_gc:u32 ndtc_proxy_qlen:u32',
  bridgevlanstats:
    'rx_bytes:u64 rx_packets:u64 tx_bytes:u64 tx_packets:u64 vid:u16 flags:f16(bridge_vlan_flags) pad2?:x32',
  bridgemcaststats:
    'igmp_v1queries:directions igmp_v2queries:directions igmp_v3queries:directions igmp_leaves:directions igmp_v1reports:directions igmp_v2reports:directions igmp_v3reports:directions igmp_parse_errors:u64 mld_v1queries:directions mld_v2queries:directions mld_leaves:directions mld_v1reports:directions mld_v2reports:directions mld_parse_errors:u64 mcast_bytes:directions mcast_packets:directions',
  bridgestpstats: 'transition_blk:u64 transition_fwd:u64 rx_bpdu:u64 tx_bpdu:u64 rx_tcn:u64 tx_tcn:u64',
  ndtstats: NEIGHBOUR_STATS.replaceAll(/\w+/g, (name) => `ndts_${name}:u64`),
  mdbentry: 'ifindex:ifindex state:e8(mdb_states) flags:f8(mdb_flags) vid:u16 addr:group',
  nexthopgroup: 'id:u32 weight:u8 resvd1?:x8 resvd2?:x16',
  meminfo: 'idiag_rmem:u32 idiag_wmem:u32 idiag_fmem:u32 idiag_tmem:u32',
  vegas: 'tcpv_enabled:u32 tcpv_rttcnt:u32 tcpv_rtt:u32 tcpv_minrtt:u32',
  dctcp: 'dctcp_enabled:u16 dctcp_ce_state:u16 dctcp_alpha:u32 dctcp_ab_ecn:u32 dctcp_ab_tot:u32',
  bbr: 'bbr_bw_lo:x32 bbr_bw_hi:x32 bbr_min_rtt:u32 bbr_pacing_gain:u32 bbr_cwnd_gain:u32',
  storage: 'value:storage',
  md5: 'tcpm_family:e8(address_families) tcpm_prefixlen:u8 tcpm_keylen:u16 tcpm_addr:hex(16) tcpm_key:hex(80)',
  unixvfs: 'value:unixvfs',
  unixqueue: 'udiag_rqueue:u32 udiag_wqueue:u32',
  netlinkring: 'ndr_block_size:u32 ndr_block_nr:u32 ndr_frame_size:u32 ndr_frame_nr:u32',
  packetinfo:
    'pdi_index:ifindex pdi_version:e32(packet_versions) pdi_reserve:u32 pdi_copy_thresh:u32 pdi_tstamp:u32 pdi_flags:f32(packet_diag_flags)',
  packetlist: 'pdmc_index:ifindex pdmc_count:u32 pdmc_type:u16 pdmc_alen:u16 pdmc_addr:hex(32)',
  packetring:
    'pdr_block_size:u32 pdr_block_nr:u32 pdr_frame_size:u32 pdr_frame_nr:u32 pdr_retire_tmo:u32 pdr_sizeof_priv:u32 pdr_features:u32',
  cryptotype: 'type:chars(64)',
  cryptohash: 'type:chars(64) blocksize:u32 digestsize:u32',
  cryptoblock: 'type:chars(64) geniv:chars(64) blocksize:u32 min_keysize:u32 max_keysize:u32 ivsize:u32',
  cryptoaead: 'type:chars(64) geniv:chars(64) blocksize:u32 maxauthsize:u32 ivsize:u32',
  cryptorng: 'type:chars(64) seedsize:u32',
  cryptocipher: 'type:chars(64) blocksize:u32 min_keysize:u32 max_keysize:u32',
};

/** struct unix_diag_vfs, the device first; new_encode_dev of linux/kdev_t.h in 32 bits. */
const unixFile: FieldType['node'] = (_context, fields, at) =>
  struct(fields.address + BigInt(at), [
    ['udiag_vfs_dev', deviceNode(BigInt(fields.u32(at + 4)))],
    ['udiag_vfs_ino', decimal(fields.u32(at))],
  ]);

const layouts = new Map<string, Layout>();

/** A structure by its word in the tables; undefined when there is none. */
export function netlinkLayout(name: string): Layout | undefined {
  const known = layouts.get(name);
  if (known) return known;
  const description = TEXTS[name];
  if (description === undefined) return undefined;
  const made = layout(description, { ...NETLINK_FIELDS, unixvfs: fixed(8, 4, unixFile) });
  layouts.set(name, made);
  return made;
}

/** Every word. For tests. */
export const netlinkLayoutNames = (): readonly string[] => Object.keys(TEXTS);
