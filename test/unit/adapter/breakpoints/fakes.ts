/**
 * A small catalog and a scope over plain objects, for the tests of this folder. Must not grow into a kernel.
 */

import type { SyscallCatalog } from '../../../../adapter/breakpoints/catalog.ts';
import type { ExpressionScope, ExpressionValue } from '../../../../adapter/breakpoints/scope.ts';
import type { Arch } from '../../../../native/abi/arch.ts';

interface Call {
  readonly name: string;
  readonly x86_64?: number;
  readonly i386?: number;
  readonly classes: readonly string[];
  readonly args: readonly string[];
}

const CALLS: readonly Call[] = [
  { name: 'read', x86_64: 0, i386: 3, classes: ['desc'], args: ['fd', 'buf', 'count'] },
  { name: 'write', x86_64: 1, i386: 4, classes: ['desc'], args: ['fd', 'buf', 'count'] },
  { name: 'open', x86_64: 2, i386: 5, classes: ['file', 'desc'], args: ['pathname', 'flags', 'mode'] },
  { name: 'close', x86_64: 3, i386: 6, classes: ['desc'], args: ['fd'] },
  { name: 'stat', x86_64: 4, i386: 106, classes: ['file', 'stat', '%stat'], args: ['pathname', 'statbuf'] },
  { name: 'mmap', x86_64: 9, i386: 90, classes: ['memory', 'desc'], args: ['addr', 'length'] },
  { name: 'mmap2', i386: 192, classes: ['memory', 'desc'], args: ['addr', 'length'] },
  { name: '_llseek', i386: 140, classes: ['desc'], args: ['fd', 'offset_high', 'offset_low'] },
  { name: 'getpid', x86_64: 39, i386: 20, classes: ['pure'], args: [] },
  { name: 'socket', x86_64: 41, i386: 359, classes: ['net'], args: ['domain', 'type', 'protocol'] },
  { name: 'openat', x86_64: 257, i386: 295, classes: ['file', 'desc'], args: ['dirfd', 'pathname', 'flags', 'mode'] },
  { name: 'openat2', x86_64: 437, i386: 437, classes: ['file', 'desc'], args: ['dirfd', 'pathname', 'how', 'size'] },
];

const CONSTANTS: Readonly<Record<string, bigint>> = {
  O_RDONLY: 0n,
  O_WRONLY: 1n,
  O_CREAT: 0o100n,
  ENOENT: 2n,
  EACCES: 13n,
  AT_FDCWD: -100n,
  SIGTERM: 15n,
};

function constant(name: string): bigint | undefined {
  return Object.hasOwn(CONSTANTS, name) ? CONSTANTS[name] : undefined;
}

export const catalog: SyscallCatalog = {
  names: () => CALLS.map((call) => call.name),
  number: (arch: Arch, name) => {
    const call = CALLS.find((candidate) => candidate.name === name);
    return arch === 'i386' ? call?.i386 : arch === 'aarch64' ? undefined : call?.x86_64;
  },
  classMembers: (className) => {
    const members = CALLS.filter((call) => call.classes.includes(className)).map((call) => call.name);
    return members.length === 0 ? undefined : new Set(members);
  },
  classes: () => [...new Set(CALLS.flatMap((call) => call.classes))],
  argumentNames: (name) => CALLS.find((call) => call.name === name)?.args ?? [],
  constant,
};

/** A scope over own properties; memory holds one string and one word. */
export function scopeOf(values: Readonly<Record<string, ExpressionValue>> = {}): ExpressionScope {
  return {
    name: (name) => (Object.hasOwn(values, name) ? values[name] : undefined),
    names: () => Object.keys(values),
    register: (name) => (name === 'rip' ? 0x7fff_ffff_f123_4567n : undefined),
    fdpath: (fd) => (fd === 3 ? '/etc/hosts' : fd === -100 ? '/home' : undefined),
    str: (address, length) => {
      if (address !== 0x1000n) throw new Error(`Memory at 0x${address.toString(16)} can't be read.`);
      return length === undefined ? 'hello' : 'hello'.slice(0, length);
    },
    unsigned: (_address, bytes) => 0x1122_3344_5566_7788n & ((1n << BigInt(bytes * 8)) - 1n),
    constant,
  };
}
