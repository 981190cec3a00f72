/**
 * The log's lines as the log knows them: said by a writer, on their way to somebody. Types only: logOutput.ts says where
 * they go, logLater.ts when.
 */
import type { LogWriter } from '../syscalls/log/writer.ts';

export interface LogOutput {
  /** Appends what a writer has to say about a tracee: now or at settle, in the order of these calls. */
  write(tid: number, say: (writer: LogWriter) => string): void;
  /** Text of nobody's own: the table of calls. */
  append(text: string): void;
  /** The tracee's own file, if it has one, is done. */
  ended(tid: number): void;
  /** The tracee runs again: a good time for what was put off. */
  settle(): void;
  /** Something is not in its file yet. */
  waiting(): boolean;
  flush(): void;
  close(): void;
}
