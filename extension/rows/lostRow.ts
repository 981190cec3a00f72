/** What a command says that was chosen on a row which VS Code has let go of meanwhile. */
import * as vscode from 'vscode';

/** One sentence in the status bar, for some seconds. */
export function sayRowIsGone(): void {
  vscode.window.setStatusBarMessage('The row was drawn anew in this moment: choose again.', 5_000);
}
