/**
 * The Tracees tree as plain rows: each tracee with a state a person can read. Ended ones stay for a while.
 */
import type { Tracee } from '../../native/tracer/tracee.ts';
import type { TraceeRow, TraceeRows } from '../protocol/trapline.ts';
import { signalText, syscallText } from './names.ts';
import type { View } from './view.ts';

const ENDED_KEPT = 200;
/** More would cost the editor more than they tell: it gets the list with every change. */
const ROWS = 1000;

export interface TraceeList {
  ended(tracee: Tracee, text: string): void;
  /** The stopped ones and the leaders before the others, when there are too many. */
  rows(views: ReadonlyMap<number, View>): TraceeRows;
}

/** `stopped at openat entry`, `in read`, `running`, `group-stop (SIGSTOP)`. */
export function stateText(view: View): { state: string; kind: TraceeRow['kind'] } {
  const { tracee, hold } = view;
  if (hold?.kind === 'group-stop' || view.groupStopped > 0) {
    return { state: `group-stop (${signalText(view.groupStopped || (hold?.signal ?? 0))})`, kind: 'group-stop' };
  }
  if (hold?.kind === 'syscall-entry' && hold.call) return { state: `in ${hold.call.name} entry`, kind: 'stopped' };
  if (hold?.kind === 'syscall-exit' && hold.call) return { state: `in ${hold.call.name} exit`, kind: 'stopped' };
  if (hold) return { state: `stopped: ${hold.description}`, kind: 'stopped' };
  if (view.watched) return { state: `in ${view.watched.call.name}`, kind: 'running' };
  if (tracee.inSyscall && tracee.nr >= 0) return { state: `in ${syscallText(tracee)}`, kind: 'running' };
  return { state: 'running', kind: 'running' };
}

function mostTelling(views: readonly View[]): readonly View[] {
  const first = views.filter(({ hold, tracee }) => hold !== undefined || tracee.tid === tracee.tgid);
  const chosen = new Set(first.slice(0, ROWS));
  for (const view of views) {
    if (chosen.size >= ROWS) break;
    chosen.add(view);
  }
  return views.filter((view) => chosen.has(view));
}

/** No tracee has ended yet. */
export function createTraceeList(): TraceeList {
  const gone: TraceeRow[] = [];
  return {
    ended(tracee, text) {
      // A thread's end that is not its process's says nothing a user looks for later.
      if (tracee.tid !== tracee.tgid) return;
      gone.push({
        pid: tracee.tgid,
        tid: tracee.tid,
        comm: tracee.comm,
        parent: tracee.parent,
        state: text,
        kind: 'ended',
      });
      if (gone.length > ENDED_KEPT) gone.shift();
    },
    rows(views) {
      const all = [...views.values()];
      const shown = all.length > ROWS ? mostTelling(all) : all;
      const rows = shown.map((view): TraceeRow => {
        const { tid, tgid, comm, parent } = view.tracee;
        return { pid: tgid, tid, comm, parent, ...stateText(view) };
      });
      return { tracees: [...rows, ...gone], more: all.length - shown.length };
    },
  };
}
