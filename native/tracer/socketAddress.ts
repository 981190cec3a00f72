/**
 * Where a socket is bound and whom it is connected to, by its inode: sock_diag(7) for inet, unix and netlink sockets.
 * What is known once is kept, as an inode is a socket's own while it lives. Must not know how it is printed.
 */
import { askSockDiag, socketProtocol } from '../ffi/sockDiag.ts';

export type SocketAddress =
  | { readonly kind: 'inet'; readonly local: string; readonly remote: string | undefined }
  | { readonly kind: 'unix'; readonly peer: number; readonly name: Uint8Array }
  | { readonly kind: 'netlink'; readonly protocol: number; readonly port: number };

export interface Socket {
  /** The kernel's name of it: `TCPv6`, `UNIX-STREAM`. */
  readonly protocol: string;
  readonly inode: number;
  readonly address: SocketAddress | undefined;
}

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;

/** linux/in.h: which number sock_diag is asked for. */
const INET_PROTOCOLS: Readonly<Record<string, number>> = {
  TCP: 6,
  MPTCP: 262,
  UDP: 17,
  UDPLITE: 136,
  DCCP: 33,
  SCTP: 132,
  'L2TP/IP': 115,
  PING: 1,
  RAW: 255,
};

const SOCKETS_MAX = 4096;
const known = new Map<number, Socket>();

/** The socket behind a descriptor; undefined when the kernel does not say what it is. */
export function socketOf(tid: number, fd: number, inode: number): Socket | undefined {
  const found = known.get(inode);
  if (found) return found;
  const protocol = socketProtocol(tid, fd);
  if (protocol === undefined) return undefined;
  const address = addressOf(protocol, inode);
  const socket: Socket = { protocol, inode, address };
  // An address can still come to a socket that has none yet.
  if (!address) return socket;
  if (known.size >= SOCKETS_MAX) known.clear();
  known.set(inode, socket);
  return socket;
}

function addressOf(protocol: string, inode: number): SocketAddress | undefined {
  if (protocol.startsWith('UNIX')) return ask(AF_UNIX, 0, inode);
  if (protocol === 'NETLINK') return ask(AF_NETLINK, NETLINK_ALL, inode);
  const name = protocol.replace(/v6$/, '');
  const number = Object.hasOwn(INET_PROTOCOLS, name) ? INET_PROTOCOLS[name] : undefined;
  return number === undefined ? undefined : ask(name === protocol ? AF_INET : AF_INET6, number, inode);
}

const NETLINK_ALL = 255;
const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST = 1;
const NLM_F_DUMP = 0x300;
const HEADER = 16;
/** UDIAG_SHOW_NAME | UDIAG_SHOW_PEER, linux/unix_diag.h. */
const UNIX_SHOW = 1 | 4;

/** linux/inet_diag.h inet_diag_req_v2, linux/unix_diag.h unix_diag_req, linux/netlink_diag.h netlink_diag_req. */
function request(family: number, protocol: number, inode: number): Uint8Array {
  const size = HEADER + (family === AF_UNIX ? 24 : family === AF_NETLINK ? 20 : 56);
  const view = new DataView(new ArrayBuffer(size));
  view.setUint32(0, size, true);
  view.setUint16(4, SOCK_DIAG_BY_FAMILY, true);
  // One unix socket is found by its number; the others are dumped.
  view.setUint16(6, NLM_F_REQUEST | (family === AF_UNIX ? 0 : NLM_F_DUMP), true);
  view.setUint8(HEADER, family);
  if (family === AF_NETLINK) {
    view.setUint8(HEADER + 1, protocol);
    return new Uint8Array(view.buffer);
  }
  if (family === AF_UNIX) {
    view.setUint32(HEADER + 4, 0xffffffff, true);
    view.setUint32(HEADER + 8, inode, true);
    view.setUint32(HEADER + 12, UNIX_SHOW, true);
    view.setBigUint64(HEADER + 16, 0xffffffffffffffffn, true);
    return new Uint8Array(view.buffer);
  }
  // Numbers above a byte go in an attribute (INET_DIAG_REQ_PROTOCOL), and are not asked for here.
  view.setUint8(HEADER + 1, protocol & 0xff);
  view.setUint32(HEADER + 4, 0xffffffff, true);
  return new Uint8Array(view.buffer);
}

