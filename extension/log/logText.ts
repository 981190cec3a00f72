/**
 * Rows of the history as lines of a log in strace's format. Must not know of VS Code.
 */
import type { StopRow } from '../../adapter/protocol/trapline.ts';
import type { StopHistory } from '../stops/stopHistory.ts';
import { clock } from '../stops/stopRows.ts';
import { counted, plainText } from '../text/plain.ts';

/** What strace writes too: a call, a signal, an exit. */
const NOTATION = /^(?:\w+\(|<\.\.\. |--- |\+\+\+ )/;

/**
 * `1234 14:03:07.123456 openat(…) = 3`, as `strace -f -tt` writes it; a call that has no result yet is unfinished.
 * What strace has no line for (a step, a log message) is a comment.
 */
export function logLine(row: StopRow): string {
  const start = `${row.tid} ${clock(row.time)}`;
  const text = plainText(row.text, 100_000);
  if (!NOTATION.test(text)) return `# ${start} ${text}`;
  const open = row.phase === 'entry' && text.endsWith(')');
  return `${start} ${open ? `${text.slice(0, -1)} <unfinished ...>` : text}`;
}

/** The whole history, oldest first. */
export function logText(history: StopHistory): string {
  const head = history.forgotten > 0 ? [`# ${counted(history.forgotten, 'older stop')} left the list`] : [];
  const lines = [...head, ...history.all().map(logLine)];
  return lines.length > 0 ? `${lines.join('\n')}\n` : '# No stops yet\n';
}
