/**
 * i386's calls that pass their arguments in memory: socketcall and ipc, which also name the real call by a number
 * (linux/net.h, linux/ipc.h, net/socket.c, ipc/syscall.c), and the old mmap and select. Shown as what they stand for.
 */
import { ipcCallName, socketCallName } from '../../native/abi/multiplexed.ts';
import type { Signature } from '../../native/abi/signature.ts';
import { signatureOf } from '../../native/abi/signatures/index.ts';
import type { Memory } from './context.ts';

export interface Indirect {
  readonly signature: Signature;
  readonly args: readonly bigint[];
}

/** How many words each of socketcall's has. */
const SOCKET_WORDS: Readonly<Record<string, number>> = {
  socket: 3,
  bind: 3,
  connect: 3,
  listen: 2,
  accept: 3,
  getsockname: 3,
  getpeername: 3,
  socketpair: 4,
  send: 4,
  recv: 4,
  sendto: 6,
  recvfrom: 6,
  shutdown: 2,
  setsockopt: 5,
  getsockopt: 5,
  sendmsg: 3,
  recvmsg: 3,
  accept4: 4,
  recvmmsg: 5,
  sendmmsg: 4,
};

/** ipc's registers: call 0, first 1, second 2, third 3, ptr 4, fifth 5. `*4`: the word behind ptr. */
const IPC_REGISTERS: Readonly<Record<string, readonly (number | '*4')[]>> = {
  semop: [1, 4, 2],
  semget: [1, 2, 3],
  semctl: [1, 2, 3, '*4'],
  semtimedop: [1, 4, 2, 5],
  msgsnd: [1, 4, 2, 3],
  msgrcv: [1, 4, 2, 5, 3],
  msgget: [1, 2],
  msgctl: [1, 2, 4],
  shmat: [1, 4, 2],
  shmdt: [4],
  shmget: [1, 2, 3],
  shmctl: [1, 2, 4],
};

/** The call that a socketcall or an ipc stands for; undefined when it stands for none or can't be read. */
export function indirectCall(name: string, args: readonly bigint[], memory: Memory): Indirect | undefined {
  if (name === 'socketcall') return socketCall(args, memory);
  if (name === 'ipc') return ipcCall(args, memory);
  if (name === 'mmap') return block(name, args, memory, 6);
  if (name === 'select') return block(name, args, memory, 5);
  return undefined;
}

const low = (value: bigint | undefined): number => Number((value ?? 0n) & 0xffffffffn);

function six(values: readonly bigint[]): bigint[] {
  return [0, 1, 2, 3, 4, 5].map((i) => values[i] ?? 0n);
}

/** Words behind an address. */
function wordsAt(address: bigint | undefined, count: number, memory: Memory): bigint[] | undefined {
  const bytes = memory.read((address ?? 0n) & 0xffffffffn, count * 4);
  if (!bytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, i) => BigInt(view.getUint32(i * 4, true)));
}

/** The call of the 64-bit ABIs, whose registers are words in memory here. */
function block(name: string, args: readonly bigint[], memory: Memory, count: number): Indirect | undefined {
  const signature = signatureOf('x86_64', name);
  const words = wordsAt(args[0], count, memory);
  return signature && words && { signature, args: six(words) };
}

function socketCall(args: readonly bigint[], memory: Memory): Indirect | undefined {
  const name = socketCallName(low(args[0]));
  const count = name === undefined ? undefined : SOCKET_WORDS[name];
  if (name === undefined || count === undefined) return undefined;
  const signature = signatureOf('i386', name);
  const words = wordsAt(args[1], count, memory);
  return signature && words && { signature, args: six(words) };
}

function ipcCall(args: readonly bigint[], memory: Memory): Indirect | undefined {
  const number = low(args[0]);
  const name = ipcCallName(number);
  const registers = name === undefined ? undefined : IPC_REGISTERS[name];
  const version = number >>> 16;
  // iBCS2 programs' shmat, which no kernel has any more.
  if (name === undefined || !registers || (name === 'shmat' && version === 1)) return undefined;
  const signature = signatureOf('i386', name);
  if (!signature) return undefined;
  // Version 0 of msgrcv finds its buffer and type behind ptr (struct ipc_kludge), semctl its value.
  const isKludge = name === 'msgrcv' && version === 0;
  const pointed = isKludge ? 2 : registers.includes('*4') ? 1 : 0;
  const words = pointed === 0 ? [] : wordsAt(args[4], pointed, memory);
  if (!words) return undefined;
  const values = registers.map((register) => (register === '*4' ? words[0] : args[register]) ?? 0n);
  if (isKludge) {
    values[1] = words[0] ?? 0n;
    values[3] = words[1] ?? 0n;
  }
  // shmat's result stands where the third argument points to: without registers of its own behind it.
  return { signature, args: name === 'shmat' ? [...values, args[3] ?? 0n] : six(values) };
}
