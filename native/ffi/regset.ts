/**
 * PTRACE_GETREGSET and PTRACE_SETREGSET (Linux 2.6.34): one set of registers by its ELF note type. Must not know what is
 * in a set.
 */
import { FixedWords } from './libc.ts';
import { ptrace } from './ptrace.ts';

const PTRACE_GETREGSET = 0x4204;
const PTRACE_SETREGSET = 0x4205;

/** struct iovec. */
const iovec = new FixedWords(2);

function transfer(request: number, tid: number, type: number, { address }: FixedWords, bytes: number): number {
  iovec.setNumber(0, address);
  iovec.setNumber(1, bytes);
  const result = ptrace(request, tid, type, iovec.address);
  return result < 0 ? result : Number(iovec.words[1]);
}

export interface Regsets {
  /** The bytes that the kernel has filled in, at most `bytes`, or a negative errno. */
  get(tid: number, type: number, block: FixedWords, bytes: number): number;
  /** The bytes that it has taken, or a negative errno. */
  set(tid: number, type: number, block: FixedWords, bytes: number): number;
}

export const regsets: Regsets = {
  get: (tid, type, block, bytes) => transfer(PTRACE_GETREGSET, tid, type, block, bytes),
  set: (tid, type, block, bytes) => transfer(PTRACE_SETREGSET, tid, type, block, bytes),
};
