/**
 * A log that is put into words when the tracee runs again: until then it would wait for that. What was decoded is plain
 * data by then, and nothing of the tracee is asked for. Must not know what is logged.
 */
import type { LogWriter } from '../syscalls/log/writer.ts';
import type { LogClock } from './logClock.ts';
import type { LogOutput } from './logLines.ts';

interface Said {
  readonly tid: number;
  readonly say: (writer: LogWriter) => string;
  readonly time: number;
}

/** `clock`: the writer's, when its lines have times. */
export function whenRunning(output: LogOutput, clock: LogClock | undefined): LogOutput {
  let waiting: Said[] = [];
  const settle = (): void => {
    if (waiting.length === 0) return;
    const list = waiting;
    waiting = [];
    for (const { tid, say, time } of list) {
      clock?.stop(time);
      output.write(tid, say);
    }
    clock?.go();
  };
  return {
    write(tid, say) {
      waiting.push({ tid, say, time: clock?.time() ?? 0 });
    },
    append(text) {
      settle();
      output.append(text);
    },
    ended(tid) {
      settle();
      output.ended(tid);
    },
    settle,
    waiting: () => waiting.length > 0 || output.waiting(),
    flush() {
      settle();
      output.flush();
    },
    close() {
      settle();
      output.close();
    },
  };
}
