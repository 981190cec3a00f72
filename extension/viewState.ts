/**
 * What menus and welcome texts may ask of the views (when-clauses), and opening the views for the first time. Must not
 * know what the views show.
 */
import * as vscode from 'vscode';
import { DEBUG_TYPE } from './session/sessions.ts';

/** A context key that is written only when it changes. */
export function contextKey(name: string): (value: boolean) => void {
  let before: boolean | undefined;
  return (value) => {
    if (value === before) return;
    before = value;
    void vscode.commands.executeCommand('setContext', name, value);
  };
}

/**
 * VS Code folds every view that an extension adds to Run and Debug. At the first session in a workspace they are
 * opened; from then on they are as the user leaves them.
 */
export function openViewsOnce(memory: vscode.Memento): vscode.Disposable {
  const key = 'viewsOpened';
  return vscode.debug.onDidStartDebugSession(async ({ type }) => {
    if (type !== DEBUG_TYPE || memory.get(key)) return;
    await memory.update(key, true);
    for (const view of ['syscalls', 'stops', 'tracees']) {
      await vscode.commands.executeCommand(`trapline.${view}.focus`, { preserveFocus: true });
    }
  });
}
