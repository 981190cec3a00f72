/**
 * What an open descriptor is beyond its path: device numbers, a socket's ends, the process behind a pidfd, the signals
 * of a signalfd, the counter of an eventfd (proc(5), fdinfo). Undefined where the path says it all, or nobody knows.
 */
import { readFileSync, statSync } from 'node:fs';
import { type Socket, socketOf } from './socketAddress.ts';

export type FdDetail =
  | { readonly kind: 'dev'; readonly type: 'char' | 'block'; readonly major: number; readonly minor: number }
  | ({ readonly kind: 'socket' } & Socket)
  | { readonly kind: 'pidfd'; readonly pid: number }
  | { readonly kind: 'signalfd'; readonly mask: bigint }
  | { readonly kind: 'eventfd'; readonly count: bigint; readonly id?: number; readonly semaphore?: number };

export type FdDetailKind = FdDetail['kind'];

/** `path` is the descriptor's link text. Only the kinds that are asked for cost anything. */
export function fdDetail(
  tid: number,
  fd: number,
  path: string,
  kinds: ReadonlySet<FdDetailKind>,
): FdDetail | undefined {
  if (path.startsWith('/')) return kinds.has('dev') ? deviceOf(tid, fd) : undefined;
  switch (path) {
    case 'anon_inode:[pidfd]':
      return kinds.has('pidfd') ? pidOf(tid, fd) : undefined;
    case 'anon_inode:[signalfd]':
      return kinds.has('signalfd') ? signalsOf(tid, fd) : undefined;
    case 'anon_inode:[eventfd]':
      return kinds.has('eventfd') ? counterOf(tid, fd) : undefined;
    default: {
      const inode = kinds.has('socket') ? /^socket:\[(\d+)\]$/.exec(path)?.[1] : undefined;
      const socket = inode === undefined ? undefined : socketOf(tid, fd, Number(inode));
      return socket && { kind: 'socket', ...socket };
    }
  }
}

function deviceOf(tid: number, fd: number): FdDetail | undefined {
  try {
    const found = statSync(`/proc/${tid}/fd/${fd}`, { bigint: true });
    if (!found.isCharacterDevice() && !found.isBlockDevice()) return undefined;
    const { rdev } = found;
    return {
      kind: 'dev',
      type: found.isBlockDevice() ? 'block' : 'char',
      // As gnu_dev_major(3) and gnu_dev_minor(3) read them.
      major: Number(((rdev >> 8n) & 0xfffn) | ((rdev >> 32n) & 0xfffff000n)),
      minor: Number((rdev & 0xffn) | ((rdev >> 12n) & 0xffffff00n)),
    };
  } catch {
    return undefined;
  }
}

/** One line of /proc/PID/fdinfo/FD. */
function fdInfo(tid: number, fd: number): (name: string) => string | undefined {
  let text = '';
  try {
    text = readFileSync(`/proc/${tid}/fdinfo/${fd}`, 'latin1');
  } catch {
    // Gone.
  }
  return (name) => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(text)?.[1];
}

/** The process of a pidfd; undefined where it is gone, or the descriptor is none. */
export function pidBehind(tid: number, fd: number): number | undefined {
  const pid = Number(fdInfo(tid, fd)('Pid'));
  return pid > 0 ? pid : undefined;
}

function pidOf(tid: number, fd: number): FdDetail | undefined {
  const pid = pidBehind(tid, fd);
  return pid === undefined ? undefined : { kind: 'pidfd', pid };
}

function signalsOf(tid: number, fd: number): FdDetail | undefined {
  const mask = fdInfo(tid, fd)('sigmask');
  return mask === undefined || !/^[0-9a-f]+$/.test(mask) ? undefined : { kind: 'signalfd', mask: BigInt(`0x${mask}`) };
}

function counterOf(tid: number, fd: number): FdDetail | undefined {
  const line = fdInfo(tid, fd);
  const [count, id, semaphore] = [line('eventfd-count'), line('eventfd-id'), line('eventfd-semaphore')];
  if (count === undefined || !/^[0-9a-f]+$/.test(count)) return undefined;
  return {
    kind: 'eventfd',
    count: BigInt(`0x${count}`),
    ...(id !== undefined && { id: Number(id) }),
    ...(semaphore !== undefined && { semaphore: Number(semaphore) }),
  };
}
