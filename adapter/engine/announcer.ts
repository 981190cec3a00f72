/**
 * What goes to the editor in batches: stop rows, hit counts, the tracee list, a log without a file. At most ten times a
 * second, so that a million stops leave the editor quick. The newest rows stay here in detail, in a ring of bounded
 * length.
 */
import { now as timeNow } from '../../native/ffi/now.ts';
import type { StopDetail, StopRow, TamperRuleState, TraceeRows } from '../protocol/trapline.ts';
import type { EngineEvent } from './api.ts';

const INTERVAL_MS = 100;
/** Names that are counted: a program can make up calls without end. */
const NAMES = 2000;
/** Characters that breakpoints say at once. */
const SAID = 32 * 1024;
/** Rows kept with their decoded values. */
const KEPT = 2000;
/** Rows, and lines of the log, of one batch; more are counted as dropped. */
const BATCH = 1000;

export interface Announcer {
  /** Adds or replaces a row. */
  row(row: StopRow, detail: () => Omit<StopDetail, 'row'>): void;
  nextRowId(): number;
  detail(id: number): StopDetail | undefined;
  hit(name: string): void;
  /** The tracee list has changed. */
  tracees(): void;
  /** What a breakpoint says: all of it arrives, in pieces of a handy size. */
  say(text: string): void;
  /** Whole lines of the log for the debug console. */
  print(lines: string): void;
  /** Counts of tamper rules, or the rules, have changed. */
  tamper(): void;
  /** Sends what is due; `now` sends everything. */
  flush(now: boolean): void;
  /** Something is held back. */
  waiting(): boolean;
}

/**
 * Rows, hits, tracees and rules on their way to the editor; tracees and rules are asked for when their batch is sent.
 */
export function createAnnouncer(
  emit: (event: EngineEvent) => void,
  listTracees: () => TraceeRows,
  listRules: () => readonly TamperRuleState[],
  /** Does anybody look at the tracees? */
  watched: () => boolean = () => true,
): Announcer {
  let ids = 0;
  let rows = new Map<number, StopRow>();
  let dropped = 0;
  const hits: Record<string, number> = Object.create(null);
  let names = 0;
  let hitsChanged = false;
  let traceesChanged = false;
  let tamperChanged = false;
  let said = '';
  let printed: string[] = [];
  let unprinted = 0;
  let last = 0;
  const kept = new Map<number, { row: StopRow; detail: () => Omit<StopDetail, 'row'> }>();

  const waiting = (): boolean =>
    rows.size > 0 || hitsChanged || traceesChanged || tamperChanged || printed.length > 0 || said !== '';
  const sendSaid = (): void => {
    if (said !== '') emit({ type: 'output', category: 'console', text: said });
    said = '';
  };
  return {
    nextRowId: () => ++ids,
    row(row, detail) {
      if (rows.size >= BATCH && !rows.has(row.id)) {
        const oldest = rows.keys().next().value;
        if (oldest !== undefined) rows.delete(oldest);
        dropped++;
      }
      rows.set(row.id, row);
      kept.delete(row.id);
      kept.set(row.id, { row, detail });
      if (kept.size > KEPT) {
        const oldest = kept.keys().next().value;
        if (oldest !== undefined) kept.delete(oldest);
      }
    },
    detail(id) {
      const found = kept.get(id);
      return found ? { row: found.row, ...found.detail() } : undefined;
    },
    hit(name) {
      if (!(name in hits)) {
        if (names >= NAMES) return;
        names++;
      }
      hits[name] = (hits[name] ?? 0) + 1;
      hitsChanged = true;
    },
    tracees() {
      traceesChanged = watched();
    },
    tamper() {
      tamperChanged = true;
    },
    say(text) {
      said += text;
      if (said.length >= SAID) sendSaid();
    },
    print(lines) {
      if (lines === '') return;
      if (printed.length < BATCH) printed.push(lines);
      else unprinted++;
    },
    flush(now) {
      const time = timeNow();
      if (!waiting() || (!now && time - last < INTERVAL_MS)) return;
      last = time;
      sendSaid();
      if (rows.size > 0) emit({ type: 'stops', rows: [...rows.values()], dropped });
      if (hitsChanged) emit({ type: 'hits', hits: { ...hits } });
      if (traceesChanged) emit({ type: 'tracees', ...listTracees() });
      if (tamperChanged) emit({ type: 'tamper', rules: listRules() });
      if (printed.length > 0)
        emit({ type: 'output', category: 'console', text: printed.join('') + leftOut(unprinted) });
      printed = [];
      unprinted = 0;
      tamperChanged = false;
      rows = new Map();
      hitsChanged = false;
      traceesChanged = false;
    },
    waiting,
  };
}

function leftOut(calls: number): string {
  return calls === 0 ? '' : `… ${calls} more lines came too fast for the debug console; a log file has them all.\n`;
}
