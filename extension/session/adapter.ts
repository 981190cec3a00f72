/**
 * Starts the debug adapter for a session: dist/adapter.js under the editor's own Node, or a server that is already
 * there (setting trapline.adapterServer). Must not know what the adapter does.
 */
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { DEBUG_TYPE } from './sessions.ts';

/** Registers the factory. `adapter` is the absolute path of dist/adapter.js. */
export function registerAdapter(adapter: string): vscode.Disposable {
  return vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, {
    createDebugAdapterDescriptor(session) {
      const port = vscode.workspace
        .getConfiguration('trapline', session.workspaceFolder)
        .get<number>('adapterServer', 0);
      if (port > 0) return new vscode.DebugAdapterServer(port, '127.0.0.1');
      return new vscode.DebugAdapterExecutable(process.execPath, [adapter], {
        // On the desktop execPath is Electron, which is Node only with this; the adapter keeps it from the program.
        env: { ELECTRON_RUN_AS_NODE: '1' },
        cwd: session.workspaceFolder?.uri.fsPath ?? homedir(),
      });
    },
  });
}
