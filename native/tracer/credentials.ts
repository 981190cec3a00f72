/**
 * Another user for a program that is about to be executed: its groups, group and user ids are set inside the stopped
 * tracee, as it would do itself (credentials(7)). Needs the privilege that the calls need.
 */
import { syscallNumber } from '../abi/numbers/index.ts';
import { writeMemory } from '../ffi/memory.ts';
import { machine } from './machine/index.ts';
import { getRegisters, SP } from './registers.ts';
import { remoteSyscall } from './remoteSyscall.ts';
import type { Tracee } from './tracee.ts';
import type { Tracer } from './tracer.ts';

export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  readonly euid: number;
  readonly egid: number;
  readonly groups: readonly number[];
}

/** Below everything that is on the stack: 4 bytes an id, and no more of them than fit on the pages that are there. */
const SPACE = 0x8000n;
const GROUPS_MAX = 4096;

/** At the entry-stop of a launched program's execve. 0 or a negative errno. */
export function setCredentials(tracer: Tracer, tracee: Tracee, { uid, gid, euid, egid, groups }: Credentials): number {
  const stack = getRegisters(tracee.tid)?.[SP];
  if (stack === undefined) return -3;
  const list = Uint32Array.from(groups.slice(0, GROUPS_MAX));
  const at = (stack - SPACE) & ~0xfn;
  const written = writeMemory(tracee.tid, at, new Uint8Array(list.buffer));
  if (written < 0) return written;
  const calls: readonly (readonly [string, readonly bigint[]])[] = [
    ['setgroups', [BigInt(list.length), at]],
    ['setregid', [BigInt(gid), BigInt(egid)]],
    ['setreuid', [BigInt(uid), BigInt(euid)]],
  ];
  for (const [name, args] of calls) {
    const nr = syscallNumber(machine.arch, name) as number;
    const done = remoteSyscall(tracer, tracee, { at: 'entry' }, { nr, args });
    if (done.kind !== 'returned') return -3;
    if (done.value < 0n) return Number(done.value);
  }
  return 0;
}
