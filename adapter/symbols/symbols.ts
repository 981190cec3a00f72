/**
 * The user frames of stopped threads, one `ProcessSymbols` a process. Stacks cost milliseconds: ask for one only when
 * somebody will look at it. Runs on the tracer thread; must not know of DAP, breakpoints or system calls.
 */
import { libdwIsMissing, openDwfl, type ReadWord } from '../../native/dwfl/dwfl.ts';
import type { FrameInfo } from '../engine/api.ts';
import { frameInfo, logLine, lookupAddress } from './frames.ts';
import type { Sources } from './sources.ts';

/** Frames of one stack when the caller doesn't say. */
export const USUAL_FRAMES = 256;
const MOST_FRAMES = 1024;

export interface StackRequest {
  readonly tid: number;
  /** struct user_regs_struct, 27 words. */
  readonly registers: BigUint64Array;
  /** Eight bytes of the process's memory, little-endian; undefined when they can't be read. */
  readonly readWord: ReadWord;
  /** The thread is inside a system call: its pc is the address after the instruction that made it. */
  readonly inSyscall: boolean;
  readonly limit?: number;
}

export interface Stack {
  /** From the innermost; at least one. */
  readonly frames: readonly FrameInfo[];
  /** Where the innermost function returns to. */
  readonly returnAddress?: bigint;
  /** The stack pointer once it has returned: a return to the same address with a lower one is of a deeper call. */
  readonly callerSp?: bigint;
}

export interface ProcessSymbols {
  stack(request: StackRequest): Stack;
  /** The frames as lines of a log, in strace's form: ` > /lib/libc.so.6(write+0x14) [0xfb504]`. */
  lines(request: StackRequest, sources?: boolean): string;
  /** After execve. */
  invalidate(): void;
  /** At detach and at the process's end; frees what libdw holds. */
  close(): void;
}

/** Loads nothing before the first stack. `pid` is the thread group's. */
export function openSymbols(pid: number, sources: Sources): ProcessSymbols {
  const dwfl = openDwfl(pid);
  return {
    stack(request) {
      const limit = Math.max(1, Math.min(request.limit ?? USUAL_FRAMES, MOST_FRAMES));
      // Two at least: the caller's is what Step Out needs.
      const unwound = dwfl.unwind(request.tid, request.registers, request.readWord, Math.max(limit, 2));
      const frames = unwound.slice(0, limit).map((frame, index) => {
        const found = dwfl.symbolize(lookupAddress(frame, index === 0 && request.inSyscall));
        return frameInfo(frame, found, sources);
      });
      const caller = unwound[1];
      return {
        frames,
        ...(caller ? { returnAddress: caller.pc } : {}),
        ...(caller?.sp === undefined ? {} : { callerSp: caller.sp }),
      };
    },
    lines(request, withSources = false) {
      const frames = dwfl.unwind(request.tid, request.registers, request.readWord, request.limit ?? USUAL_FRAMES);
      return frames
        .map((frame) => {
          const address = lookupAddress(frame, frame === frames[0]);
          return logLine(frame, dwfl.symbolize(address), frame.pc - address, withSources);
        })
        .join('');
    },
    invalidate: dwfl.invalidate,
    close: dwfl.close,
  };
}

/** What to install for names and lines, once libdw was looked for and not found. */
export function symbolsHint(): string | undefined {
  return libdwIsMissing()
    ? 'Stacks show addresses only, because the library libdw.so.1 is not installed: install it (Debian, Ubuntu: apt install libdw1; Fedora: dnf install elfutils-libs) and start again.'
    : undefined;
}
