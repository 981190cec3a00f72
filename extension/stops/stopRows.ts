/**
 * The Stops tree as plain rows: which rows are shown at once, what each says. Must not know of VS Code.
 */
import type { StopDetail, StopRow, ValueRow } from '../../adapter/protocol/trapline.ts';
import { counted, plainText } from '../text/plain.ts';
import type { StopHistory } from './stopHistory.ts';

/** Rows shown flat, newest first; older ones are folded in pages, so that a refresh stays small. */
export const PAGE = 200;

export type StopNode =
  | { readonly kind: 'stop'; readonly id: number }
  /** Rows that are further than one page from the newest; `start` counts from the newest. */
  | { readonly kind: 'page'; readonly start: number }
  | { readonly kind: 'value'; readonly path: string; readonly row: ValueRow }
  | { readonly kind: 'frame'; readonly path: string; readonly frame: StopDetail['frames'][number] }
  | { readonly kind: 'frames'; readonly path: string; readonly own: string; readonly frames: StopDetail['frames'] }
  | { readonly kind: 'note'; readonly path: string; readonly text: string };

export type StopIcon = 'entry' | 'exit' | 'failed' | 'signal' | 'event' | 'step' | 'log';

export interface StopLine {
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly icon: StopIcon;
}

/** What tells a row from all others of its session. */
export function keyOf(node: StopNode): string {
  switch (node.kind) {
    case 'stop':
      return `stop/${node.id}`;
    case 'page':
      return `page/${node.start}`;
    case 'value':
    case 'frames':
    case 'frame':
    case 'note':
      return node.path;
    default:
      return node satisfies never;
  }
}

/** The newest rows, then one folded row for each page of older ones, then how many are gone. */
export function rootStops(history: StopHistory): StopNode[] {
  const nodes: StopNode[] = history.newest(0, PAGE).map(({ id }) => ({ kind: 'stop', id }));
  for (let start = PAGE; start < history.size; start += PAGE) nodes.push({ kind: 'page', start });
  if (history.forgotten > 0) {
    const text = `${counted(history.forgotten, 'more stop')} of this session ${history.forgotten === 1 ? 'is' : 'are'} not in the list; a log file keeps them all`;
    nodes.push({ kind: 'note', path: 'forgotten', text });
  }
  return nodes;
}

/** The rows of a folded page. */
export function pageStops(history: StopHistory, start: number): StopNode[] {
  return history.newest(start, PAGE).map(({ id }) => ({ kind: 'stop', id }));
}

/** `201–400` of a page that begins at the `start`-newest row. */
export function pageLabel(history: StopHistory, start: number): string {
  return `Older stops ${start + 1}–${Math.min(start + PAGE, history.size)}`;
}

/** `AT_FDCWD</home/ann/project>`: the folder is the same in every row and would hide what differs. */
const WORKING_FOLDER = /\b(AT_FDCWD)<[^<>"]*>/g;

/** Characters of a row that a sidebar of usual width shows. */
const ROW_WIDTH = 44;

/** The call with its result in view: long arguments are cut; errno's sentence and a descriptor's path are for the
 *  tooltip. */
export function shortCall(text: string): string {
  const call = text.replace(WORKING_FOLDER, '$1');
  const close = call.lastIndexOf(') = ');
  if (close < 0) return call;
  const result = call
    .slice(close)
    .replace(/^(\) = (?:-1|\?) [A-Z0-9]+) \(.*?\)(?= \(INJECTED|$)/, '$1')
    .replace(/^(\) = \d+)<[^<>]*>/, '$1');
  const room = Math.max(ROW_WIDTH - result.length, 24);
  return close > room ? `${call.slice(0, room - 1)}…${result}` : call.slice(0, close) + result;
}

/** What one stop says. */
export function stopLine(row: StopRow): StopLine {
  const thread = `${plainText(row.comm, 32)} ${row.tid}`;
  const phase = row.failed ? `${row.phase}, failed` : row.phase;
  const source = row.source ? [`${plainText(row.source.path)}:${row.source.line}`] : [];
  return {
    label: plainText(shortCall(row.text), 1_000),
    description: `${thread} · ${phase}`,
    tooltip: [plainText(row.text, 4_000), `${thread} (process ${row.pid}), ${phase}`, clock(row.time), ...source].join(
      '\n',
    ),
    icon: row.failed ? 'failed' : row.phase,
  };
}

/** Children of a stop: arguments, result, then the frames in one folded row. */
export function detailNodes(id: number, detail: StopDetail): StopNode[] {
  const values = [...detail.arguments, ...(detail.result ? [detail.result] : [])];
  const nodes = valueNodes(`stop/${id}`, values);
  const { frames } = detail;
  if (frames.length > 0) nodes.push({ kind: 'frames', path: `stop/${id}/frames`, own: ownFrame(detail), frames });
  return nodes.length > 0 ? nodes : [{ kind: 'note', path: `stop/${id}/none`, text: 'No arguments' }];
}

/** The user's function that made the call; the call itself, which is the top frame, says the row above already. */
function ownFrame({ row, frames }: StopDetail): string {
  const callers = row.syscall && frames[0]?.text.startsWith(`${row.syscall}(`) ? frames.slice(1) : frames;
  return (callers.find(({ path }) => path !== undefined) ?? callers[0])?.text ?? '';
}

/** Rows of decoded values. */
export function valueNodes(path: string, rows: readonly ValueRow[]): StopNode[] {
  return rows.map((row, index) => ({ kind: 'value', path: `${path}/${index}`, row }));
}

/** The frames of a stop's stack. */
export function frameNodes(path: string, frames: StopDetail['frames']): StopNode[] {
  return frames.map((frame, index) => ({ kind: 'frame', path: `${path}/${index}`, frame }));
}

/** Local time of day with microseconds, as strace -tt writes it. */
export function clock(seconds: number): string {
  const date = new Date(seconds * 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const micros = String(Math.floor((seconds % 1) * 1e6)).padStart(6, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${micros}`;
}
