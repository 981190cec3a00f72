/**
 * Rows of the history as lines of a log in strace's format. Must not know of VS Code.
 */
import type { StopRow } from '../../adapter/protocol/trapline.ts';
import type { StopHistory } from '../stops/stopHistory.ts';
import { clock } from '../stops/stopRows.ts';
import { counted } from '../text/plain.ts';

/** `1234 14:03:07.123456 openat(…) = 3`, as `strace -f -tt` writes it; a call that has no result yet is unfinished. */
export function logLine(row: StopRow): string {
  const open = row.phase === 'entry' && row.text.endsWith(')');
  return `${row.tid} ${clock(row.time)} ${open ? `${row.text.slice(0, -1)} <unfinished ...>` : row.text}`;
}

/** The whole history, oldest first. */
export function logText(history: StopHistory): string {
  const head = history.forgotten > 0 ? [`# ${counted(history.forgotten, 'older stop')} left the list`] : [];
  const lines = [...head, ...history.all().map(logLine)];
  return lines.length > 0 ? `${lines.join('\n')}\n` : '# No stops yet\n';
}
