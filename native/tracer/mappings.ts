/**
 * The mappings of a process with their rights, from /proc/PID/maps (proc(5)). Must not know what is in them.
 */
import { readFileSync } from 'node:fs';

export interface Mapping {
  readonly start: bigint;
  readonly end: bigint;
  readonly writable: boolean;
  readonly executable: boolean;
  /** A path, `[vdso]`, `[stack]`, or empty. */
  readonly name: string;
}

/** In address order; empty when the process is gone. */
export function mappingsOf(tid: number): Mapping[] {
  let text: string;
  try {
    text = readFileSync(`/proc/${tid}/maps`, 'latin1');
  } catch {
    return [];
  }
  const found: Mapping[] = [];
  for (const line of text.split('\n')) {
    const [, from, to, rights = '', name = ''] = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ \d+ *(.*)$/.exec(line) ?? [];
    if (!from || !to) continue;
    const writable = rights[1] === 'w';
    found.push({ start: BigInt(`0x${from}`), end: BigInt(`0x${to}`), writable, executable: rights[2] === 'x', name });
  }
  return found;
}

/** May the program itself write to all of [address, address+length)? */
export function isWritable(tid: number, address: bigint, length: number): boolean {
  let at = address;
  const end = address + BigInt(Math.max(length, 1));
  for (const { start, end: stop, writable } of mappingsOf(tid)) {
    if (stop <= at) continue;
    if (start > at || !writable) return false;
    at = stop;
    if (at >= end) return true;
  }
  return false;
}
