/**
 * The stops of a session in bounded memory, oldest first, found by id. Must not know of VS Code.
 */
import type { StopRow } from '../../adapter/protocol/trapline.ts';

export const STOP_LIMIT = 5_000;

export interface StopHistory {
  /**
   * Takes a batch, oldest first; a row with a known id replaces the older one. `dropped`: how many rows of the session
   * never came, because they were too many.
   */
  add(rows: readonly StopRow[], dropped?: number): void;
  clear(): void;
  readonly size: number;
  /** Rows that left the list to stay within the limit, or never came. */
  readonly forgotten: number;
  get(id: number): StopRow | undefined;
  /** Newest first: `count` rows from the `start`-newest on. */
  newest(start: number, count: number): StopRow[];
  /** Oldest first, everything that is kept. */
  all(): readonly StopRow[];
}

/** An empty history of at most `limit` rows. */
export function createStopHistory(limit: number = STOP_LIMIT): StopHistory {
  let rows: StopRow[] = [];
  let forgotten = 0;
  let missed = 0;
  let missedBefore = 0;

  const indexOf = (id: number): number => {
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle]?.id ?? Number.POSITIVE_INFINITY) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    add(batch, dropped = missed) {
      missed = dropped;
      for (const row of batch) {
        const newest = rows.at(-1);
        if (!newest || row.id > newest.id) {
          rows.push(row);
          continue;
        }
        const index = indexOf(row.id);
        // A row older than all that are kept was forgotten already: its second half has nowhere to go.
        if (rows[index]?.id === row.id) rows[index] = row;
      }
      if (rows.length > limit) {
        forgotten += rows.length - limit;
        rows = rows.slice(-limit);
      }
    },
    clear() {
      rows = [];
      forgotten = 0;
      missedBefore = missed;
    },
    get size() {
      return rows.length;
    },
    get forgotten() {
      return forgotten + missed - missedBefore;
    },
    get: (id) => {
      const row = rows[indexOf(id)];
      return row?.id === id ? row : undefined;
    },
    newest: (start, count) => {
      const end = rows.length - start;
      return end <= 0 ? [] : rows.slice(Math.max(0, end - count), end).reverse();
    },
    all: () => rows,
  };
}
