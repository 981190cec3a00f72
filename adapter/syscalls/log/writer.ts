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
import { createLeader, type Digits, durationText, type LeaderOptions } from './leader.ts';

export interface LogOptions extends Partial<LeaderOptions>, Partial<PrintOptions> {
  /** strace -T: how long each call took, behind its result. */
  readonly durations?: boolean;
  readonly durationDigits?: Digits;
  /** strace -z, -Z, -e status: only calls with these ends, each on one line at its end. */
  readonly status?: ReadonlySet<CallEnd>;
  /** strace -qq: no lines about exits; -qqq: none about execve in another thread. */
  readonly quietExits?: boolean;
  readonly quietSuperseded?: boolean;
  /** Where results begin (strace -a). */
  readonly column?: number;
}

/** How a call ended, in strace's words. */
export type CallEnd = 'successful' | 'failed' | 'unfinished' | 'unavailable' | 'detached';

/** Every method returns the text to append, which need not end a line. */
export interface LogWriter {
  /** A tracee is there: with several, a terminal's lines say whose they are. */
  appeared(tid: number): void;
  /** `after`: whole lines for a call that never returns, as in `exit`. */
  entry(tid: number, call: DecodedCall, after?: string): string;
  /** The exit of the call that `entry` began (or of one whose entry was not seen). `seconds`: how long it took.
   *  `after`: whole lines that belong to it. */
  exit(tid: number, call: DecodedCall, seconds?: number, after?: string): string;
  /** The same call once more, whole: somebody has changed what the program is told. */
  again(tid: number, call: DecodedCall): string;
  signal(tid: number, siginfo: Uint8Array): string;
  groupStop(tid: number, signal: number): string;
  /** The tracee is about to end (PTRACE_EVENT_EXIT): a call that it is in gets ` = ?`. */
  ending(tid: number): string;
  exited(tid: number, code: number): string;
  /** `silent`: the signal is none of those that are shown. */
  killed(tid: number, signal: number, coreDumped: boolean, silent?: boolean): string;
  /** execve by a thread: `former` goes on under the leader's id and the leader's own record ends. */
  superseded(former: number, leader: number): string;
  detached(tid: number): string;
  /** A line that is no call. */
  note(tid: number, text: string): string;
  /** Ends a line that was begun, for a log that is closed. */
  finish(): string;
}

const COLUMN = 40;
const UNFINISHED = ' <unfinished ...>';
/** linux/errno.h: ERESTART_RESTARTBLOCK; the call goes on as restart_syscall(2). */
const RESTART_BLOCK = 516;
const RESTART = 'restart_syscall';
const DETACHED = ' <detached ...>\n';

interface Begun {
  readonly call: DecodedCall;
  /** The first argument that is printed at exit. */
  readonly late: number | undefined;
  /** Printed behind it when it never returns. */
  readonly after: string;
}

/** A writer of strace's format, at the beginning of a line. */
export function createLogWriter(options: LogOptions = {}): LogWriter {
  const leader = createLeader({ prefix: 'file', timestamps: 'none', clock: () => 0, ...options });
  const print: PrintOptions = {
    hex: options.hex ?? 'none',
    constants: options.constants ?? 'abbrev',
    names: options.names ?? false,
  };
  const column = options.column ?? COLUMN;
  const { status } = options;
  const tracees = new Set<number>();
  /** Calls between entry and exit; what is over stays as undefined until its tracee ends. */
  const begun = new Map<number, Begun | undefined>();
  /** Calls that the kernel will go on with by restart_syscall, by their names. */
  const restarted = new Map<number, string>();
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

  const whole = (tid: number, call: DecodedCall): string => {
    const text = `${interrupt()}${lead(tid)}${call.name}(`;
    width = text.length;
    return text;
  };

  const ending = (tid: number): string => {
    const pending = begun.get(tid);
    if (!pending) return '';
    begun.delete(tid);
    if (status) {
      if (!status.has('unfinished')) return '';
      const text = whole(tid, pending.call) + printEntryArguments(pending.call, print);
      width = text.length;
      return text + close(pending.late === undefined ? '' : UNFINISHED, '?');
    }
    const resumed = resume(tid, pending.call.name);
    return resumed + close(pending.late === undefined ? '' : UNFINISHED, '?');
  };

  const forget = (tid: number): void => {
    begun.delete(tid);
    restarted.delete(tid);
    tracees.delete(tid);
  };

  return {
    appeared(tid) {
      tracees.add(tid);
    },

    entry(tid, call, after = '') {
      tracees.add(tid);
      begun.set(tid, { call, late: firstLate(call), after });
      if (status) return '';
      const before = interrupt();
      const resuming =
        call.name === RESTART ? `<... resuming interrupted ${restarted.get(tid) ?? 'system call'} ...>` : '';
      const text = `${lead(tid)}${call.name}(${resuming}${printEntryArguments(call, print)}`;
      open = tid;
      width = text.length;
      return before + text;
    },

    exit(tid, call, seconds, after = '') {
      const pending = begun.get(tid);
      if (pending) begun.set(tid, undefined);
      else tracees.add(tid);
      if (call.result?.errno === RESTART_BLOCK && call.name !== RESTART) restarted.set(tid, call.name);
      const duration =
        options.durations && seconds !== undefined ? ` <${durationText(seconds, options.durationDigits ?? 6)}>` : '';
      const result = `${printResult(call.result, print)}${duration}`;
      if (status) {
        if (!status.has(endOf(call))) return '';
        return whole(tid, call) + close(printArguments(call, print), result) + after;
      }
      const resumed = resume(tid, call.name);
      const rest = pending ? printExitArguments(call, pending.late, print) : printArguments(call, print);
      return resumed + close(rest, result) + after;
    },

    again: (tid, call) => whole(tid, call) + close(printArguments(call, print), printResult(call.result, print)),

    signal: (tid, siginfo) => line(tid, printSignal(siginfo, print, options.comm)),
    groupStop: (tid, signal) => line(tid, printGroupStop(signal)),
    ending,

    exited(tid, code) {
      const after = begun.get(tid)?.after ?? '';
      const text = ending(tid) + (options.quietExits ? '' : line(tid, printExited(code))) + after;
      forget(tid);
      return text;
    },

    killed(tid, signal, coreDumped, silent = false) {
      const text = ending(tid) + (options.quietExits || silent ? '' : line(tid, printKilled(signal, coreDumped)));
      forget(tid);
      return text;
    },

    superseded(former, leaderTid) {
      // The leader's own call, if it was in one, has ended with it.
      const ended = ending(leaderTid);
      // It counts no more: the next line may be about the only process there is.
      tracees.delete(former);
      const text = ended + (options.quietSuperseded ? '' : line(leaderTid, printSuperseded(former)));
      const pending = begun.get(former);
      forget(former);
      begun.delete(leaderTid);
      if (pending) begun.set(leaderTid, pending);
      return text;
    },

    detached(tid) {
      const pending = begun.get(tid);
      let text = open === tid ? DETACHED : '';
      if (status?.has('detached') && pending) {
        text = whole(tid, pending.call) + printEntryArguments(pending.call, print) + DETACHED;
      }
      if (open === tid) open = undefined;
      forget(tid);
      return text;
    },

    note: line,
    finish: interrupt,
  };
}

/** Restarted calls count as failed, as they return an error to the tracer. */
export function endOf(call: DecodedCall): CallEnd {
  return call.result === undefined ? 'unavailable' : call.result.isError ? 'failed' : 'successful';
}
