/**
 * The command Open Log: the current session's stops as a document in strace's format, or the log file that its
 * configuration writes. Must not know the grammar.
 */
import { existsSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { Sessions } from '../session/sessions.ts';
import { throttle } from '../text/throttle.ts';
import { logName } from './logName.ts';
import { logText } from './logText.ts';

const SCHEME = 'trapline-log';
const LANGUAGE = 'strace';

/** Registers the command and the document's content. */
export function registerLogDocument(sessions: Sessions): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const uri = vscode.Uri.from({ scheme: SCHEME, path: '/Stops.strace' });
  const refresh = throttle(() => changed.fire(uri), 1_000);
  return vscode.Disposable.from(
    changed,
    refresh,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => {
        const state = sessions.current;
        return state ? logText(state.history) : '# No Trapline session has run in this window yet\n';
      },
    }),
    sessions.onDidChange((what) => {
      if (what === 'stops' || what === 'session') refresh();
    }),
    vscode.commands.registerCommand('trapline.openLog', async () => {
      const target = await pickTarget(sessions, uri);
      if (target) await show(target);
    }),
  );
}

async function pickTarget(sessions: Sessions, stops: vscode.Uri): Promise<vscode.Uri | undefined> {
  const file = logFile(sessions);
  if (!file) return stops;
  const picked = await vscode.window.showQuickPick(
    [
      { label: 'Stops of this session', description: 'what the Stops view shows', uri: stops },
      { label: basename(file), description: 'the log file of this session', uri: vscode.Uri.file(file) },
    ],
    { title: 'Open Log', placeHolder: 'Which log?' },
  );
  return picked?.uri;
}

/** The file that the session's configuration names, relative to the program's folder, when it is there. */
function logFile(sessions: Sessions): string | undefined {
  const session = sessions.current?.session;
  const name = session && logName(session.configuration);
  if (!session || name === undefined) return undefined;
  const cwd: unknown = session.configuration['cwd'];
  const base = typeof cwd === 'string' ? cwd : (session.workspaceFolder?.uri.fsPath ?? '/');
  const file = isAbsolute(name) ? name : join(base, name);
  return existsSync(file) ? file : undefined;
}

async function show(uri: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.languageId !== LANGUAGE) await vscode.languages.setTextDocumentLanguage(document, LANGUAGE);
  await vscode.window.showTextDocument(document, { preview: false });
}
