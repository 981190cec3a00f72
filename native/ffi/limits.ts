/**
 * The soft limit of open files as it was before the runtime raised it. Node raises the soft RLIMIT_NOFILE to the hard
 * one at start, and its children would inherit that; a program under a shell sees the shell's.
 */
import { readFileSync } from 'node:fs';
import { kernelResult, libc } from './libc.ts';

const RLIMIT_NOFILE = 7;
const prlimitCall = libc.func('int prlimit(int pid, int resource, const void *limit, void *old)');

function openFiles(pid: number): { soft: bigint; hard: bigint; parent: number } | undefined {
  try {
    const limits = /^Max open files\s+(\S+)\s+(\S+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'latin1'));
    const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    if (!limits || !parent || limits[1] === 'unlimited' || limits[2] === 'unlimited') return undefined;
    return { soft: BigInt(limits[1] as string), hard: BigInt(limits[2] as string), parent: Number(parent[1]) };
  } catch {
    return undefined;
  }
}

/** The soft limit of the nearest ancestor that has not raised it to the hard limit; undefined when all have. */
export function inheritedOpenFiles(): { soft: bigint; hard: bigint } | undefined {
  const own = openFiles(process.pid);
  if (!own || own.soft !== own.hard) return undefined;
  for (let pid = own.parent, depth = 0; pid > 0 && depth < 64; depth++) {
    const limits = openFiles(pid);
    if (!limits) return undefined;
    if (limits.hard === own.hard && limits.soft < limits.hard) return { soft: limits.soft, hard: limits.hard };
    pid = limits.parent;
  }
  return undefined;
}

/** prlimit(2) on a stopped child. 0 or a negative errno. */
export function setOpenFiles(pid: number, limit: { soft: bigint; hard: bigint }): number {
  return kernelResult(prlimitCall(pid, RLIMIT_NOFILE, new BigUint64Array([limit.soft, limit.hard]), null));
}
