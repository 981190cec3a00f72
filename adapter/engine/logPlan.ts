/**
 * What is asked of a log, as plain values: strace's options by what they mean. Part of the contract in api.ts.
 */

import type { FdDetailKind } from '../../native/tracer/fdDetail.ts';
import type { Palette } from '../syscalls/log/colours.ts';
import type { Column } from '../syscalls/log/summary.ts';

export type SummaryColumn = Column;

/** Digits behind the seconds: s, ms, us, ns. */
export type Digits = 0 | 3 | 6 | 9;

/** Where a filter has descriptors: those listed, or (`not`) all others. */
export interface FdSet {
  readonly not: boolean;
  readonly fds: readonly number[];
}

export type CallStatus = 'successful' | 'failed' | 'unfinished' | 'unavailable' | 'detached';
export type QuietWord = 'attach' | 'exit' | 'path-resolution' | 'personality' | 'thread-execve' | 'superseded';

/** A table of calls, times and errors at the end of the log (strace -c, -C). */
export interface SummaryPlan {
  /** Nothing but the table. */
  readonly only: boolean;
  readonly sort: SummaryColumn | 'nothing';
  readonly columns: readonly SummaryColumn[];
  /** The time that passed; otherwise the time the kernel worked for the process. */
  readonly wall: boolean;
  /** Nanoseconds taken off each call. */
  readonly overhead: number;
}

/** What goes into the log, and how; strace's options behind each line. Sets are SET grammar without @WHEN. */
export interface LogPlan {
  /** Absolute path, or a descriptor of this process. Absent: the debug console. */
  readonly file?: string | number;
  /** What a descriptor leads to, as the user wrote it. */
  readonly name?: string;
  /** -A */
  readonly append?: boolean;
  /** -ff: a file for each tracee, `file` with its id behind a dot. */
  readonly separate?: boolean;
  /** -e trace; absent: all. */
  readonly catch?: string;
  /** -s */
  readonly strings?: number;
  /** -a */
  readonly column?: number;
  /** -y: paths. */
  readonly decodeFds?: boolean;
  /** -yy, --decode-fds: what descriptors are. */
  readonly fdDetails?: readonly FdDetailKind[];
  /** -Y */
  readonly decodePids?: boolean;
  /** Process ids of other namespaces as this process knows them. */
  readonly decodePidns?: boolean;
  /** -e kvm=vcpu: why a vcpu stopped, behind KVM_RUN. */
  readonly vcpuExits?: boolean;
  /** -e kvm=vcpu+: a line with its state behind the call as well. */
  readonly vcpuState?: boolean;
  /** -e namespace=new: the namespaces that a call has entered. */
  readonly namespaces?: boolean;
  /** --always-show-pid */
  readonly alwaysPid?: boolean;
  /** Several processes are asked for: lines of a file have their pid if more than one of them is there. */
  readonly severalPids?: boolean;
  /** In these colours. */
  readonly colours?: Palette;
  /** --json: an object a line instead of strace's notation. */
  readonly json?: boolean;
  readonly timestamps?: 'none' | 'time' | 'microseconds' | 'epoch';
  /** -t with its digits, and -r: instead of `timestamps`. */
  readonly absolute?: { readonly format: 'time' | 'unix'; readonly digits: Digits };
  readonly relative?: Digits;
  /** -T */
  readonly durations?: boolean;
  readonly durationDigits?: Digits;
  /** -x, -xx */
  readonly hex?: 'none' | 'nonascii' | 'chars' | 'all';
  /** -X */
  readonly constants?: 'raw' | 'abbrev' | 'verbose';
  /** -N */
  readonly argumentNames?: boolean;
  /** -e abbrev, -e verbose, -e raw */
  readonly abbreviate?: string;
  readonly verbose?: string;
  readonly raw?: string;
  /** -e signal: the signals that are shown; absent: all. */
  readonly signals?: readonly number[];
  /** -e status, -z, -Z; absent: all. */
  readonly status?: readonly CallStatus[];
  /** -P */
  readonly paths?: readonly string[];
  /** -e trace-fds, -e read, -e write */
  readonly traceFds?: FdSet;
  readonly readFds?: FdSet;
  readonly writeFds?: FdSet;
  /** -q */
  readonly quiet?: readonly QuietWord[];
  /** Tells of attached and detached tracees, in the words of the command line. */
  readonly notices?: boolean;
  /** -i, -n, -k */
  readonly instructionPointer?: boolean;
  readonly numbers?: boolean;
  readonly stacks?: boolean;
  /** -kk: with source files and lines. */
  readonly stackSources?: boolean;
  readonly stackFrames?: number;
  readonly summary?: SummaryPlan;
  /** --syscall-limit: everything is let go after so many calls. */
  readonly limit?: number;
}
