/**
 * i386's two multiplexed calls: socketcall and ipc name the real call by a number and pass its arguments in memory or in
 * another order (linux/net.h, linux/ipc.h, net/socket.c, ipc/syscall.c). They are shown as the call they stand for.
 */
import { parseSignature, type Signature } from '../../native/abi/signature.ts';
import { signatureOf } from '../../native/abi/signatures/index.ts';
import type { Memory } from './context.ts';

export interface Indirect {
  readonly signature: Signature;
  readonly args: readonly bigint[];
}

/** By SYS_SOCKET … SYS_SENDMMSG: name and number of words. */
const SOCKET_CALLS: readonly (readonly [name: string, words: number] | undefined)[] = [
  undefined,
  ['socket', 3],
  ['bind', 3],
  ['connect', 3],
  ['listen', 2],
  ['accept', 3],
  ['getsockname', 3],
  ['getpeername', 3],
  ['socketpair', 4],
  ['send', 4],
  ['recv', 4],
  ['sendto', 6],
  ['recvfrom', 6],
  ['shutdown', 2],
  ['setsockopt', 5],
  ['getsockopt', 5],
  ['sendmsg', 3],
  ['recvmsg', 3],
  ['accept4', 4],
  ['recvmmsg', 5],
  ['sendmmsg', 4],
];

/** Calls that exist only behind socketcall here. */
const OWN: ReadonlyMap<string, Signature> = new Map(
  [
    'send %net ssize sockfd:fd buf:bytes(size) size:size flags:flags(msg_flags)',
    'recv %net ssize sockfd:fd buf:>bytes(ret) size:size flags:flags(msg_flags)',
  ].map((line) => {
    const signature = parseSignature(line);
    return [signature.name, signature];
  }),
);

/** ipc's registers: call 0, first 1, second 2, third 3, ptr 4, fifth 5. `*4`: the word behind ptr. */
const IPC_CALLS: ReadonlyMap<number, readonly [name: string, registers: readonly (number | '*4')[]]> = new Map([
  [1, ['semop', [1, 4, 2]]],
  [2, ['semget', [1, 2, 3]]],
  [3, ['semctl', [1, 2, 3, '*4']]],
  [4, ['semtimedop', [1, 4, 2, 5]]],
  [11, ['msgsnd', [1, 4, 2, 3]]],
  [12, ['msgrcv', [1, 4, 2, 5, 3]]],
  [13, ['msgget', [1, 2]]],
  [14, ['msgctl', [1, 2, 4]]],
  [21, ['shmat', [1, 4, 2]]],
  [22, ['shmdt', [4]]],
  [23, ['shmget', [1, 2, 3]]],
  [24, ['shmctl', [1, 2, 4]]],
] as const);

/** The call that a socketcall or an ipc stands for; undefined when it stands for none or can't be read. */
export function indirectCall(name: string, args: readonly bigint[], memory: Memory): Indirect | undefined {
  if (name === 'socketcall') return socketCall(args, memory);
  if (name === 'ipc') return ipcCall(args, memory);
  return undefined;
}

const low = (value: bigint | undefined): number => Number((value ?? 0n) & 0xffffffffn);

function six(values: readonly bigint[]): bigint[] {
  return [0, 1, 2, 3, 4, 5].map((i) => values[i] ?? 0n);
}

function socketCall(args: readonly bigint[], memory: Memory): Indirect | undefined {
  const known = SOCKET_CALLS[low(args[0])];
  if (!known) return undefined;
  const [name, count] = known;
  const signature = OWN.get(name) ?? signatureOf('i386', name);
  const bytes = memory.read((args[1] ?? 0n) & 0xffffffffn, count * 4);
  if (!signature || !bytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { signature, args: six(Array.from({ length: count }, (_, i) => BigInt(view.getUint32(i * 4, true)))) };
}

function ipcCall(args: readonly bigint[], memory: Memory): Indirect | undefined {
  const number = low(args[0]);
  const known = IPC_CALLS.get(number & 0xffff);
  // Versions above 0 pass msgrcv's and shmat's arguments in yet another way: shown as ipc.
  if (!known || number >>> 16 !== 0) return undefined;
  const [name, registers] = known;
  // Version 0 of msgrcv finds its buffer and type behind ptr (struct ipc_kludge), semctl its value.
  const pointed = name === 'msgrcv' ? 8 : registers.includes('*4') ? 4 : 0;
  const bytes = pointed === 0 ? undefined : memory.read((args[4] ?? 0n) & 0xffffffffn, pointed);
  const signature = signatureOf('i386', name);
  if (!signature || (pointed > 0 && !bytes)) return undefined;
  const word = (offset: number): bigint =>
    bytes ? BigInt(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset, true)) : 0n;
  const values = registers.map((register) => (register === '*4' ? word(0) : (args[register] ?? 0n)));
  if (name === 'msgrcv') {
    values[1] = word(0);
    values[3] = word(4);
  }
  return { signature, args: six(values) };
}
