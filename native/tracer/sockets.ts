/**
 * What the kernel's tables say of sockets and interfaces: which protocol a netlink socket speaks (proc(5), net/netlink),
 * and interfaces by their number. Must not know what is done with it.
 */
import { readFileSync } from 'node:fs';
import { interfaceName } from '../ffi/interfaces.ts';
import { protocolNumber, socketProtocol } from '../ffi/sockDiag.ts';
import { fdPath, processStatus } from './procfs.ts';

/** Netlink sockets by inode, which is a socket's own while it lives. */
const protocols = new Map<string, number>();
/** Other sockets, and how often they were looked for: a netlink socket is in the table only once it is bound. */
const misses = new Map<string, number>();
const SOCKETS_MAX = 4096;
const TRIES_MAX = 4;

function readProtocols(tid: number): void {
  let table: string;
  try {
    table = readFileSync(`/proc/${tid}/net/netlink`, 'latin1');
  } catch {
    return;
  }
  for (const line of table.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    const inode = columns[9];
    if (inode !== undefined) protocols.set(inode, Number(columns[1]));
  }
}

/** The protocol number of a netlink socket; undefined for other descriptors. */
export function netlinkProtocolOf(tid: number, fd: number): number | undefined {
  const inode = /^socket:\[(\d+)\]$/.exec(fdPath(tid, fd) ?? '')?.[1];
  if (inode === undefined) return undefined;
  const known = protocols.get(inode);
  if (known !== undefined) return known;
  const tries = misses.get(inode) ?? 0;
  if (tries >= TRIES_MAX) return undefined;
  if (protocols.size >= SOCKETS_MAX) protocols.clear();
  if (misses.size >= SOCKETS_MAX) misses.clear();
  readProtocols(tid);
  // Before it is bound, and from another network namespace, the socket itself is asked.
  if (!protocols.has(inode) && socketProtocol(tid, fd) === 'NETLINK') {
    const number = protocolNumber(processStatus(tid)?.tgid ?? tid, fd);
    if (number !== undefined) protocols.set(inode, number);
  }
  if (!protocols.has(inode)) misses.set(inode, tries + 1);
  return protocols.get(inode);
}

/** An interface's name by its number, as it is in our own network namespace; undefined when there is none. */
export const interfaceNameOf = (index: number): string | undefined => (index === 0 ? undefined : interfaceName(index));
