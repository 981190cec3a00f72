/**
 * The Syscalls tree in Run and Debug: shows rows, and turns ticks into function breakpoints. Must not hold any truth
 * of its own but the filter's text.
 */
import * as vscode from 'vscode';
import { addBreakpoint, changeBreakpoints, readBreakpoints, removeBreakpoints } from '../breakpoints/breakpointList.ts';
import { isElaborate } from '../breakpoints/breakpointModel.ts';
import type { CatalogIndex } from '../catalog/catalogIndex.ts';
import { ShownRows } from '../rows/shownRows.ts';
import type { Sessions } from '../session/sessions.ts';
import { throttle } from '../text/throttle.ts';
import { contextKey } from '../viewState.ts';
import {
  childNodes,
  keyOf,
  rootNodes,
  rowOf,
  type SyscallIcon,
  type SyscallNode,
  type SyscallTreeState,
} from './syscallRows.ts';

const VIEW = 'trapline.syscalls';

export interface SyscallTree extends vscode.Disposable {
  /** Shows only the calls whose name holds this text; empty shows all. */
  filter(text: string): void;
  readonly filterText: string;
}

/** Registers the tree. */
export function createSyscallTree(catalog: CatalogIndex, sessions: Sessions): SyscallTree {
  const setFiltered = contextKey('trapline.syscallsFiltered');
  const changed = new vscode.EventEmitter<SyscallNode[] | undefined>();
  let filter = '';
  let state: SyscallTreeState | undefined;
  /** Classes whose calls are in view, by item id, where the user has opened or folded them. */
  const folding = new Map<string, boolean>();
  const today = () => {
    state ??= {
      catalog,
      breakpoints: readBreakpoints(catalog),
      hits: sessions.current?.hits ?? new Map(),
      filter,
      isOpen: (id) => folding.get(itemId(id, filter)) ?? filter !== '',
    };
    return state;
  };
  const rows = new ShownRows<SyscallNode>({
    idOf: keyOf,
    textOf: (node) => JSON.stringify([rowOf(node, today()), contextOf(node, today())]),
    shape: () => [filter, ...rootNodes(today()).map(keyOf)].join('\n'),
    redraw: (nodes) => changed.fire(nodes),
    visible: (): boolean => view.visible,
  });
  const refresh = throttle(() => {
    state = undefined;
    rows.refresh();
  });
  const fold = (node: SyscallNode, open: boolean) => {
    folding.set(itemId(rowOf(node, today()).id, filter), open);
    refresh();
  };
  const view = vscode.window.createTreeView<SyscallNode>(VIEW, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => rows.given(node, node ? childNodes(node, today()) : rootNodes(today())),
      getTreeItem: (node) => {
        rows.drawn(node);
        return treeItem(node, today());
      },
    },
    manageCheckboxStateManually: true,
    showCollapseAll: true,
  });
  const ticked = view.onDidChangeCheckboxState(({ items }) => {
    for (const [node, checkbox] of items) {
      rows.touched(node);
      if (node.set !== undefined) tick(catalog, node.set, checkbox === vscode.TreeItemCheckboxState.Checked);
    }
    refresh();
  });
  const folded = vscode.Disposable.from(
    view.onDidExpandElement(({ element }) => fold(element, true)),
    view.onDidCollapseElement(({ element }) => fold(element, false)),
  );
  const sessionsFollowed = sessions.onDidChange((what) => {
    if (what === 'hits' || what === 'session') refresh();
  });
  const breakpointsFollowed = vscode.debug.onDidChangeBreakpoints(refresh);
  return {
    dispose: () =>
      vscode.Disposable.from(
        view,
        changed,
        refresh,
        rows,
        ticked,
        folded,
        sessionsFollowed,
        breakpointsFollowed,
      ).dispose(),
    get filterText() {
      return filter;
    },
    filter(text) {
      filter = text.trim().toLowerCase();
      view.message = filter ? `Names with “${filter}”` : '';
      setFiltered(filter !== '');
      refresh();
    },
  };
}

/** A tick adds a breakpoint or turns those that are there on; without it they go, or are off if they took work. */
function tick(catalog: CatalogIndex, set: string, on: boolean): void {
  const own = readBreakpoints(catalog).of(set);
  if (!on) {
    removeBreakpoints(own.filter((one) => !isElaborate(one)));
    changeBreakpoints(own.filter(isElaborate), { enabled: false });
  } else if (own.length === 0) {
    addBreakpoint(set);
  } else {
    changeBreakpoints(own, { enabled: true });
  }
}

const itemId = (id: string, filter: string): string => (filter === '' ? id : `filtered/${id}`);

function treeItem(node: SyscallNode, state: SyscallTreeState): vscode.TreeItem {
  const row = rowOf(node, state);
  const filtered = state.filter !== '';
  const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(row.label, row.expandable ? (filtered ? Expanded : Collapsed) : None);
  // VS Code remembers by id which rows are expanded: filtered rows are others, so that they open and the rest stays.
  item.id = itemId(row.id, state.filter);
  item.description = row.description;
  item.tooltip = row.tooltip;
  const icon = iconOf(row.icon);
  if (icon) item.iconPath = icon;
  if (row.checked !== undefined) {
    const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
    item.checkboxState = {
      state: row.checked ? Checked : Unchecked,
      tooltip: row.checked ? `Don't stop at ${row.label}` : `Stop at ${row.label}`,
    };
  }
  item.contextValue = contextOf(node, state);
  return item;
}

/** Words for the menus' when-clauses: `target`, `breakpoint`, and how it stops. */
function contextOf(node: SyscallNode, state: SyscallTreeState): string {
  if (node.set === undefined) return 'group';
  const own = state.breakpoints.of(node.set);
  const when = own.length === 1 ? [`at-${own[0]?.parts.when}`] : [];
  return ['target', ...(own.length > 0 ? ['breakpoint'] : []), ...when].join(' ');
}

function iconOf(icon: SyscallIcon): vscode.ThemeIcon | undefined {
  const red = new vscode.ThemeColor('debugIcon.breakpointForeground');
  switch (icon) {
    case 'stops':
      return new vscode.ThemeIcon('debug-breakpoint-function', red);
    case 'logs':
      return new vscode.ThemeIcon('debug-breakpoint-log', red);
    case 'covered':
      return new vscode.ThemeIcon('debug-breakpoint-function-unverified', red);
    case 'off':
      return new vscode.ThemeIcon(
        'debug-breakpoint-function-disabled',
        new vscode.ThemeColor('debugIcon.breakpointDisabledForeground'),
      );
    case 'group':
      return new vscode.ThemeIcon('list-unordered');
    case 'none':
      return undefined;
    default:
      return icon satisfies never;
  }
}
