/**
 * Netlink messages: headers, route, generic, sock_diag.
 */
import type { Decoder } from '../context.ts';

export const NETLINK: Readonly<Record<string, Decoder>> = {};
