/**
 * Socket options by name: which set a level's options are in, and the sets of what getsockopt and setsockopt name
 * differently. Must not know their values.
 */
import { nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import { decimal, low32 } from '../nodes.ts';

/** Levels (linux/socket.h, linux/in.h; vsock takes its address family for one) and the sets of their options. */
const LEVELS: ReadonlyMap<bigint, string> = new Map([
  [0n, 'sockopts_ip'],
  [1n, 'sockopts_socket'],
  [6n, 'sockopts_tcp'],
  [17n, 'sockopts_udp'],
  [40n, 'sockopts_vsock'],
  [41n, 'sockopts_ipv6'],
  [58n, 'sockopts_icmpv6'],
  [101n, 'sockopts_can_raw'],
  [132n, 'sockopts_sctp'],
  [255n, 'sockopts_raw'],
  [256n, 'sockopts_ipx'],
  [257n, 'sockopts_ax25'],
  [263n, 'sockopts_packet'],
  [266n, 'sockopts_irda'],
  [268n, 'sockopts_llc'],
  [269n, 'sockopts_dccp'],
  [270n, 'sockopts_netlink'],
  [271n, 'sockopts_tipc'],
  [272n, 'sockopts_rxrpc'],
  [273n, 'sockopts_pppol2tp'],
  [274n, 'sockopts_bluetooth'],
  [275n, 'sockopts_pnpipe'],
  [276n, 'sockopts_rds'],
  [277n, 'sockopts_iucv'],
  [278n, 'sockopts_caif'],
  [279n, 'sockopts_alg'],
  [280n, 'sockopts_nfc'],
  [281n, 'sockopts_kcm'],
  [282n, 'sockopts_tls'],
  [283n, 'sockopts_xdp'],
  [284n, 'sockopts_mptcp'],
  [287n, 'sockopts_vsock'],
]);

/** Levels whose options have other names in one of the two calls. */
const DIFFERENT: ReadonlySet<string> = new Set(['sockopts_ip', 'sockopts_socket', 'sockopts_ipv6']);

/** The sets to look in, in order; none for a level that is not known. */
function setsOf(context: DecodeContext, level: bigint): readonly string[] {
  const set = LEVELS.get(low32(level));
  if (set === undefined) return [];
  if (!DIFFERENT.has(set)) return [set];
  return [`${set}_${context.signature.name === 'getsockopt' ? 'get' : 'set'}`, set];
}

/** The set that knows an option of a level, and its name there. */
export function optionName(
  context: DecodeContext,
  level: bigint,
  option: bigint,
): { readonly set: string; readonly name: string } | undefined {
  for (const set of setsOf(context, level)) {
    const name = nameIn(set, low32(option), context.arch);
    if (name !== undefined) return { set, name };
  }
  return undefined;
}

/** The option's name by its level's argument. */
export const sockoptName: Decoder = (context, value, params) => {
  const level = context.argument(params[0] ?? '') ?? 0n;
  const found = optionName(context, level, value);
  if (found) return { kind: 'enum', value: low32(value), name: found.name };
  const set = setsOf(context, level).at(-1);
  return set === undefined ? decimal(low32(value)) : oneOf(set, low32(value), context.arch);
};
