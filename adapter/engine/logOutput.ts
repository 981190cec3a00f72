/**
 * The log's lines on their way out: one writer and one sink, or (strace -ff) one of each for every tracee. Must not
 * know what is logged.
 */
import { createLogWriter, type LogOptions, type LogWriter } from '../syscalls/log/writer.ts';
import type { LogPlan } from './api.ts';
import { type LogSink, openSink, type SinkOptions } from './logSink.ts';

export interface LogReaders {
  /** Says a sentence to the user. */
  complain(text: string): void;
  /** Where whole lines go when there is no file. */
  print(lines: string): void;
}

export interface LogOutput {
  /** Appends what a writer has to say about a tracee. */
  write(tid: number, say: (writer: LogWriter) => string): void;
  /** Text of nobody's own: the table of calls. */
  append(text: string): void;
  /** The tracee's own file, if it has one, is done. */
  ended(tid: number): void;
  flush(): void;
  close(): void;
}

/** Opens the file, or makes ready to open one for each tracee. Throws a UserError. */
export function openLogOutput(plan: LogPlan, options: LogOptions, readers: LogReaders): LogOutput {
  const { complain } = readers;
  if (plan.separate && typeof plan.file === 'string') return separateOutput(plan, plan.file, options, complain);
  const writer = createLogWriter(options);
  const sink = plan.file === undefined ? printing(readers) : openSink(plan.file, sinkOptions(plan, complain));
  return {
    write: (_tid, say) => sink.write(say(writer)),
    append: (text) => sink.write(text),
    ended: () => {},
    flush: () => sink.flush(),
    close() {
      sink.write(writer.finish());
      sink.close();
    },
  };
}

const sinkOptions = ({ append, name }: LogPlan, complain: (text: string) => void): SinkOptions => ({
  complain,
  append: append ?? false,
  ...(name !== undefined && { name }),
});

const printing = ({ print }: LogReaders): LogSink => ({ write: print, flush: () => {}, close: () => {} });

interface One {
  readonly writer: LogWriter;
  readonly sink: LogSink;
}

function separateOutput(plan: LogPlan, file: string, options: LogOptions, complain: (text: string) => void): LogOutput {
  const open = new Map<number, One>();
  const end = (tid: number, one: One): void => {
    open.delete(tid);
    one.sink.write(one.writer.finish());
    one.sink.close();
  };
  return {
    write(tid, say) {
      let one = open.get(tid);
      if (!one) {
        one = { writer: createLogWriter(options), sink: openSink(`${file}.${tid}`, sinkOptions(plan, complain)) };
        open.set(tid, one);
      }
      one.sink.write(say(one.writer));
    },
    append: () => {},
    ended(tid) {
      const one = open.get(tid);
      if (one) end(tid, one);
    },
    flush() {
      for (const { sink } of open.values()) sink.flush();
    },
    close() {
      for (const [tid, one] of open) end(tid, one);
    },
  };
}
