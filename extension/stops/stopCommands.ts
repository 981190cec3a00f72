/**
 * Commands on the rows of the Stops tree. Must not know how a row looks.
 */
import * as vscode from 'vscode';
import type { StopRow } from '../../adapter/protocol/trapline.ts';
import { addBreakpoint } from '../breakpoints/breakpointList.ts';
import { logLine } from '../log/logText.ts';
import { sayRowIsGone } from '../rows/lostRow.ts';
import type { Sessions } from '../session/sessions.ts';
import { noticeText } from '../text/plain.ts';
import type { StopNode } from './stopRows.ts';
import type { StopTree } from './stopTree.ts';

/** Registers them. */
export function registerStopCommands(sessions: Sessions, tree: StopTree): vscode.Disposable {
  const rowOf = (node: StopNode | undefined): StopRow | undefined =>
    node?.kind === 'stop' ? sessions.current?.history.get(node.id) : undefined;
  const command = (name: string, run: (row: StopRow) => Thenable<void> | void) =>
    vscode.commands.registerCommand(`trapline.${name}`, async (node?: StopNode) => {
      const row = rowOf(node);
      if (!node) sayRowIsGone();
      if (row) await run(row);
    });

  return vscode.Disposable.from(
    command('showStop', async (row) => {
      if (row.source) await openSource(row.source.path, row.source.line);
      await tree.expand(row.id);
    }),
    command('copyStop', (row) => vscode.env.clipboard.writeText(logLine(row))),
    command('breakOnStop', (row) => {
      if (row.syscall) addBreakpoint(row.syscall, row.phase === 'exit' ? 'exit' : 'entry');
    }),
    command('breakOnFailure', (row) => {
      if (row.syscall && row.errno) addBreakpoint(row.syscall, 'exit', `errno == ${row.errno}`);
    }),
    vscode.commands.registerCommand('trapline.clearStops', () => sessions.clearStops()),
    vscode.commands.registerCommand('trapline.openSource', openSource),
  );
}

/** Shows a line of a local file, without taking the focus from the tree. Lines count from 1. */
async function openSource(path: string, line: number): Promise<void> {
  const start = new vscode.Position(Math.max(0, line - 1), 0);
  try {
    await vscode.window.showTextDocument(vscode.Uri.file(path), {
      preview: true,
      preserveFocus: true,
      selection: new vscode.Range(start, start),
    });
  } catch {
    void vscode.window.showWarningMessage(
      `The source file ${noticeText(path)} can't be opened. If it lies elsewhere on this machine, say so in "sourceMap" of the launch configuration.`,
    );
  }
}
