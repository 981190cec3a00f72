/**
 * The log's lines on their way out: one writer and one sink, or (strace -ff) one of each for every tracee. Must not
 * know what is logged.
 */
import { createPainter } from '../syscalls/log/colours.ts';
import { createJsonWriter } from '../syscalls/log/jsonWriter.ts';
import { createLogWriter, type LogOptions, type LogWriter } from '../syscalls/log/writer.ts';
import { type LogPlan, UserError } from './api.ts';
import type { LogClock } from './logClock.ts';
import { whenRunning } from './logLater.ts';
import type { LogOutput } from './logLines.ts';
import { type LogSink, openSink, type SinkOptions } from './logSink.ts';

export interface LogReaders {
  /** Says a sentence to the user. */
  complain(text: string): void;
  /** Where whole lines go when there is no file. */
  print(lines: string): void;
}

/** Files are many when every tracee has its own. */
const SEPARATE_BUFFER = 8192;

/** Opens the file, or makes ready to open one for each tracee. `clock`: that of `options`. Throws a UserError. */
export function openLogOutput(plan: LogPlan, options: LogOptions, clock: LogClock, readers: LogReaders): LogOutput {
  // On a terminal a call's line begins before the program's own output.
  if (typeof plan.file !== 'string') return commonOutput(plan, options, readers);
  const output = plan.separate
    ? separateOutput(plan, plan.file, options, readers.complain)
    : commonOutput(plan, options, readers);
  // A process must be called what it was called then.
  if (plan.decodePids || plan.decodePidns) return output;
  const timed = plan.json || options.stamps !== undefined || options.timestamps !== 'none';
  return whenRunning(output, timed ? clock : undefined);
}

function commonOutput(plan: LogPlan, options: LogOptions, readers: LogReaders): LogOutput {
  const { complain } = readers;
  const writer = newWriter(plan, options);
  const sink = plan.file === undefined ? printing(readers) : openSink(plan.file, sinkOptions(plan, complain));
  const paint = painterOf(plan);
  return {
    write: (_tid, say) => sink.write(paint(say(writer))),
    append: (text) => sink.write(text),
    ended: () => {},
    settle: () => {},
    waiting: () => sink.waiting(),
    flush: () => sink.flush(),
    close() {
      sink.write(paint(writer.finish()));
      sink.close();
    },
  };
}

/** JSON stays JSON. */
const painterOf = ({ colours, json }: LogPlan): ((text: string) => string) =>
  colours && !json ? createPainter(colours) : (text) => text;

const newWriter = (plan: LogPlan, options: LogOptions): LogWriter =>
  plan.json ? createJsonWriter(options) : createLogWriter(options);

const sinkOptions = ({ append, name }: LogPlan, complain: (text: string) => void): SinkOptions => ({
  complain,
  append: append ?? false,
  ...(name !== undefined && { name }),
});

const printing = ({ print }: LogReaders): LogSink => ({
  write: print,
  waiting: () => false,
  flush: () => {},
  close: () => {},
});

const nowhere: LogSink = { write: () => {}, waiting: () => false, flush: () => {}, close: () => {} };

interface One {
  readonly writer: LogWriter;
  readonly paint: (text: string) => string;
  readonly sink: LogSink;
}

function separateOutput(plan: LogPlan, file: string, options: LogOptions, complain: (text: string) => void): LogOutput {
  const open = new Map<number, One>();
  const end = (tid: number, one: One): void => {
    open.delete(tid);
    one.sink.write(one.paint(one.writer.finish()));
    one.sink.close();
  };
  /** A file that can't be opened is said once; the programs go on, and so do the other files. */
  let said = false;
  const openOne = (tid: number): LogSink => {
    try {
      return openSink(`${file}.${tid}`, { ...sinkOptions(plan, complain), size: SEPARATE_BUFFER });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (!said) complain(error.message);
      said = true;
      return nowhere;
    }
  };
  return {
    write(tid, say) {
      let one = open.get(tid);
      if (!one) {
        one = { writer: newWriter(plan, options), paint: painterOf(plan), sink: openOne(tid) };
        open.set(tid, one);
      }
      one.sink.write(one.paint(say(one.writer)));
    },
    append: () => {},
    ended(tid) {
      const one = open.get(tid);
      if (one) end(tid, one);
    },
    settle: () => {},
    waiting() {
      for (const { sink } of open.values()) if (sink.waiting()) return true;
      return false;
    },
    flush() {
      for (const { sink } of open.values()) sink.flush();
    },
    close() {
      for (const [tid, one] of open) end(tid, one);
    },
  };
}
