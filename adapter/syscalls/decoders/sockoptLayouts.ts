/**
 * Values of socket options as data: `OPTION: TYPE`, by the set of the option's level. TYPE is `{…}`, a structure in
 * layout.ts's notation, cut where the value is; `[T]`, one scalar; `[T*]`, as many as fit; `text`, a name; `hex`, bytes;
 * `address`, a socket's; `key`, one of TLS by its cipher.
 * Values of four bytes are ints wherever nothing else is said, as strace has them; everything here is bytes in strace.
 * Sources: linux/socket.h, in.h, in6.h, tcp.h, if_packet.h, if_xdp.h, tls.h, sctp.h, can.h, mptcp.h, net_tstamp.h.
 */
import type { Decoded } from '../decoded.ts';
import { decimal, hex } from '../nodes.ts';
import type { Fields } from '../reading.ts';
import { inet6Address, inetAddress } from './inet.ts';
import { type FieldType, type Layout, layout } from './layout.ts';
import { sockaddrNode } from './sockaddr.ts';

const fixed = (size: number, align: number, node: FieldType['node']): FieldType => ({
  size: () => size,
  align: (context) => (context.arch === 'i386' ? Math.min(4, align) : align),
  node,
});

/** Some bits of a byte. */
const bits = (shift: number, width: number): ((fields: Fields, at: number) => Decoded) => {
  const mask = (1 << width) - 1;
  return (fields, at) => decimal((fields.u8(at) >> shift) & mask);
};
const low = bits(0, 4);
const high = bits(4, 4);
const limited = bits(0, 1);
const failed = bits(1, 2);

const OWN: Readonly<Record<string, FieldType>> = {
  in: fixed(4, 4, (_context, fields, at) => inetAddress(fields, at)),
  in6: fixed(16, 4, (_context, fields, at) => inet6Address(fields, at)),
  storage: fixed(128, 8, (context, fields, at) => sockaddrNode(context, fields.at(at, 128))),
  be32: fixed(4, 4, (_context, fields, at) => hex(fields.u32be(at))),
  /** Bit fields: the last one of a byte has its size. */
  nibble: fixed(0, 1, (_context, fields, at) => low(fields, at)),
  upper: fixed(1, 1, (_context, fields, at) => high(fields, at)),
  bit: fixed(0, 1, (_context, fields, at) => limited(fields, at)),
  pair: fixed(1, 1, (_context, fields, at) => failed(fields, at)),
};

const TIMES = '{tv_sec:long tv_usec:long}';
const TIMES64 = '{tv_sec:i64 tv_usec:i64}';

const TCP_INFO =
  '{tcpi_state:e8(tcp_states) tcpi_ca_state:e8(tcp_congestion_states) tcpi_retransmits:u8 tcpi_probes:u8 tcpi_backoff:u8 tcpi_options:f8(tcp_info_options) tcpi_snd_wscale:nibble tcpi_rcv_wscale:upper tcpi_delivery_rate_app_limited:bit tcpi_fastopen_client_fail:pair tcpi_rto:u32 tcpi_ato:u32 tcpi_snd_mss:u32 tcpi_rcv_mss:u32 tcpi_unacked*:u32 tcpi_sacked*:u32 tcpi_lost*:u32 tcpi_retrans*:u32 tcpi_fackets*:u32 tcpi_last_data_sent*:u32 tcpi_last_ack_sent*:u32 tcpi_last_data_recv*:u32 tcpi_last_ack_recv*:u32 tcpi_pmtu*:u32 tcpi_rcv_ssthresh*:u32 tcpi_rtt:u32 tcpi_rttvar:u32 tcpi_snd_ssthresh*:u32 tcpi_snd_cwnd:u32 tcpi_advmss*:u32 tcpi_reordering*:u32 tcpi_rcv_rtt*:u32 tcpi_rcv_space*:u32 tcpi_total_retrans:u32 tcpi_pacing_rate*:u64 tcpi_max_pacing_rate*:u64 tcpi_bytes_acked*:u64 tcpi_bytes_received*:u64 tcpi_segs_out*:u32 tcpi_segs_in*:u32 tcpi_notsent_bytes*:u32 tcpi_min_rtt*:u32 tcpi_data_segs_in*:u32 tcpi_data_segs_out*:u32 tcpi_delivery_rate*:u64 tcpi_busy_time*:u64 tcpi_rwnd_limited*:u64 tcpi_sndbuf_limited*:u64 tcpi_delivered*:u32 tcpi_delivered_ce*:u32 tcpi_bytes_sent*:u64 tcpi_bytes_retrans*:u64 tcpi_dsack_dups*:u32 tcpi_reord_seen*:u32 tcpi_rcv_ooopack*:u32 tcpi_snd_wnd*:u32 tcpi_rcv_wnd*:u32 tcpi_rehash*:u32 tcpi_total_rto*:u16 tcpi_total_rto_recoveries*:u16 tcpi_total_rto_time*:u32 tcpi_received_ce*:u32 tcpi_delivered_e1_bytes*:u32 tcpi_delivered_e0_bytes*:u32 tcpi_delivered_ce_bytes*:u32 tcpi_received_e1_bytes*:u32 tcpi_received_e0_bytes*:u32 tcpi_received_ce_bytes*:u32 tcpi_accecn_fail_mode*:x16 tcpi_accecn_opt_seen*:u16}';

