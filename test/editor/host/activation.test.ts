/** The extension is there, loads, and offers what its manifest promises. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension', () => {
  const extension = vscode.extensions.getExtension('trapline.trapline');

  it('activates', async () => {
    assert.ok(extension, 'not loaded');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('has every command that its manifest names', async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    const named: { command: string }[] = extension?.packageJSON.contributes.commands;
    assert.deepEqual(
      named.map(({ command }) => command).filter((command) => !known.has(command)),
      [],
    );
  });
});
