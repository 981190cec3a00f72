/**
 * Which rows of Stops are of threads that are stopped there now: the newest row of each. Must not know of VS Code.
 */
import type { StopRow, TraceeRow } from '../../adapter/protocol/trapline.ts';
import type { StopHistory } from '../stops/stopHistory.ts';

/** Further back no stop of a stopped thread is looked for: others have had thousands of stops since. */
const LOOKED_AT = 1_000;

/** The stop that each stopped thread is at, by thread. */
export function stoppedCalls(history: StopHistory, tracees: readonly TraceeRow[]): Map<number, StopRow> {
  const waiting = new Set(tracees.filter(({ kind }) => kind === 'stopped').map(({ tid }) => tid));
  const found = new Map<number, StopRow>();
  for (let start = 0; waiting.size > 0 && start < Math.min(history.size, LOOKED_AT); start += 100) {
    for (const row of history.newest(start, 100)) {
      if (row.phase === 'log' || !waiting.delete(row.tid)) continue;
      found.set(row.tid, row);
    }
  }
  return found;
}