const MD5 =
  '{tcpm_addr:storage tcpm_flags:f8(tcp_md5_flags) tcpm_prefixlen:u8 tcpm_keylen:u16 tcpm_ifindex:i32 tcpm_key:hex(80)}';
const RING_OFFSETS = (name: string): string =>
  `${name}_producer:u64 ${name}_consumer:u64 ${name}_desc:u64 ${name}_flags:u64`;
const REQUEST =
  'tp_block_size:u32 tp_block_nr:u32 tp_frame_size:u32 tp_frame_nr:u32 tp_retire_blk_tov:u32 tp_sizeof_priv:u32 tp_feature_req_word:x32';
const KEY = (iv: number, key: number, salt: number): Layout =>
  layout(
    `version:e16(tls_versions) cipher_type:e16(tls_ciphers) iv:hex(${iv}) key:hex(${key})${salt ? ` salt:hex(${salt})` : ''} rec_seq:hex(8)`,
  );
const SHORT_KEY = KEY(8, 16, 4);
const LONG_KEY = KEY(8, 32, 4);
/** linux/tls.h: AES_GCM_256, CHACHA20_POLY1305, ARIA_GCM_256; the other ciphers have keys of 128 bits. */
const KEYS: Readonly<Record<number, Layout>> = { 52: LONG_KEY, 54: KEY(12, 32, 0), 58: LONG_KEY };

/** struct tls_crypto_info with what follows it for a cipher. */
export const keyOf = (cipher: number): Layout => KEYS[cipher] ?? SHORT_KEY;

