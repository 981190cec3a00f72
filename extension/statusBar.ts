/**
 * The status bar item: that Trapline is ready, and the hits of the current session while it runs. Must not know how
 * hits are counted.
 */
import * as vscode from 'vscode';
import type { Sessions } from './session/sessions.ts';
import { counted } from './text/plain.ts';
import { throttle } from './text/throttle.ts';

/** Shows the item. Its element in the window has the id `trapline.trapline.trapline.status`. */
export function createStatusBar(sessions: Sessions): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('trapline.status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Trapline';
  item.command = 'trapline.syscalls.focus';
  const refresh = throttle(() => {
    const state = sessions.current;
    const running = state !== undefined && !state.ended;
    let hits = 0;
    for (const count of state?.hits.values() ?? []) hits += count;
    item.text = running ? `$(debug-alt) Trapline: ${counted(hits, 'hit')}` : '$(debug-alt) Trapline';
    item.tooltip = running
      ? 'Trapline: stops at the ticked system calls since the session began'
      : 'Trapline is ready: tick system calls in Run and Debug, then press F5';
  }, 250);
  refresh();
  item.show();
  return vscode.Disposable.from(item, refresh, sessions.onDidChange(refresh));
}
