/**
 * The Tracees tree in Run and Debug, and the commands on its rows: each is one DAP request. Must not know how a tracee
 * is stopped.
 */
import * as vscode from 'vscode';
import { sayRowIsGone } from '../rows/lostRow.ts';
import { ShownRows } from '../rows/shownRows.ts';
import { request, type SessionState, type Sessions } from '../session/sessions.ts';
import { noticeText } from '../text/plain.ts';
import { throttle } from '../text/throttle.ts';
import { contextKey } from '../viewState.ts';
import { moreNode, type TraceeIcon, type TraceeNode, traceeForest, traceeSummary } from './traceeRows.ts';

const VIEW = 'trapline.tracees';

/** Registers tree and commands. */
export function createTraceeTree(sessions: Sessions): vscode.Disposable {
  const changed = new vscode.EventEmitter<TraceeNode[] | undefined>();
  const rows = new ShownRows<TraceeNode>({
    idOf: itemId,
    textOf: ({ label, description, tooltip, icon }) => JSON.stringify([label, description, tooltip, icon]),
    shape: () => shapeOf(roots(sessions)),
    redraw: (nodes) => changed.fire(nodes),
    visible: (): boolean => view.visible,
  });
  const view = vscode.window.createTreeView<TraceeNode>(VIEW, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => rows.given(node, node?.children ?? roots(sessions)),
      getTreeItem: (node) => {
        rows.drawn(node);
        return treeItem(node);
      },
    },
    showCollapseAll: true,
  });
  const setHasTracees = contextKey('trapline.hasTracees');
  const refresh = throttle(() => {
    const { tracees = [], moreTracees: more = 0 } = sessions.current ?? {};
    setHasTracees(tracees.length > 0);
    view.description = tracees.some(({ kind }) => kind !== 'ended') ? traceeSummary(tracees, more) : '';
    bringUpToDate(rows, roots(sessions));
    rows.refresh();
  });
  return vscode.Disposable.from(
    changed,
    view,
    refresh,
    rows,
    sessions.onDidChange((what) => {
      if (what === 'tracees' || what === 'session') refresh();
    }),
    ...commands(sessions),
  );
}

function shapeOf(nodes: readonly TraceeNode[]): string {
  return nodes.map((node) => `${itemId(node)}(${shapeOf(node.children)})`).join();
}

function bringUpToDate(rows: ShownRows<TraceeNode>, nodes: readonly TraceeNode[]): void {
  rows.update(nodes);
  for (const { children } of nodes) bringUpToDate(rows, children);
}

function roots(sessions: Sessions): readonly TraceeNode[] {
  const { tracees = [], moreTracees: more = 0 } = sessions.current ?? {};
  return [...traceeForest(tracees), ...(more > 0 ? [moreNode(more)] : [])];
}

function commands(sessions: Sessions): vscode.Disposable[] {
  const onAll = (name: string, run: (state: SessionState) => Thenable<unknown>) =>
    vscode.commands.registerCommand(`trapline.${name}`, async () => {
      const state = sessions.current;
      if (state && !state.ended) await run(state);
    });
  const command = (name: string, run: (session: vscode.DebugSession, node: TraceeNode) => Thenable<unknown>) =>
    vscode.commands.registerCommand(`trapline.${name}`, async (node?: TraceeNode) => {
      const state = sessions.current;
      if (!node) sayRowIsGone();
      if (!node || !state || state.ended) return;
      try {
        await run(state.session, node);
      } catch (error) {
        void vscode.window.showErrorMessage(noticeText(error instanceof Error ? error.message : String(error), 2_000));
      }
    });
  return [
    command('pauseTracee', (session, { tid }) => session.customRequest('pause', { threadId: tid })),
    command('continueTracee', (session, { tid }) =>
      session.customRequest('continue', { threadId: tid, singleThread: true }),
    ),
    command('continueGroup', (session, { pid }) => request(session, 'trapline/continueGroup', { pid })),
    // A thread that ends meanwhile needs nothing any more.
    onAll('continueAll', ({ session, tracees }) =>
      Promise.allSettled(
        tracees
          .filter(({ kind }) => kind === 'stopped')
          .map(({ tid }) => session.customRequest('continue', { threadId: tid, singleThread: true })),
      ),
    ),
    onAll('pauseAll', ({ session }) => session.customRequest('pause', { threadId: 0 })),
    vscode.commands.registerCommand('trapline.detach', async () => {
      const state = sessions.current;
      // The session ends when the adapter has let go of everything and says so.
      if (state && !state.ended) await state.session.customRequest('disconnect', { terminateDebuggee: false });
    }),
  ];
}

/** VS Code keeps a row as it first came, folded or not: one that gets its first child is a new row, unfolded. */
const itemId = (node: TraceeNode): string => (node.children.length > 0 ? `${node.id}/parent` : node.id);

function treeItem(node: TraceeNode): vscode.TreeItem {
  const { None, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(node.label, node.children.length > 0 ? Expanded : None);
  item.id = itemId(node);
  item.description = node.description;
  item.tooltip = node.tooltip;
  const icon = iconOf(node.icon);
  if (icon) item.iconPath = icon;
  item.contextValue = `tracee ${node.kind} ${node.icon}`;
  return item;
}

function iconOf(icon: TraceeIcon): vscode.ThemeIcon | undefined {
  switch (icon) {
    case 'running':
      return new vscode.ThemeIcon('play-circle', new vscode.ThemeColor('debugIcon.startForeground'));
    case 'stopped':
      return new vscode.ThemeIcon('debug-pause', new vscode.ThemeColor('debugIcon.pauseForeground'));
    case 'group-stop':
      return new vscode.ThemeIcon('stop-circle', new vscode.ThemeColor('list.warningForeground'));
    case 'ended':
      return new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('disabledForeground'));
    case 'killed':
      return new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('list.errorForeground'));
    case 'note':
      return undefined;
    default:
      return icon satisfies never;
  }
}