const TEXTS: Readonly<Record<string, string>> = {
  sockopts_socket: `
SO_RCVTIMEO_OLD SO_SNDTIMEO_OLD: ${TIMES}
SO_RCVTIMEO_NEW SO_SNDTIMEO_NEW: ${TIMES64}
SO_TIMESTAMPING_OLD SO_TIMESTAMPING_NEW: {flags:f32(timestamping_flags) bind_phc:i32}
SO_COOKIE SO_NETNS_COOKIE SO_MAX_PACING_RATE: [u64]
SO_MEMINFO: [u32*]
SO_PEERGROUPS: [id*]
SO_TXTIME: {clockid:e32(clockids) flags:f32(txtime_flags)}
SO_PEERPIDFD SO_ATTACH_BPF SO_ATTACH_REUSEPORT_EBPF: [fd]
SO_DEVMEM_DONTNEED: [u32*]
SO_BINDTODEVICE SO_PEERSEC: text
`,
  sockopts_ip: `
IP_ADD_SOURCE_MEMBERSHIP IP_DROP_SOURCE_MEMBERSHIP IP_BLOCK_SOURCE IP_UNBLOCK_SOURCE: {imr_multiaddr:in imr_interface:in imr_sourceaddr:in}
IP_MULTICAST_IF: {imr_multiaddr:in imr_address:in imr_ifindex:i32}
IP_MSFILTER: {imsf_multiaddr:in imsf_interface:in imsf_fmode:e32(multicast_filter_modes) imsf_numsrc:u32}
MCAST_JOIN_SOURCE_GROUP MCAST_LEAVE_SOURCE_GROUP MCAST_BLOCK_SOURCE MCAST_UNBLOCK_SOURCE: {gsr_interface:u32 gsr_group:storage gsr_source:storage}
IP_OPTIONS: hex
`,
  sockopts_ip_get: 'SO_ORIGINAL_DST: address',
  sockopts_ipv6_get: 'IP6T_SO_ORIGINAL_DST: address',
  sockopts_ipv6: `
MCAST_JOIN_SOURCE_GROUP MCAST_LEAVE_SOURCE_GROUP MCAST_BLOCK_SOURCE MCAST_UNBLOCK_SOURCE: {gsr_interface:u32 gsr_group:storage gsr_source:storage}
IPV6_PKTINFO: {ipi6_addr:in6 ipi6_ifindex:u32}
IPV6_PATHMTU: {ip6m_addr:inet6 ip6m_mtu:u32}
IPV6_FLOWLABEL_MGR: {flr_dst:in6 flr_label:be32 flr_action:e8(flow_label_actions) flr_share:e8(flow_label_shares) flr_flags:f16(flow_label_flags) flr_expires:u16 flr_linger:u16 __flr_pad-:u32}
IPV6_HOPOPTS IPV6_DSTOPTS IPV6_RTHDR IPV6_RTHDRDSTOPTS IPV6_2292PKTOPTIONS: hex
`,
  sockopts_icmpv6: 'ICMPV6_FILTER: [x32*]',
  sockopts_tcp: `
TCP_INFO: ${TCP_INFO}
TCP_CONGESTION TCP_ULP: text
TCP_MD5SIG TCP_MD5SIG_EXT: ${MD5}
TCP_REPAIR_WINDOW: {snd_wl1:u32 snd_wnd:u32 max_window:u32 rcv_wnd:u32 rcv_wup:u32}
TCP_REPAIR_OPTIONS: [u32*]
TCP_FASTOPEN_KEY TCP_SAVED_SYN: hex
TCP_ZEROCOPY_RECEIVE: {address:ptr64 length:u32 recv_skip_hint:u32 inq:u32 err:i32 copybuf_address:ptr64 copybuf_len:i32 flags:x32 msg_control:ptr64 msg_controllen:u64 msg_flags:f32(msg_flags) reserved-:u32}
TCP_AO_ADD_KEY: {addr:storage alg_name:chars(64) ifindex:i32 set:x32 reserved2-:u16 prefix:u8 sndid:u8 rcvid:u8 maclen:u8 keyflags:f8(tcp_ao_key_flags) keylen:u8 key:hex(80)}
TCP_AO_DEL_KEY: {addr:storage ifindex:i32 set:x32 reserved2-:u16 prefix:u8 sndid:u8 rcvid:u8 current_key:u8 rnext:u8 keyflags:f8(tcp_ao_key_flags)}
TCP_AO_INFO: {set:x32 reserved2-:u16 current_key:u8 rnext:u8 pkt_good:u64 pkt_bad:u64 pkt_key_not_found:u64 pkt_ao_required:u64 pkt_dropped_icmp:u64}
TCP_AO_REPAIR: {snt_isn:be32 rcv_isn:be32 snd_sne:u32 rcv_sne:u32}
`,
  sockopts_packet: `
PACKET_RX_RING PACKET_TX_RING: {${REQUEST}}
PACKET_ROLLOVER_STATS: {tp_all:u64 tp_huge:u64 tp_failed:u64}
PACKET_FANOUT: {id:u16 type_flags:x16 max_num_members:u32}
`,
  sockopts_vsock: `
SO_VM_SOCKETS_BUFFER_SIZE SO_VM_SOCKETS_BUFFER_MIN_SIZE SO_VM_SOCKETS_BUFFER_MAX_SIZE: [u64]
SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD: ${TIMES}
SO_VM_SOCKETS_CONNECT_TIMEOUT_NEW: ${TIMES64}
`,
  sockopts_can_raw: 'CAN_RAW_FILTER: [canfilter*]',
  sockopts_tls: 'TLS_TX TLS_RX: key',
  sockopts_alg: 'ALG_SET_KEY: hex',
  sockopts_xdp: `
XDP_UMEM_REG: {addr:ptr64 len:u64 chunk_size:u32 headroom:u32 flags:f32(xdp_umem_flags) tx_metadata_len:u32}
XDP_MMAP_OFFSETS: {${['rx', 'tx', 'fr', 'cr'].map(RING_OFFSETS).join(' ')}}
XDP_STATISTICS: {rx_dropped:u64 rx_invalid_descs:u64 tx_invalid_descs:u64 rx_ring_full:u64 rx_fill_ring_empty_descs:u64 tx_ring_empty_descs:u64}
`,
  sockopts_sctp: `
SCTP_RTOINFO: {srto_assoc_id:i32 srto_initial:u32 srto_max:u32 srto_min:u32}
SCTP_ASSOCINFO: {sasoc_assoc_id:i32 sasoc_asocmaxrxt:u16 sasoc_number_peer_destinations:u16 sasoc_peer_rwnd:u32 sasoc_local_rwnd:u32 sasoc_cookie_life:u32}
SCTP_INITMSG: {sinit_num_ostreams:u16 sinit_max_instreams:u16 sinit_max_attempts:u16 sinit_max_init_timeo:u16}
`,
  sockopts_mptcp: `
MPTCP_INFO: {mptcpi_subflows:u8 mptcpi_add_addr_signal:u8 mptcpi_add_addr_accepted:u8 mptcpi_subflows_max:u8 mptcpi_add_addr_signal_max:u8 mptcpi_add_addr_accepted_max:u8 mptcpi_flags:f32(mptcp_info_flags) mptcpi_token:x32 mptcpi_write_seq:u64 mptcpi_snd_una:u64 mptcpi_rcv_nxt:u64 mptcpi_local_addr_used:u8 mptcpi_local_addr_max:u8 mptcpi_csum_enabled:u8 mptcpi_retransmits:u32 mptcpi_bytes_retrans:u64 mptcpi_bytes_sent:u64 mptcpi_bytes_received:u64 mptcpi_bytes_acked:u64 mptcpi_subflows_total:u8 mptcpi_last_data_sent:u32 mptcpi_last_data_recv:u32 mptcpi_last_ack_recv:u32}
`,
};

