/**
 * What /proc says about one process before anybody traces it. proc_pid_status(5), proc_pid_stat(5). Everything is the
 * process's own word: names are bounded by the kernel and escaped when shown. Must not know ptrace.
 */
import { readFileSync } from 'node:fs';

export interface ProcStatus {
  readonly comm: string;
  /** `R`, `S`, `Z`, … */
  readonly state: string;
  /** The process (thread group) this task belongs to. */
  readonly process: number;
  readonly parent: number;
  /** Who traces it, 0 for nobody. */
  readonly tracer: number;
  /** Real, effective and saved user ids. */
  readonly uids: readonly number[];
  readonly kernelThread: boolean;
}

/** linux/sched.h PF_KTHREAD, in the flags of /proc/PID/stat. */
const PF_KTHREAD = 0x00200000;

/** undefined when there is no such process, or /proc hides it (hidepid). */
export function readProcStatus(pid: number): ProcStatus | undefined {
  try {
    return parseProcStatus(readFileSync(`/proc/${pid}/status`, 'utf8'), readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return undefined;
  }
}

/** From the texts of /proc/PID/status and /proc/PID/stat; a field that is not there is empty or 0. */
export function parseProcStatus(status: string, stat: string): ProcStatus {
  const field = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '';
  // comm may hold parentheses and spaces: fields are counted from the last one.
  const flags = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[6] ?? 0);
  return {
    comm: field('Name'),
    state: field('State').slice(0, 1),
    process: Number(field('Tgid')),
    parent: Number(field('PPid')),
    tracer: Number(field('TracerPid')),
    uids: field('Uid').split(/\s+/).slice(0, 3).map(Number),
    kernelThread: (flags & PF_KTHREAD) !== 0,
  };
}

/** `pid` and its parents up to the first process. */
export function ancestorsOf(pid: number): Set<number> {
  const seen = new Set<number>();
  for (let current = pid; current > 0 && !seen.has(current); current = readProcStatus(current)?.parent ?? 0)
    seen.add(current);
  return seen;
}
