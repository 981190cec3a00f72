/**
 * Descriptors above 2 that this process was given by whoever started it. The runtime marks them close-on-exec at its
 * start and opens its own beside them; a program that is started here must get them as it would from a shell (make's
 * jobserver, `3>&1`, a lock). Must be asked before anything else is opened.
 */
import { readlinkSync } from 'node:fs';
import { libc } from './libc.ts';

const fcntlCall = libc.func('int fcntl(int fd, int command, long value)');
const F_GETFL = 3;
const O_NONBLOCK = 0o4000;
/** The runtime marks descriptors from 0 on, and stops behind this one at the first number that is free (libuv). */
const ALWAYS_MARKED = 15;
/** Kinds that the event loop makes for itself. */
const OF_THE_LOOP = /^anon_inode:\[(?:eventpoll|eventfd|io_uring)\]$/;
const PIPE = /^pipe:\[(\d+)\]$/;

export interface OpenFd {
  readonly fd: number;
  /** The link's text in /proc/self/fd. */
  readonly link: string;
  readonly nonblocking: boolean;
}

/** Those of the open ones that were there before the runtime. Pure. */
export function givenFds(open: readonly OpenFd[]): number[] {
  const own = open.filter(({ link }) => OF_THE_LOOP.test(link));
  const first = own[0]?.fd ?? Number.POSITIVE_INFINITY;
  // The loop's pipes have both ends here, behind its first descriptor: those to wake it do not block at either, and the
  // one that does, for signals, is the newest. make's jobserver has a pipe that does not block at one end.
  const ends = (one: OpenFd): OpenFd[] => open.filter(({ link }) => link === one.link);
  const pairs = open.filter((one) => PIPE.test(one.link) && one.fd > first && ends(one).length === 2);
  const inode = ({ link }: OpenFd): number => Number(PIPE.exec(link)?.[1] ?? 0);
  const blocking = pairs.filter((one) => ends(one).every(({ nonblocking }) => !nonblocking));
  const newest = Math.max(...blocking.map(inode));
  const loops = new Set([
    ...own,
    ...pairs.filter((one) => ends(one).every(({ nonblocking }) => nonblocking)),
    ...blocking.filter((one) => inode(one) === newest),
  ]);
  return open.filter((one) => !loops.has(one)).map(({ fd }) => fd);
}

let given: readonly number[] = [];

/** Looks once, at the start. */
export function rememberGivenFds(): void {
  const open: OpenFd[] = [];
  for (let fd = 3; ; fd++) {
    const flags = fcntlCall(fd, F_GETFL, 0) as number;
    if (flags >= 0) open.push({ fd, link: linkOf(fd), nonblocking: (flags & O_NONBLOCK) !== 0 });
    else if (fd > ALWAYS_MARKED) break;
  }
  given = givenFds(open);
}

/** None unless they were looked for. */
export const rememberedFds = (): readonly number[] => given;

function linkOf(fd: number): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}
