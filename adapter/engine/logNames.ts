/**
 * The command names that a log puts behind the ids of its tracees (strace -Y): the present one, and behind a death the
 * last one that was seen, when nobody can be asked any more.
 */
import { commLine } from '../../native/tracer/procfs.ts';

export interface LogNames {
  readonly of: (tid: number) => string | undefined;
  readonly forget: (tid: number) => void;
}

/** Names of commands, the last one known for a thread that has none any more. */
export function createLogNames(): LogNames {
  const last = new Map<number, string>();
  return {
    of(tid) {
      const now = commLine(tid);
      if (now === undefined) return last.get(tid);
      last.set(tid, now);
      return now;
    },
    forget: (tid) => void last.delete(tid),
  };
}
