/**
 * The soft limit of open files as it was before the runtime raised it. Node raises the soft RLIMIT_NOFILE to the hard
 * one at start, and its children would inherit that; a program under a shell sees the shell's.
 */
import { readFileSync } from 'node:fs';
import { kernelResult, libc } from './libc.ts';

const RLIMIT_NOFILE = 7;
const prlimitCall = libc.func('int prlimit(int pid, int resource, const void *limit, void *old)');

interface Limit {
  readonly soft: bigint;
  readonly hard: bigint;
}

/** This process's own, without the text that the kernel would write of all limits. */
function ownOpenFiles(): Limit | undefined {
  const words = new BigUint64Array(2);
  if (prlimitCall(0, RLIMIT_NOFILE, null, words) !== 0) return undefined;
  return { soft: words[0] as bigint, hard: words[1] as bigint };
}

/** Another's, which prlimit(2) refuses for another user's. */
function openFiles(pid: number): Limit | undefined {
  try {
    const limits = /^Max open files\s+(\d+)\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'latin1'));
    return limits ? { soft: BigInt(limits[1] as string), hard: BigInt(limits[2] as string) } : undefined;
  } catch {
    return undefined;
  }
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** The soft limit of the nearest ancestor that has not raised it to the hard limit; undefined when all have. */
export function inheritedOpenFiles(): Limit | undefined {
  const own = ownOpenFiles();
  if (!own || own.soft !== own.hard) return undefined;
  for (let pid = process.ppid, depth = 0; pid > 0 && depth < 64; depth++) {
    const limits = openFiles(pid);
    if (!limits) return undefined;
    if (limits.hard === own.hard && limits.soft < limits.hard) return limits;
    pid = parentOf(pid);
  }
  return undefined;
}

/** prlimit(2) on a stopped child. 0 or a negative errno. */
export function setOpenFiles(pid: number, limit: Limit): number {
  return kernelResult(prlimitCall(pid, RLIMIT_NOFILE, new BigUint64Array([limit.soft, limit.hard]), null));
}
