/**
 * i386's two calls that stand for others: socketcall and ipc, whose first argument says for which (linux/net.h,
 * linux/ipc.h). What they stand for has the number of the same call made directly; a few have no such number, and one of
 * ours, above all the kernel's. Must not know what the other arguments are.
 */
import { AUDIT_ARCH_I386 } from './arch.ts';
import { syscallNumber } from './numbers/index.ts';

/** asm/unistd_32.h. */
const SOCKETCALL = 102;
const IPC = 117;

/** By SYS_SOCKET … SYS_SENDMMSG. */
const SOCKET_CALLS: readonly string[] =
  '- socket bind connect listen accept getsockname getpeername socketpair send recv sendto recvfrom shutdown setsockopt getsockopt sendmsg recvmsg accept4 recvmmsg sendmmsg'.split(
    ' ',
  );

const IPC_CALLS: ReadonlyMap<number, string> = new Map([
  [1, 'semop'],
  [2, 'semget'],
  [3, 'semctl'],
  [4, 'semtimedop'],
  [11, 'msgsnd'],
  [12, 'msgrcv'],
  [13, 'msgget'],
  [14, 'msgctl'],
  [21, 'shmat'],
  [22, 'shmdt'],
  [23, 'shmget'],
  [24, 'shmctl'],
]);

/** The call that socketcall(2) makes of its first argument; undefined when there is none. */
export const socketCallName = (number: number): string | undefined => (number > 0 ? SOCKET_CALLS[number] : undefined);

/** The version in the upper half does not matter to the name. */
export const ipcCallName = (number: number): string | undefined => IPC_CALLS.get(number & 0xffff);

/** The kernel's numbers end far below. */
const OWN_FIRST = 1000;

/** Calls that i386 has behind these two only, and the numbers that we give them. */
const OWN: ReadonlyMap<string, number> = new Map(
  ['accept', 'send', 'recv', 'semop', 'semtimedop'].map((name, i) => [name, OWN_FIRST + i]),
);

/** Names that no table of numbers has. */
export const OWN_NAMES: readonly string[] = ['send', 'recv'];

/** A call's number in i386, also where only socketcall or ipc lead to it. */
export const numberBehind = (name: string): number | undefined => OWN.get(name) ?? syscallNumber('i386', name);

/** The name of a number of ours. */
export function nameBehind(auditArch: number, number: number): string | undefined {
  if (auditArch !== AUDIT_ARCH_I386 || number < OWN_FIRST) return undefined;
  return [...OWN].find(([, own]) => own === number)?.[0];
}

/** The number of the call that is meant, by the first argument. */
export function meantNumber(auditArch: number, nr: number, first: number): number {
  if (auditArch !== AUDIT_ARCH_I386 || (nr !== SOCKETCALL && nr !== IPC)) return nr;
  const name = nr === SOCKETCALL ? socketCallName(first) : ipcCallName(first);
  return (name === undefined ? undefined : numberBehind(name)) ?? nr;
}
