/**
 * What /proc says of a process (proc(5)), as plain values; undefined when it is gone. Must not decide anything.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { isLossy, rawText } from '../ffi/rawText.ts';

export interface ProcessStatus {
  /** Read when it is asked for. */
  readonly comm: string;
  /** One letter: R S D T t Z X … */
  readonly state: string;
  readonly tgid: number;
  readonly parent: number;
  /** Who traces it; 0 for nobody. */
  readonly tracer: number;
  readonly uid: number;
}

/** The fields in the kernel's order (fs/proc/array.c). One expression and no other encoding than utf8, which the runtime
 *  reads in one go: every new process passes here. */
const STATUS = /^State:\s*(\S).*?^Tgid:\s*(\d+).*?^PPid:\s*(\d+).*?^TracerPid:\s*(\d+).*?^Uid:\s*(\d+)/ms;

/** /proc/PID/status, also for a thread's id. */
export function processStatus(pid: number): ProcessStatus | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return undefined;
  }
  // The name stands in front, escaped: it can't pretend to be another line.
  const [, state = '', tgid, parent, tracer, uid] = STATUS.exec(text) ?? [];
  return {
    get comm() {
      return commOf(pid);
    },
    state,
    tgid: Number(tgid ?? 0),
    parent: Number(parent ?? 0),
    tracer: Number(tracer ?? 0),
    uid: Number(uid ?? 0),
  };
}

/** The command name of a process or thread, at most 15 bytes, with control characters shown as `?`. */
export function commOf(tid: number): string {
  try {
    // A kernel thread's can be longer: TASK_COMM_LEN.
    return (
      readFileSync(`/proc/${tid}/comm`, 'utf8')
        .replace(/\n$/, '')
        .slice(0, 15)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal or a tree
        .replace(/[\x00-\x1f\x7f-\x9f]/g, '?')
    );
  } catch {
    return '';
  }
}

/** The command name as a log shows it (strace -Y): up to its first newline, whatever bytes it has. Undefined without one. */
export function commLine(tid: number): string | undefined {
  try {
    return rawText(readFileSync(`/proc/${tid}/comm`)).split('\n', 1)[0] || undefined;
  } catch {
    return undefined;
  }
}

/** The ids of all threads now. Empty when the process is gone. */
export function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [];
  }
}

/** The ids of its living child processes now (CONFIG_PROC_CHILDREN; empty without). */
export function childrenOf(pid: number): number[] {
  return threadsOf(pid).flatMap((tid) => {
    try {
      const text = readFileSync(`/proc/${pid}/task/${tid}/children`, 'latin1').trim();
      return text === '' ? [] : text.split(' ').map(Number);
    } catch {
      return [];
    }
  });
}

function link(path: string): string | undefined {
  try {
    const text = readlinkSync(path);
    return isLossy(text) ? rawText(readlinkSync(path, 'buffer')) : text;
  } catch {
    return undefined;
  }
}

/** The link text of a descriptor: a path, `socket:[…]`, `pipe:[…]`. */
export const fdPath = (tid: number, fd: number): string | undefined => link(`/proc/${tid}/fd/${fd}`);
/** The working folder; undefined when the tracee is gone or nobody may look. */
export const cwdOf = (tid: number): string | undefined => link(`/proc/${tid}/cwd`);
/** The file of the program, ` (deleted)` behind it where that is gone; undefined as above. */
export const exeOf = (tid: number): string | undefined => link(`/proc/${tid}/exe`);

/** Open descriptors, lowest first, at most `limit`. */
export function openFds(tid: number, limit: number): { fd: number; path: string }[] {
  let names: string[];
  try {
    names = readdirSync(`/proc/${tid}/fd`);
  } catch {
    return [];
  }
  return names
    .map(Number)
    .sort((a, b) => a - b)
    .slice(0, limit)
    .map((fd) => ({ fd, path: fdPath(tid, fd) ?? '?' }));
}

/** A mask of /proc/PID/status by its name; none when the thread is gone. */
function signalsOf(text: string, name: string): bigint {
  const mask = new RegExp(`^${name}:\\s*([0-9a-f]+)`, 'm').exec(text)?.[1];
  return mask === undefined ? 0n : BigInt(`0x${mask}`);
}

function statusText(tid: number): string {
  try {
    return readFileSync(`/proc/${tid}/status`, 'latin1');
  } catch {
    return '';
  }
}

const has = (mask: bigint, signal: number): boolean => ((mask >> BigInt(signal - 1)) & 1n) === 1n;

/** Is this signal pending for the thread itself (SigPnd)? False when it is gone. */
export const isPending = (tid: number, signal: number): boolean => has(signalsOf(statusText(tid), 'SigPnd'), signal);

/** Is it pending for the thread itself and not blocked: on its way? */
export function isComing(tid: number, signal: number): boolean {
  const text = statusText(tid);
  return has(signalsOf(text, 'SigPnd') & ~signalsOf(text, 'SigBlk'), signal);
}

/** Signals pending for the thread or its process (SigPnd, ShdPnd), as a mask; none when it is gone. */
export function pendingSignals(tid: number): bigint {
  const text = statusText(tid);
  return signalsOf(text, 'SigPnd') | signalsOf(text, 'ShdPnd');
}

/** Does the thread have a seccomp filter, or the strict mode (Seccomp)? */
export function hasFilter(tid: number): boolean {
  return /^Seccomp:\s*[12]/m.test(statusText(tid));
}

/** Does the process catch this signal (SigCgt)? False when it is gone. */
export const catches = (tid: number, signal: number): boolean => has(signalsOf(statusText(tid), 'SigCgt'), signal);
