/**
 * Questions to the kernel by netlink(7), about sockets (sock_diag(7)) and others: one request, all answers. And the name
 * of a socket's protocol, which the kernel keeps as an extended attribute of its descriptor (net/socket.c, sockfs). Must
 * not know the messages.
 */
import { kernelResult, libc } from './libc.ts';

const socketCall = libc.func('int socket(int family, int type, int protocol)');
const sendCall = libc.func('int64_t send(int fd, const void *bytes, size_t length, int flags)');
const recvCall = libc.func('int64_t recv(int fd, _Out_ void *bytes, size_t length, int flags)');
const closeCall = libc.func('int close(int fd)');
const getxattrCall = libc.func('int64_t getxattr(const char *path, const char *name, _Out_ void *value, size_t size)');

const syscallCall = libc.func('long syscall(long number, long a, long b, long c)');
const getsockoptCall = libc.func(
  'int getsockopt(int fd, int level, int name, _Out_ int *value, _Inout_ uint32_t *length)',
);

const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 3 | 0o2000000;
const NETLINK_SOCK_DIAG = 4;
const MSG_DONTWAIT = 0x40;
const RECEIVE_BYTES = 32 * 1024;

/** The answers about sockets. */
export function askSockDiag(request: Uint8Array, enough: (block: Uint8Array) => boolean): void {
  askNetlink(NETLINK_SOCK_DIAG, request, enough);
}

/** The kernel's answers, each a block of netlink messages; none where it does not answer. `enough` ends it early. */
export function askNetlink(protocol: number, request: Uint8Array, enough: (block: Uint8Array) => boolean): void {
  const fd = kernelResult(socketCall(AF_NETLINK, SOCK_RAW_CLOEXEC, protocol));
  if (fd < 0) return;
  try {
    if (Number(sendCall(fd, request, request.length, 0)) !== request.length) return;
    const buffer = new Uint8Array(RECEIVE_BYTES);
    // The first part of a dump is there when send returns (netlink_dump runs inside of it), and so is each next one
    // when the part before it was received.
    for (;;) {
      const length = Number(recvCall(fd, buffer, buffer.length, MSG_DONTWAIT));
      if (length <= 0 || enough(buffer.slice(0, length))) return;
    }
  } finally {
    closeCall(fd);
  }
}

const NAME_BYTES = 64;

/** `TCP`, `UNIX-STREAM`, `NETLINK`: what the kernel calls the protocol of an open socket. */
export function socketProtocol(tid: number, fd: number): string | undefined {
  const value = new Uint8Array(NAME_BYTES);
  const length = Number(getxattrCall(`/proc/${tid}/fd/${fd}`, 'system.sockprotoname', value, value.length));
  if (length <= 0) return undefined;
  return Buffer.from(value.subarray(0, length)).toString('latin1').replace(/\0.*$/s, '');
}

/** Of the generic table: the same for every architecture. */
const PIDFD_OPEN = 434;
const PIDFD_GETFD = 438;
const SOL_SOCKET = 1;
const SO_PROTOCOL = 38;

/** The protocol number of another process's socket, by a copy of its descriptor (pidfd_getfd(2), Linux 5.6). */
export function protocolNumber(pid: number, fd: number): number | undefined {
  const pidfd = Number(syscallCall(PIDFD_OPEN, pid, 0, 0));
  if (pidfd < 0) return undefined;
  const copy = Number(syscallCall(PIDFD_GETFD, pidfd, fd, 0));
  closeCall(pidfd);
  if (copy < 0) return undefined;
  const value = new Int32Array(1);
  const done = getsockoptCall(copy, SOL_SOCKET, SO_PROTOCOL, value, Uint32Array.of(4));
  closeCall(copy);
  return done === 0 ? value[0] : undefined;
}
