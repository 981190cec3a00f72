/**
 * What strace prints in angle brackets behind a descriptor: its path (-y), or what it is (-yy). Pure; everything that
 * comes out is printable.
 */

import { signalName } from '../../native/abi/constants/index.ts';
import type { FdDetail } from '../../native/tracer/fdDetail.ts';
import { nameIn } from './constants.ts';
import type { FdNode } from './decoded.ts';
import { escapeText, quoteBytes } from './quote.ts';

const DELETED = ' (deleted)';

/** `</etc/passwd>`, `</tmp/x>(deleted)`, `<TCP:[127.0.0.1:80]>`; empty when nothing is known. */
export function fdText({ path, detail }: FdNode): string {
  if (detail) return `<${detailText(detail, path)}>`;
  if (path === undefined) return '';
  // The kernel's own suffix of an unlinked file's link text (proc(5)).
  const deleted = path.startsWith('/') && path.endsWith(DELETED);
  return `<${escapeText(deleted ? path.slice(0, -DELETED.length) : path, '<>')}>${deleted ? '(deleted)' : ''}`;
}

function detailText(detail: FdDetail, path = ''): string {
  switch (detail.kind) {
    case 'dev':
      return `${escapeText(path, '<>')}<${detail.type} ${detail.major}:${detail.minor}>`;
    case 'socket':
      return socketText(detail);
    case 'pidfd':
      return `pid:${detail.pid}`;
    case 'signalfd':
      return `signalfd:${signalsText(detail.mask)}`;
    case 'eventfd': {
      const { count, id, semaphore } = detail;
      const rest = (id === undefined ? '' : `, eventfd-id=${id}`) + semaphoreText(semaphore);
      return `{eventfd-count=${count === 0n ? '0' : `0x${count.toString(16)}`}${rest}}`;
    }
    default:
      return detail satisfies never;
  }
}

const semaphoreText = (semaphore: number | undefined): string =>
  semaphore === undefined ? '' : `, eventfd-semaphore=${semaphore}`;

function socketText({ protocol, inode, address }: Extract<FdDetail, { kind: 'socket' }>): string {
  const name = escapeText(protocol, '<>');
  switch (address?.kind) {
    case undefined:
      return `${name}:[${inode}]`;
    case 'inet':
      return `${name}:[${address.local}${address.remote === undefined ? '' : `->${address.remote}`}]`;
    case 'unix': {
      const peer = address.peer === 0 ? '' : `->${address.peer}`;
      return `${name}:[${inode}${peer}${unixName(address.name)}]`;
    }
    case 'netlink': {
      const spoken = nameIn('netlink_protocols', BigInt(address.protocol));
      return `${name}:[${spoken === undefined ? address.protocol : `${spoken.replace('NETLINK_', '')}:${address.port}`}]`;
    }
    default:
      return address satisfies never;
  }
}

/** An abstract name begins with a zero byte, others end at one. */
function unixName(bytes: Uint8Array): string {
  if (bytes.length === 0) return '';
  const abstract = bytes[0] === 0;
  const rest = abstract ? bytes.subarray(1) : bytes;
  const end = rest.indexOf(0);
  return `,${abstract ? '@' : ''}${quoteBytes(end < 0 ? rest : rest.subarray(0, end), false)}`;
}

const SIGNALS_MAX = 64;

/** A set as strace writes it, its complement when most are in it. */
function signalsText(mask: bigint): string {
  const members = Array.from({ length: SIGNALS_MAX }, (_, index) => ((mask >> BigInt(index)) & 1n) === 1n);
  const inverted = members.filter(Boolean).length >= (SIGNALS_MAX * 2) / 3;
  const names = members.flatMap((member, index) => {
    if (member === inverted) return [];
    return [signalName(index + 1)?.replace(/^SIG/, '') ?? String(index + 1)];
  });
  return `${inverted ? '~' : ''}[${names.join(' ')}]`;
}
