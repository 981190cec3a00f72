/**
 * The log in strace's format, as text to append: a call's line is begun at its entry and ended at its exit; when
 * another tracee has something to say meanwhile, the begun line ends in `<unfinished ...>` and the call is resumed on
 * a line of its own. Pure: time comes in, text goes out. Must not know of files, sessions or ptrace.
 */
import type { DecodedCall } from '../call.ts';
import {
  firstLate,
  type PrintOptions,
  printArguments,
  printEntryArguments,
  printExitArguments,
  printResult,
} from '../print.ts';
import { printExited, printGroupStop, printKilled, printSignal, printSuperseded } from '../signal.ts';
import { createLeader, type LeaderOptions } from './leader.ts';

export interface LogOptions extends Partial<LeaderOptions>, Partial<PrintOptions> {
  /** strace -T: how long each call took, behind its result. */
  readonly durations?: boolean;
  /** Where results begin (strace -a). */
  readonly column?: number;
}

/** Every method returns the text to append, which need not end a line. */
export interface LogWriter {
  /** A tracee is there: with several, a terminal's lines say whose they are. */
  appeared(tid: number): void;
  entry(tid: number, call: DecodedCall): string;
  /** The exit of the call that `entry` began (or of one whose entry was not seen). `seconds`: how long it took. */
  exit(tid: number, call: DecodedCall, seconds?: number): string;
  signal(tid: number, siginfo: Uint8Array): string;
  groupStop(tid: number, signal: number): string;
  /** The tracee is about to end (PTRACE_EVENT_EXIT): a call that it is in gets ` = ?`. */
  ending(tid: number): string;
  exited(tid: number, code: number): string;
  killed(tid: number, signal: number, coreDumped: boolean): string;
  /** execve by a thread: `former` goes on under the leader's id and the leader's own record ends. */
  superseded(former: number, leader: number): string;
  detached(tid: number): string;
  /** Ends a line that was begun, for a log that is closed. */
  finish(): string;
}

const COLUMN = 40;
const UNFINISHED = ' <unfinished ...>';

interface Begun {
  readonly call: DecodedCall;
  /** The first argument that is printed at exit. */
  readonly late: number | undefined;
}

export function createLogWriter(options: LogOptions = {}): LogWriter {
  const leader = createLeader({ prefix: 'file', timestamps: 'none', clock: () => 0, ...options });
  const print: PrintOptions = { hex: options.hex ?? 'none' };
  const column = options.column ?? COLUMN;
  const tracees = new Set<number>();
  /** Calls between entry and exit. */
  const begun = new Map<number, Begun>();
  /** Whose line is begun and not ended, and how far it goes. */
  let open: number | undefined;
  let width = 0;

  const interrupt = (): string => {
    if (open === undefined) return '';
    open = undefined;
    return `${UNFINISHED}\n`;
  };

  const lead = (tid: number): string => leader(tid, tracees.size > 1);

  /** A whole line of one tracee. */
  const line = (tid: number, text: string): string => {
    tracees.add(tid);
    return `${interrupt()}${lead(tid)}${text}\n`;
  };

  /** Goes on with a tracee's line, or takes its call up again on a new one. `width` is right afterwards. */
  const resume = (tid: number, name: string): string => {
    if (open === tid) return '';
    const text = `${interrupt()}`;
    const own = `${lead(tid)}<... ${name} resumed>`;
    width = own.length;
    return text + own;
  };

  const close = (tail: string, result: string): string => {
    open = undefined;
    const end = `${tail}) `;
    const reached = width + end.length;
    return `${end}${reached < column ? ' '.repeat(column - reached) : ''}= ${result}\n`;
  };

  const ending = (tid: number): string => {
    const pending = begun.get(tid);
    if (!pending) return '';
    begun.delete(tid);
    const resumed = resume(tid, pending.call.name);
    return resumed + close(pending.late === undefined ? '' : UNFINISHED, '?');
  };

  const forget = (tid: number): void => {
    begun.delete(tid);
    tracees.delete(tid);
  };

  return {
    appeared(tid) {
      tracees.add(tid);
    },

    entry(tid, call) {
      tracees.add(tid);
      begun.set(tid, { call, late: firstLate(call) });
      const before = interrupt();
      const text = `${lead(tid)}${call.name}(${printEntryArguments(call, print)}`;
      open = tid;
      width = text.length;
      return before + text;
    },

    exit(tid, call, seconds) {
      const pending = begun.get(tid);
      begun.delete(tid);
      if (!pending) tracees.add(tid);
      const resumed = resume(tid, call.name);
      const rest = pending ? printExitArguments(call, pending.late, print) : printArguments(call, print);
      const duration = options.durations && seconds !== undefined ? ` <${seconds.toFixed(6)}>` : '';
      return resumed + close(rest, `${printResult(call.result, print)}${duration}`);
    },

    signal: (tid, siginfo) => line(tid, printSignal(siginfo, print)),
    groupStop: (tid, signal) => line(tid, printGroupStop(signal)),
    ending,

    exited(tid, code) {
      const text = ending(tid) + line(tid, printExited(code));
      forget(tid);
      return text;
    },

    killed(tid, signal, coreDumped) {
      const text = ending(tid) + line(tid, printKilled(signal, coreDumped));
      forget(tid);
      return text;
    },

    superseded(former, leaderTid) {
      const text = line(leaderTid, printSuperseded(former));
      const pending = begun.get(former);
      forget(former);
      begun.delete(leaderTid);
      if (pending) begun.set(leaderTid, pending);
      return text;
    },

    detached(tid) {
      const text = open === tid ? ' <detached ...>\n' : '';
      if (open === tid) open = undefined;
      forget(tid);
      return text;
    },

    finish: interrupt,
  };
}
