/**
 * The Tracees tree as plain rows: processes with their threads and children. Must not know of VS Code.
 */
import type { TraceeRow } from '../../adapter/protocol/trapline.ts';
import { counted, plainText } from '../text/plain.ts';

export type TraceeIcon = TraceeRow['kind'] | 'killed' | 'note';

export interface TraceeNode {
  readonly id: string;
  readonly kind: 'process' | 'thread' | 'note';
  readonly pid: number;
  /** The thread that commands go to: the process's leader on its row. */
  readonly tid: number;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly icon: TraceeIcon;
  readonly children: readonly TraceeNode[];
}

/** The forest: processes under the process that made them, threads other than the leader under their process. */
export function traceeForest(rows: readonly TraceeRow[]): TraceeNode[] {
  const processes = new Map<number, TraceeRow[]>();
  for (const row of rows) push(processes, row.pid, row);
  const childrenOf = new Map<number, number[]>();
  const roots: number[] = [];
  for (const [pid, threads] of processes) {
    const parent = threads[0]?.parent ?? 0;
    if (processes.has(parent) && parent !== pid) push(childrenOf, parent, pid);
    else roots.push(pid);
  }
  const seen = new Set<number>();
  const build = (pid: number): TraceeNode[] => {
    // Pids are used again after 2^22 of them: a circle of parents must not become endless.
    if (seen.has(pid)) return [];
    seen.add(pid);
    const threads = processes.get(pid) ?? [];
    const leader = threads.find(({ tid }) => tid === pid) ?? threads[0];
    if (!leader) return [];
    const others = threads.filter((row) => row !== leader).map((row) => nodeOf(row, 'thread', []));
    return [nodeOf(leader, 'process', [...others, ...(childrenOf.get(pid) ?? []).flatMap(build)])];
  };
  return roots.flatMap(build);
}

function nodeOf(row: TraceeRow, kind: TraceeNode['kind'], children: readonly TraceeNode[]): TraceeNode {
  const label = `${plainText(row.comm, 32)} ${kind === 'process' ? row.pid : row.tid}`;
  const state = plainText(row.state, 300);
  const what = kind === 'process' ? `process ${row.pid}` : `thread ${row.tid} of process ${row.pid}`;
  return {
    id: `${kind}/${row.tid}`,
    kind,
    pid: row.pid,
    tid: row.tid,
    label,
    description: state,
    tooltip: `${plainText(row.comm, 32)}, ${what}: ${state}`,
    icon: row.kind === 'ended' && row.state.startsWith('killed') ? 'killed' : row.kind,
    children,
  };
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** What stands below the rows when some are left out. */
export function moreNode(more: number): TraceeNode {
  const label = `${counted(more, 'more thread')} ${more === 1 ? 'is' : 'are'} not shown`;
  const tooltip = `${label}: of very many, those that are stopped come first`;
  return { id: 'more', kind: 'note', pid: 0, tid: 0, label, description: '', tooltip, icon: 'note', children: [] };
}

/** `2 processes, 5 threads` of those that live. */
export function traceeSummary(rows: readonly TraceeRow[], more = 0): string {
  const alive = rows.filter(({ kind }) => kind !== 'ended');
  const processes = new Set(alive.map(({ pid }) => pid)).size;
  const plural = `${processes.toLocaleString('en-US')} ${processes === 1 ? 'process' : 'processes'}`;
  return `${plural}, ${counted(alive.length + more, 'thread')}`;
}
