/**
 * Socket options: their names by level and their values by name. A value that is not known is an int when it is as
 * long as one, else bytes, as strace has it.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, low32, pointer, signed32, struct } from '../nodes.ts';
import { bytesAt, type Fields, fieldsAt, lengthBehind } from '../reading.ts';
import { credentials } from './controlMessages.ts';
import { inetAddress } from './inet.ts';
import { structuredOption } from './sockoptValues.ts';
import { timevalFields } from './times.ts';

/** Levels (sys/socket.h, netinet/in.h, linux/socket.h) and the sets of their options. */
const LEVELS: ReadonlyMap<bigint, string> = new Map([
  [0n, 'sockopts_ip'],
  [1n, 'sockopts_socket'],
  [6n, 'sockopts_tcp'],
  [17n, 'sockopts_udp'],
  [41n, 'sockopts_ipv6'],
  [58n, 'sockopts_icmpv6'],
  [132n, 'sockopts_sctp'],
  [255n, 'sockopts_raw'],
  [263n, 'sockopts_packet'],
  [270n, 'sockopts_netlink'],
  [279n, 'sockopts_alg'],
  [282n, 'sockopts_tls'],
  [283n, 'sockopts_xdp'],
  [284n, 'sockopts_mptcp'],
  [287n, 'sockopts_vsock'],
]);

const setOf = (context: DecodeContext, param: string | undefined): string | undefined =>
  LEVELS.get(low32(context.argument(param ?? '') ?? 0n));

const name: Decoder = (context, value, params) => {
  const set = setOf(context, params[0]);
  return set === undefined ? decimal(signed32(value)) : oneOf(set, low32(value), context.arch);
};

type Option = (context: DecodeContext, fields: Fields) => Decoded;

interface Known {
  readonly size: number | 'timeval';
  readonly node: Option;
}

const linger: Known = {
  size: 8,
  node: (_context, fields) =>
    struct(fields.address, [
      ['l_onoff', decimal(fields.i32(0))],
      ['l_linger', decimal(fields.i32(4))],
    ]),
};

const timeval: Known = {
  size: 'timeval',
  node: (context, fields) => timevalFields(fields, 0, context.arch === 'i386' ? 4 : 8),
};

const filter: Known = {
  size: 8,
  node: (context, fields) =>
    struct(fields.address, [
      ['len', decimal(fields.u16(0))],
      ['filter', pointer(fields.ulong(context.word))],
    ]),
};

const membership: Known = {
  size: 8,
  node: (_context, fields) =>
    struct(fields.address, [
      ['imr_multiaddr', inetAddress(fields, 0)],
      ['imr_interface', inetAddress(fields, 4)],
    ]),
};

const flag = (set: string): Known => ({
  size: 4,
  node: (context, fields) => array(fields.address, [bitsOf(set, BigInt(fields.u32(0)), context.arch)]),
});
const choice = (set: string): Known => ({
  size: 4,
  node: (context, fields) => array(fields.address, [oneOf(set, BigInt(fields.u32(0)), context.arch)]),
});

const OPTIONS: Readonly<Record<string, Known>> = {
  SO_LINGER: linger,
  SO_PEERCRED: { size: 12, node: (_context, fields) => credentials(fields) },
  SO_RCVTIMEO: timeval,
  SO_RCVTIMEO_OLD: timeval,
  SO_SNDTIMEO: timeval,
  SO_SNDTIMEO_OLD: timeval,
  SO_ATTACH_FILTER: filter,
  SO_ATTACH_REUSEPORT_CBPF: filter,
  SO_TIMESTAMPING: flag('timestamping_flags'),
  SO_TIMESTAMPING_OLD: flag('timestamping_flags'),
  IP_MTU_DISCOVER: choice('mtu_discover_values'),
  IP_ADD_MEMBERSHIP: membership,
  IP_DROP_MEMBERSHIP: membership,
};

/** Options whose value is text. */
const STRINGS: ReadonlySet<string> = new Set([
  'SO_BINDTODEVICE',
  'SO_PEERSEC',
  'TCP_CONGESTION',
  'TCP_ULP',
  'TCP_FASTOPEN_KEY',
]);

const INT_SIZE = 4;

function optionNode(context: DecodeContext, address: bigint, params: readonly string[], length: number): Decoded {
  if (address === 0n || length < 0) return pointer(address);
  const set = setOf(context, params[0]);
  const option = set ? nameIn(set, low32(context.argument(params[1] ?? '') ?? 0n), context.arch) : undefined;
  const structured = option === undefined ? undefined : structuredOption(context, option, address, length);
  if (structured) return structured;
  const known = option === undefined ? undefined : OPTIONS[option];
  if (known) {
    const wanted = known.size === 'timeval' ? (context.arch === 'i386' ? 8 : 16) : known.size;
    // A filter's structure has its pointer on the word.
    const size = known === filter ? context.word * 2 : wanted;
    const fields = length >= size ? fieldsAt(context, address, size) : undefined;
    if (fields) return known.node(context, fields);
  }
  const isText = option !== undefined && STRINGS.has(option);
  if (length === INT_SIZE && !isText) {
    const fields = fieldsAt(context, address, INT_SIZE);
    return fields ? array(address, [decimal(fields.i32(0))]) : pointer(address);
  }
  return bytesAt(context, address, BigInt(length));
}

const given: Decoder = (context, value, params) =>
  optionNode(context, value, params, Number(signed32(context.argument(params[2] ?? '') ?? 0n)));

/** As long as the kernel says it made it. */
const got: Decoder = (context, value, params) => {
  const length = lengthBehind(context, context.argument(params[2] ?? ''));
  return length === undefined ? pointer(value) : optionNode(context, value, params, length | 0);
};

/** linux/net.h: how many words each call of the i386 socketcall reads. */
const SOCKETCALL_WORDS = [0, 3, 3, 3, 2, 3, 3, 3, 4, 4, 4, 6, 6, 2, 5, 5, 3, 3, 4, 5, 4];

const socketcall: Decoder = (context, value, params) => {
  if (context.before) return context.before;
  const number = Number(low32(context.argument(params[0] ?? '') ?? 0n));
  const count = SOCKETCALL_WORDS[number];
  const fields = count ? fieldsAt(context, value, count * 4) : undefined;
  if (!count || !fields) return pointer(value);
  return array(
    value,
    Array.from({ length: count }, (_, i) => hex(fields.u32(i * 4))),
  );
};

export const SOCKOPT: Readonly<Record<string, Decoder>> = {
  sockopt_name: name,
  sockopt: given,
  sockopt_out: got,
  socketcall_args: socketcall,
};
