/**
 * Rows of the history as lines of a log in strace's format. Must not know of VS Code.
 */
import type { StopRow } from '../../adapter/protocol/trapline.ts';
import type { StopHistory } from '../stops/stopHistory.ts';
import { clock } from '../stops/stopRows.ts';
import { counted, plainText } from '../text/plain.ts';

/** What strace writes too: a call, a signal, an exit. */
const NOTATION = /^(?:\w+\(|<\.\.\. |--- |\+\+\+ )/;

/** An entry's row comes again with its result, which may end in a parenthesis too. */
const RESULT = /\)\s+= (?:-?\d|0x|\?)[^"]*$/;

/**
 * `1234 14:03:07.123456 openat(…) = 3`, as `strace -f -tt` writes it; a call that has no result yet is unfinished.
 * What strace has no line for (a step, a log message) is a comment.
 */
export function logLine(row: StopRow): string {
  const start = `${row.tid} ${clock(row.time)}`;
  const text = plainText(row.text, 100_000);
  if (!NOTATION.test(text)) return `# ${start} ${text}`;
  const open = row.phase === 'entry' && text.endsWith(')') && !RESULT.test(text);
  return `${start} ${open ? `${text.slice(0, -1)} <unfinished ...>` : text}`;
}

/**
 * The whole history, oldest first. Where a thread's entry is followed by its exit, that is one line at the time of the
 * entry, as strace writes it.
 */
export function logText(history: StopHistory): string {
  const head =
    history.forgotten > 0
      ? [
          `# ${counted(history.forgotten, 'more stop')} of this session ${history.forgotten === 1 ? 'is' : 'are'} not in the list`,
        ]
      : [];
  const lines = [...head, ...callsOf(history.all()).map(logLine)];
  return lines.length > 0 ? `${lines.join('\n')}\n` : '# No stops yet\n';
}

function callsOf(rows: readonly StopRow[]): readonly StopRow[] {
  const calls: StopRow[] = [];
  const open = new Map<number, { readonly row: StopRow; readonly index: number }>();
  for (const row of rows) {
    const entry = open.get(row.tid);
    open.delete(row.tid);
    if (entry && row.phase === 'exit' && row.syscall === entry.row.syscall) {
      calls[entry.index] = { ...row, time: entry.row.time };
      continue;
    }
    if (row.phase === 'entry') open.set(row.tid, { row, index: calls.length });
    calls.push(row);
  }
  return calls;
}
