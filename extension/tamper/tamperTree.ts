/**
 * The Tamper tree in Run and Debug: shows the rules with what became of them; a tick switches one on or off. Must not
 * hold any truth of its own.
 */
import * as vscode from 'vscode';
import { ShownRows } from '../rows/shownRows.ts';
import type { Sessions } from '../session/sessions.ts';
import { throttle } from '../text/throttle.ts';
import { contextKey } from '../viewState.ts';
import { withEnabled } from './rule.ts';
import type { RuleStore } from './ruleStore.ts';
import { type TamperIcon, type TamperNode, type TamperTreeState, tamperNodes, tamperRow } from './tamperRows.ts';
import { launchRules } from './tamperSync.ts';

const VIEW = 'trapline.tamper';

/** Registers the tree. */
export function createTamperTree(store: RuleStore, sessions: Sessions): vscode.Disposable {
  const changed = new vscode.EventEmitter<TamperNode[] | undefined>();
  const today = (): TamperTreeState => {
    const state = sessions.current;
    return { own: store.all, launch: state ? launchRules(state.session) : [], states: state?.tamper ?? [] };
  };
  const rows = new ShownRows<TamperNode>({
    idOf: itemId,
    textOf: (node) => JSON.stringify(tamperRow(node, today())),
    shape: () => tamperNodes(today()).map(itemId).join(),
    redraw: (nodes) => changed.fire(nodes),
    visible: (): boolean => view.visible,
  });
  const view = vscode.window.createTreeView<TamperNode>(VIEW, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => rows.given(node, node ? [] : tamperNodes(today())),
      getTreeItem: (node) => {
        rows.drawn(node);
        return treeItem(node, today());
      },
    },
    manageCheckboxStateManually: true,
  });
  const setHasRules = contextKey('trapline.hasTamperRules');
  const refresh = throttle(() => {
    setHasRules(store.all.length > 0);
    rows.refresh();
  });
  refresh();
  return vscode.Disposable.from(
    changed,
    view,
    refresh,
    rows,
    store.onDidChange(refresh),
    sessions.onDidChange((what) => {
      if (what === 'tamper' || what === 'session') refresh();
    }),
    view.onDidChangeCheckboxState(({ items }) => {
      for (const [node, checkbox] of items) {
        rows.touched(node);
        const rule = node.kind === 'own' ? store.get(node.id) : undefined;
        if (node.kind !== 'own' || !rule) continue;
        store.replace(node.id, withEnabled(rule, checkbox === vscode.TreeItemCheckboxState.Checked));
      }
      refresh();
    }),
  );
}

const itemId = (node: TamperNode): string => (node.kind === 'own' ? `own/${node.id}` : `launch/${node.index}`);

function treeItem(node: TamperNode, state: TamperTreeState): vscode.TreeItem {
  const row = tamperRow(node, state);
  const item = new vscode.TreeItem(row?.label ?? '');
  item.id = itemId(node);
  if (!row) return item;
  item.description = row.description;
  item.tooltip = row.tooltip;
  item.iconPath = iconOf(row.icon);
  item.contextValue = `rule ${node.kind}`;
  if (row.checked !== undefined) {
    const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
    item.checkboxState = {
      state: row.checked ? Checked : Unchecked,
      tooltip: row.checked ? 'Switch this rule off' : 'Switch this rule on',
    };
  }
  return item;
}

function iconOf(icon: TamperIcon): vscode.ThemeIcon {
  switch (icon) {
    case 'ready':
    case 'waiting':
      return new vscode.ThemeIcon('beaker');
    case 'applied':
      return new vscode.ThemeIcon('beaker', new vscode.ThemeColor('charts.orange'));
    case 'off':
      return new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('disabledForeground'));
    case 'wrong':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    default:
      return icon satisfies never;
  }
}