function ask(family: number, protocol: number, inode: number): SocketAddress | undefined {
  let found: SocketAddress | undefined;
  askSockDiag(request(family, protocol, inode), (block) => {
    const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
    for (let at = 0; at + HEADER <= block.length; ) {
      const length = view.getUint32(at, true);
      if (length < HEADER || at + length > block.length) return true;
      // Anything else is an error or the end of the dump.
      if (view.getUint16(at + 4, true) !== SOCK_DIAG_BY_FAMILY) return true;
      found = read(family, new DataView(block.buffer, block.byteOffset + at + HEADER, length - HEADER), inode);
      if (found) return true;
      at += (length + 3) & ~3;
    }
    return family === AF_UNIX;
  });
  return found;
}

function read(family: number, message: DataView, inode: number): SocketAddress | undefined {
  switch (family) {
    case AF_UNIX:
      return message.byteLength >= 16 && message.getUint32(4, true) === inode ? unixAddress(message) : undefined;
    case AF_NETLINK:
      if (message.byteLength < 20 || message.getUint32(16, true) !== inode) return undefined;
      return { kind: 'netlink', protocol: message.getUint8(2), port: message.getUint32(4, true) };
    default:
      return message.byteLength >= 72 && message.getUint32(68, true) === inode ? inetAddress(message) : undefined;
  }
}

/** inet_diag_msg: family, …, then inet_diag_sockid with ports and addresses in network order. */
function inetAddress(message: DataView): SocketAddress {
  const six = message.getUint8(0) === AF_INET6;
  const bytes = (at: number): Uint8Array => new Uint8Array(message.buffer, message.byteOffset + at, six ? 16 : 4);
  const [local, remote] = [bytes(8), bytes(24)];
  const connected = message.getUint16(6) !== 0 || remote.some((byte) => byte !== 0);
  return {
    kind: 'inet',
    local: `${hostText(local)}:${message.getUint16(4)}`,
    remote: connected ? `${hostText(remote)}:${message.getUint16(6)}` : undefined,
  };
}

const UNIX_DIAG_NAME = 0;
const UNIX_DIAG_PEER = 2;

function unixAddress(message: DataView): SocketAddress | undefined {
  let peer = 0;
  let name = new Uint8Array(0);
  for (let at = 16; at + 4 <= message.byteLength; ) {
    const length = message.getUint16(at, true);
    if (length < 4 || at + length > message.byteLength) break;
    const type = message.getUint16(at + 2, true);
    if (type === UNIX_DIAG_PEER && length >= 8) peer = message.getUint32(at + 4, true);
    if (type === UNIX_DIAG_NAME) name = new Uint8Array(message.buffer, message.byteOffset + at + 4, length - 4).slice();
    at += (length + 3) & ~3;
  }
  return peer === 0 && name.length === 0 ? undefined : { kind: 'unix', peer, name };
}

/** As inet_ntop(3) writes it, IPv6 in brackets. */
function hostText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  return `[${inet6Text(bytes)}]`;
}

/** The longest run of two or more zero groups becomes `::`; the last groups of a mapped address are dotted. */
export function inet6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0));
  let [from, longest] = [-1, 1];
  for (let at = 0; at < 8; at++) {
    let end = at;
    while (end < 8 && groups[end] === 0) end++;
    if (end - at > longest) [from, longest] = [at, end - at];
    at = Math.max(at, end);
  }
  const dotted = from === 0 && (longest === 6 || (longest === 5 && groups[5] === 0xffff));
  const texts = groups.map((group) => group.toString(16));
  if (dotted) texts.splice(6, 2, bytes.subarray(12).join('.'));
  if (from < 0) return texts.join(':');
  return `${texts.slice(0, from).join(':')}::${texts.slice(from + longest).join(':')}`;
}