const INNER: Readonly<Record<string, FieldType>> = {
  ...OWN,
  inet6: fixed(28, 4, (context, fields, at) => sockaddrNode(context, fields.at(at, 28))),
};

export type OptionType =
  | { readonly kind: 'struct' | 'list' | 'scalar'; readonly of: Layout }
  | { readonly kind: 'text' | 'hex' | 'address' | 'key' };

const CAN_FILTER = layout('can_id:x32 can_mask:x32');

function typeOf(word: string): OptionType {
  if (word === 'text' || word === 'hex' || word === 'address' || word === 'key') return { kind: word };
  if (word.startsWith('{')) return { kind: 'struct', of: layout(word.slice(1, -1), INNER) };
  const isList = word.endsWith('*]');
  const item = word.slice(1, isList ? -2 : -1);
  const of = item === 'canfilter' ? CAN_FILTER : layout(`value:${item}`, INNER);
  return { kind: isList ? 'list' : 'scalar', of };
}

const tables = new Map<string, ReadonlyMap<string, OptionType>>();

/** What an option's value is, by the set of its level and its name; undefined: nothing is known. */
export function optionType(set: string, name: string): OptionType | undefined {
  let table = tables.get(set);
  if (!table) {
    const rows = (TEXTS[set] ?? '').trim().split('\n').filter(Boolean);
    table = new Map(
      rows.flatMap((row) => {
        const [names = '', type = ''] = row.split(': ', 2);
        const parsed = typeOf(type);
        return names.split(' ').map((option): [string, OptionType] => [option, parsed]);
      }),
    );
    tables.set(set, table);
  }
  return table.get(name);
}

/** The sets whose options' values are described. For tests. */
export const describedSets = (): readonly string[] => Object.keys(TEXTS);
