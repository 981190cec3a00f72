/**
 * The Stops tree in Run and Debug: every stop that was seen, newest first; a stop expands to its decoded arguments and
 * its stack. Must not know how stops are made.
 */
import * as vscode from 'vscode';
import type { StopRow } from '../../adapter/protocol/trapline.ts';
import { stoppedCalls } from '../change/stoppedCalls.ts';
import { ShownRows } from '../rows/shownRows.ts';
import type { Sessions } from '../session/sessions.ts';
import { plainText } from '../text/plain.ts';
import { throttle } from '../text/throttle.ts';
import { contextKey } from '../viewState.ts';
import {
  detailNodes,
  frameNodes,
  keyOf,
  pageLabel,
  pageStops,
  rootStops,
  type StopIcon,
  type StopNode,
  stopLine,
  valueNodes,
} from './stopRows.ts';

const VIEW = 'trapline.stops';

export interface StopTree extends vscode.Disposable {
  /** Opens the row's children and shows them. */
  expand(id: number): Promise<void>;
}

/** Registers the tree. */
export function createStopTree(sessions: Sessions): StopTree {
  const changed = new vscode.EventEmitter<StopNode[] | undefined>();
  let stale = false;
  let live: ReadonlySet<number> = new Set();
  const rows = new ShownRows<StopNode>({
    idOf: keyOf,
    textOf: (node) => textOf(node, sessions, live),
    shape: () => {
      const state = sessions.current;
      return [state?.session.id, ...(state ? rootStops(state.history).map(keyOf) : [])].join('\n');
    },
    redraw: (nodes) => changed.fire(nodes),
    visible: (): boolean => view.visible,
  });
  const setHasStops = contextKey('trapline.hasStops');
  const refresh = throttle(() => {
    const state = sessions.current;
    setHasStops((state?.history.size ?? 0) > 0);
    const now = state && !state.ended ? stoppedCalls(state.history, state.tracees) : new Map<number, StopRow>();
    live = new Set([...now.values()].map(({ id }) => id));
    // Nobody looks: the rows are read when the view opens.
    stale = !view.visible;
    if (!stale) rows.refresh();
  });
  const view = vscode.window.createTreeView<StopNode>(VIEW, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: async (node) => rows.given(node, await children(node, sessions)),
      getTreeItem: (node) => {
        rows.drawn(node);
        return treeItem(node, sessions, live);
      },
      // Only rows of the root are ever revealed.
      getParent: () => undefined,
    },
    showCollapseAll: true,
  });
  const subscriptions = [
    sessions.onDidChange((what) => {
      if (what === 'stops' || what === 'session' || what === 'tracees') refresh();
    }),
    view.onDidChangeVisibility(({ visible }) => {
      if (visible && stale) refresh();
    }),
  ];
  return {
    expand: async (id) => view.reveal({ kind: 'stop', id }, { select: true, focus: false, expand: true }),
    dispose: () => vscode.Disposable.from(view, changed, refresh, rows, ...subscriptions).dispose(),
  };
}

async function children(node: StopNode | undefined, sessions: Sessions): Promise<StopNode[]> {
  const history = sessions.current?.history;
  if (!history) return [];
  if (!node) return rootStops(history);
  switch (node.kind) {
    case 'stop':
      try {
        return detailNodes(node.id, await sessions.stopDetail(node.id));
      } catch (error) {
        const text = plainText(error instanceof Error ? error.message : String(error));
        return [{ kind: 'note', path: `stop/${node.id}/error`, text }];
      }
    case 'page':
      return pageStops(history, node.start);
    case 'value':
      return valueNodes(node.path, node.row.children);
    case 'frames':
      return frameNodes(node.path, node.frames);
    case 'frame':
    case 'note':
      return [];
    default:
      return node satisfies never;
  }
}

/** Rows that came, each with a number: one that replaces another of its id has other values below it as well. */
const numbers = new WeakMap<StopRow, number>();
let lastNumber = 0;

function numberOf(row: StopRow): number {
  const number = numbers.get(row) ?? ++lastNumber;
  numbers.set(row, number);
  return number;
}

/** What is seen of a row and can change while the row stays: values and frames come anew with the stop above them. */
function textOf(node: StopNode, sessions: Sessions, live: ReadonlySet<number>): string {
  if (node.kind === 'note') return node.text;
  const row = node.kind === 'stop' ? sessions.current?.history.get(node.id) : undefined;
  return row ? `${numberOf(row)} ${live.has(row.id)}` : '';
}

/** `live`: the stops that threads are at now. */
function treeItem(node: StopNode, sessions: Sessions, live: ReadonlySet<number>): vscode.TreeItem {
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  switch (node.kind) {
    case 'stop': {
      const row = sessions.current?.history.get(node.id);
      return row ? stopItem(row, sessions, live.has(row.id)) : new vscode.TreeItem('This stop left the list', None);
    }
    case 'page': {
      const history = sessions.current?.history;
      const item = new vscode.TreeItem(history ? pageLabel(history, node.start) : '', Collapsed);
      item.id = `page/${node.start}`;
      return item;
    }
    case 'value': {
      const { name, text, children: below } = node.row;
      const item = new vscode.TreeItem(plainText(name), below.length > 0 ? Collapsed : None);
      item.description = plainText(text, 1_000);
      item.tooltip = `${plainText(name)} = ${plainText(text, 4_000)}`;
      item.contextValue = 'value';
      return item;
    }
    case 'frames': {
      const item = new vscode.TreeItem('Stack', Collapsed);
      item.description = plainText(node.own);
      return item;
    }
    case 'frame': {
      const { text, path, line } = node.frame;
      const item = new vscode.TreeItem(plainText(text), None);
      item.tooltip = plainText(text);
      if (path && line) {
        item.description = `${plainText(path.slice(path.lastIndexOf('/') + 1))}:${line}`;
        item.command = { command: 'trapline.openSource', title: 'Open Source', arguments: [path, line] };
      }
      return item;
    }
    case 'note':
      return new vscode.TreeItem(node.text, None);
    default:
      return node satisfies never;
  }
}

function stopItem(row: StopRow, sessions: Sessions, live: boolean): vscode.TreeItem {
  const line = stopLine(row);
  const item = new vscode.TreeItem(line.label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${sessions.current?.session.id}/${row.id}`;
  item.description = line.description;
  item.tooltip = line.tooltip;
  item.iconPath = iconOf(line.icon);
  item.contextValue = [
    'stop',
    ...(row.syscall ? ['syscall'] : []),
    ...(row.failed && row.errno ? ['failed'] : []),
    ...(live ? [`live live-${row.phase}`] : []),
  ].join(' ');
  item.command = { command: 'trapline.showStop', title: 'Show Stop', arguments: [{ kind: 'stop', id: row.id }] };
  return item;
}

const ICONS: Readonly<Record<StopIcon, readonly [icon: string, color?: string]>> = {
  entry: ['arrow-right', 'debugIcon.stepIntoForeground'],
  exit: ['pass', 'debugIcon.startForeground'],
  failed: ['error', 'list.errorForeground'],
  signal: ['zap', 'list.warningForeground'],
  event: ['git-branch'],
  step: ['debug-step-over'],
  log: ['output'],
};

function iconOf(icon: StopIcon): vscode.ThemeIcon {
  const [name, color] = ICONS[icon];
  return new vscode.ThemeIcon(name, color ? new vscode.ThemeColor(color) : undefined);
}
