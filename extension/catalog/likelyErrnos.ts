/**
 * Which errors a call is likely to meet in life, by its name or its class (the ERRORS sections of man-pages). Any
 * other errno can be asked for too. Must not know of VS Code.
 */
import { matcherOf } from '../breakpoints/matching.ts';
import type { CatalogIndex } from './catalogIndex.ts';

/** By the names of calls; a call takes the errors of every line it is in. */
const LIKELY: readonly (readonly [calls: RegExp, errnos: string])[] = [
  [/^(open|openat|openat2|creat)$/, 'ENOENT EACCES EMFILE ENOSPC EROFS EISDIR EINTR ELOOP'],
  [/^(read|pread64|readv|preadv2?)$/, 'EIO EINTR EAGAIN EBADF ECONNRESET'],
  [/^(write|pwrite64|writev|pwritev2?)$/, 'ENOSPC EIO EPIPE EINTR EAGAIN EDQUOT EFBIG EBADF'],
  [/^(fallocate|copy_file_range|sendfile|splice|ftruncate|truncate)$/, 'ENOSPC EIO EFBIG EINTR EOPNOTSUPP'],
  [/^(fsync|fdatasync|sync_file_range|msync|syncfs)$/, 'EIO ENOSPC EDQUOT EINTR'],
  [/^close$/, 'EIO EINTR EBADF'],
  [/^(mmap|mmap2|mremap|brk|mlock|mlock2)$/, 'ENOMEM EAGAIN EACCES EINVAL'],
  [/^(mprotect|madvise|munmap)$/, 'ENOMEM EACCES EINVAL'],
  [/^connect$/, 'ECONNREFUSED ETIMEDOUT ENETUNREACH EHOSTUNREACH EINPROGRESS EACCES ENOENT'],
  [/^(accept|accept4)$/, 'EMFILE ECONNABORTED EAGAIN EINTR'],
  [/^(bind|listen)$/, 'EADDRINUSE EACCES EADDRNOTAVAIL'],
  [/^(socket|socketpair)$/, 'EMFILE EACCES EAFNOSUPPORT ENOBUFS ENOMEM'],
  [/^(sendto|sendmsg|sendmmsg)$/, 'EPIPE ECONNRESET EAGAIN ENOBUFS EMSGSIZE EINTR'],
  [/^(recvfrom|recvmsg|recvmmsg)$/, 'ECONNRESET EAGAIN ETIMEDOUT EINTR'],
  [/^(fork|vfork|clone|clone3)$/, 'EAGAIN ENOMEM'],
  [/^(execve|execveat)$/, 'ENOENT EACCES E2BIG ENOEXEC ETXTBSY ENOMEM'],
  [/^(wait4|waitid|waitpid)$/, 'ECHILD EINTR'],
  [/^(kill|tgkill|tkill|pidfd_send_signal)$/, 'ESRCH EPERM'],
  [/^(poll|ppoll|select|pselect6|epoll_wait|epoll_pwait2?)$/, 'EINTR EBADF ENOMEM'],
  [/^(nanosleep|clock_nanosleep|pause|rt_sigtimedwait)$/, 'EINTR'],
  [/^(dup|dup2|dup3|pipe|pipe2|eventfd2|epoll_create1|timerfd_create|signalfd4|memfd_create)$/, 'EMFILE ENFILE ENOMEM'],
  [/^(rename|renameat2?|link|linkat|symlink|symlinkat|mkdir|mkdirat)$/, 'EEXIST EACCES ENOSPC EXDEV ENOENT EROFS'],
  [/^(unlink|unlinkat|rmdir)$/, 'EACCES EBUSY ENOENT ENOTEMPTY EROFS'],
  [/^(set(re|res|fs)?[ug]id|setgroups|capset)/, 'EPERM EAGAIN EINVAL'],
  [/^(flock|fcntl)/, 'EAGAIN EINTR ENOLCK EDEADLK'],
  [/^futex/, 'ETIMEDOUT EAGAIN EINTR'],
];

const BY_CLASS: readonly (readonly [name: string, errnos: string])[] = [
  ['net', 'ECONNRESET EAGAIN EINTR ENOBUFS'],
  ['memory', 'ENOMEM'],
  ['file', 'ENOENT EACCES'],
  ['creds', 'EPERM'],
  ['process', 'EAGAIN EPERM'],
  ['desc', 'EBADF EIO EINTR'],
];

const ALWAYS = 'EINTR EPERM EINVAL ENOSYS';
const MOST = 10;

/** Names of errors in the order to offer them, for the calls of a SET; all are in the catalog. */
export function likelyErrnos(set: string, catalog: CatalogIndex): string[] {
  const matches = matcherOf(set, catalog);
  const calls = catalog.syscalls.map(({ name }) => name).filter((name) => matches(name));
  const lines = LIKELY.filter(([pattern]) => calls.some((name) => pattern.test(name))).map(([, errnos]) => errnos);
  const classes = BY_CLASS.filter(([name]) => calls.some((call) => catalog.members(name)?.has(call)));
  const general = [...classes.map(([, errnos]) => errnos), ALWAYS].flatMap((errnos) => errnos.split(' '));
  const known = new Set(catalog.errnos.map(({ name }) => name));
  return [...new Set([...inTurn(lines), ...general])].filter((name) => known.has(name)).slice(0, MOST);
}

/** The first of each line, then the second of each: many calls together have something of all. */
function inTurn(lines: readonly string[]): string[] {
  const rows = lines.map((line) => line.split(' '));
  const longest = Math.max(0, ...rows.map(({ length }) => length));
  return Array.from({ length: longest }, (_, place) => rows.flatMap((row) => row[place] ?? [])).flat();
}
