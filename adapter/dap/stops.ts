/**
 * Which threads are stopped, what was asked about each stop, and the numbers under which the client holds on to it.
 * Frame ids and variablesReferences are valid until their thread resumes and are never reused. Must not know requests.
 */
import type { EngineEvent, FrameInfo, ScopeInfo } from '../engine/api.ts';
import type { ValueRow } from '../protocol/trapline.ts';
import { RequestError } from './errors.ts';

export type StoppedEvent = Extract<EngineEvent, { type: 'stopped' }>;

/** One thread's stop, with what was fetched about it so far. */
export interface Stop {
  readonly event: StoppedEvent;
  frames?: Promise<readonly FrameInfo[]>;
  scopes?: Promise<readonly ScopeInfo[]>;
  readonly frameIds: Map<number, number>;
  readonly references: Map<readonly ValueRow[], number>;
}

/** References of results that belong to no stopped thread are bounded: the oldest go first. */
const MOST_LOOSE_REFERENCES = 10_000;

export class Stops {
  readonly #stops = new Map<number, Stop>();
  readonly #frames = new Map<number, { readonly tid: number; readonly index: number }>();
  readonly #rows = new Map<number, readonly ValueRow[]>();
  readonly #loose: number[] = [];
  readonly #places = new WeakMap<readonly ValueRow[], { readonly scope: ScopeInfo['name']; readonly path: string }>();
  #next = 1;

  stopped(event: StoppedEvent): void {
    this.resumed(event.tid);
    this.#stops.set(event.tid, { event, frameIds: new Map(), references: new Map() });
  }

  /** Remembers whose rows these are: at the top of which scope. */
  isScope(rows: readonly ValueRow[], name: ScopeInfo['name']): void {
    this.#remember(rows, name, '');
  }

  /** Where rows are: their scope, and the path to them in it (`addr`, `fds[0]`; empty at the top). */
  placeOf(rows: readonly ValueRow[]): { readonly scope: ScopeInfo['name']; readonly path: string } | undefined {
    return this.#places.get(rows);
  }

  #remember(rows: readonly ValueRow[], scope: ScopeInfo['name'], path: string): void {
    this.#places.set(rows, { scope, path });
    for (const { name, children } of rows) if (children.length > 0) this.#remember(children, scope, joined(path, name));
  }

  /** What was fetched about the thread's stop is old: it is asked for again. Frame ids stay. */
  changed(tid: number): void {
    const stop = this.#stops.get(tid);
    if (!stop) return;
    delete stop.frames;
    delete stop.scopes;
  }

  /** Forgets everything about the thread's stop. */
  resumed(tid: number): void {
    const stop = this.#stops.get(tid);
    if (!stop) return;
    for (const id of stop.frameIds.values()) this.#frames.delete(id);
    for (const id of stop.references.values()) this.#rows.delete(id);
    this.#stops.delete(tid);
  }

  clear(): void {
    this.#stops.clear();
    this.#frames.clear();
    this.#rows.clear();
    this.#loose.length = 0;
  }

  stoppedThreads(): number[] {
    return [...this.#stops.keys()];
  }

  find(tid: number): Stop | undefined {
    return this.#stops.get(tid);
  }

  /** The thread's stop; a RequestError when it runs. */
  stopOf(tid: number): Stop {
    const stop = this.#stops.get(tid);
    if (!stop) throw new RequestError('not-stopped', `Thread ${tid} is not stopped. Pause it first.`);
    return stop;
  }

  /** What was fetched about a stop is of no use when the thread has moved meanwhile. */
  checkSame(stop: Stop): void {
    if (this.#stops.get(stop.event.tid) === stop) return;
    throw new RequestError('stale-reference', 'The thread has run on meanwhile.');
  }

  frameId(tid: number, index: number): number {
    const stop = this.stopOf(tid);
    const known = stop.frameIds.get(index);
    if (known !== undefined) return known;
    const id = this.#next++;
    stop.frameIds.set(index, id);
    this.#frames.set(id, { tid, index });
    return id;
  }

  /** The thread and position of a frame; a RequestError when its thread has run since. */
  frame(id: number): { readonly tid: number; readonly index: number } {
    const frame = this.#frames.get(id);
    if (!frame) throw new RequestError('stale-reference', 'This stack frame is from before its thread ran on.');
    return frame;
  }

  /** A variablesReference for rows of the thread's stop, the same number for the same rows; 0 for none. */
  reference(tid: number | undefined, rows: readonly ValueRow[]): number {
    if (rows.length === 0) return 0;
    const stop = tid === undefined ? undefined : this.#stops.get(tid);
    const known = stop?.references.get(rows);
    if (known !== undefined) return known;
    const id = this.#next++;
    this.#rows.set(id, rows);
    if (stop) stop.references.set(rows, id);
    else this.#keepLoose(id);
    return id;
  }

  /** The rows behind a reference and the thread they belong to. */
  rows(reference: number): { readonly rows: readonly ValueRow[]; readonly tid: number | undefined } {
    const rows = this.#rows.get(reference);
    if (!rows) throw new RequestError('stale-reference', 'This value is from before its thread ran on.');
    for (const [tid, stop] of this.#stops) {
      if (stop.references.get(rows) === reference) return { rows, tid };
    }
    return { rows, tid: undefined };
  }

  #keepLoose(id: number): void {
    this.#loose.push(id);
    if (this.#loose.length > MOST_LOOSE_REFERENCES) this.#rows.delete(this.#loose.shift() ?? 0);
  }
}

/** A part's name behind the path to what it is in: `addr.sin_port`, `fds[0]`. */
export function joined(path: string, name: string): string {
  return path === '' || name.startsWith('[') ? path + name : `${path}.${name}`;
}
