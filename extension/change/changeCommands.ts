/**
 * Commands that change the call at which a thread is stopped: in the palette, on rows of Stops and Tracees, and in
 * VS Code's Variables and Call Stack. Each becomes a command of the debug console. Must not know what it does.
 */
import * as vscode from 'vscode';
import type { CatalogIndex } from '../catalog/catalogIndex.ts';
import { request, type Sessions } from '../session/sessions.ts';
import { iconFreeText, noticeText, plainText } from '../text/plain.ts';
import {
  type AskContext,
  type Asked,
  askCall,
  askDelay,
  askFail,
  askRetry,
  askReturn,
  askSend,
  askSet,
  askSkip,
  nothingStopped,
} from './askChange.ts';
import { contextOf, findTarget } from './target.ts';

/** How long the status bar says what was done. */
const SHOWN_MS = 8_000;

/** Registers them. */
export function registerChangeCommands(catalog: CatalogIndex, sessions: Sessions): vscode.Disposable {
  const command = (name: string, ask: (context: AskContext) => Asked) =>
    vscode.commands.registerCommand(`trapline.${name}`, async (...given: unknown[]) => {
      const target = await findTarget(contextOf(given), sessions);
      if (!target) {
        nothingStopped();
        return;
      }
      const text = await ask({ catalog, sessions, target });
      if (text !== undefined) await run(target.session, target.tid, text);
    });
  return vscode.Disposable.from(
    command('skipCall', askSkip),
    command('returnValue', askReturn),
    command('failCall', askFail),
    command('retryCall', askRetry),
    command('setArgument', askSet),
    command('sendSignal', askSend),
    command('delayCall', askDelay),
    command('callSyscall', askCall),
  );
}

/** The same as the command typed into the debug console: it and its answer are shown there. */
async function run(session: vscode.DebugSession, threadId: number, command: string): Promise<void> {
  try {
    const { text } = await request(session, 'trapline/command', { threadId, command });
    vscode.debug.activeDebugConsole.appendLine(`${plainText(command)}\n${plainText(text)}`);
    vscode.window.setStatusBarMessage(iconFreeText(text, 200), SHOWN_MS);
  } catch (error) {
    void vscode.window.showErrorMessage(noticeText(error instanceof Error ? error.message : String(error), 2_000));
  }
}
