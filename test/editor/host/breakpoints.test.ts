/** A system call's breakpoint: VS Code's own function breakpoint stops at the entry, Step Over shows the exit. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { debug, programPath } from './session.ts';

interface Frame {
  readonly id: number;
  readonly name: string;
  readonly line: number;
  readonly source?: { readonly path?: string };
}

async function frames(session: vscode.DebugSession, threadId: number | undefined): Promise<readonly Frame[]> {
  const { stackFrames } = await session.customRequest('stackTrace', { threadId, levels: 20 });
  return stackFrames;
}

describe('a system call breakpoint', () => {
  const breakpoint = new vscode.FunctionBreakpoint('openat', true, 'pathname == "user.conf"');

  before(() => vscode.debug.addBreakpoints([breakpoint]));
  after(() => vscode.debug.removeBreakpoints([breakpoint]));

  it('stops at the entry, at the C line, with the path in view, and steps to the exit', async () => {
    const run = await debug({ program: programPath('config') });
    const stop = await run.next('stopped');
    assert.equal(stop.reason, 'function breakpoint');
    assert.equal(stop.description, 'openat entry');
    const [top, ...callers] = await frames(run.session, stop.threadId);
    assert.match(top?.name ?? '', /^openat\(AT_FDCWD.*, "user\.conf", O_RDONLY\|O_CLOEXEC/);
    const caller = callers.find(({ name }) => name === 'open_config');
    // A remote extension host gets paths as addresses.
    const place = caller?.source?.path ?? '';
    const uri = place.includes('://') ? vscode.Uri.parse(place) : vscode.Uri.file(place);
    assert.equal(uri.path, programPath('config.c'));
    const text = await vscode.workspace.openTextDocument(uri);
    assert.match(text.lineAt((caller?.line ?? 1) - 1).text, /stops here/);

    const { scopes } = await run.session.customRequest('scopes', { frameId: top?.id });
    const syscall = scopes.find(({ name }: { name: string }) => name === 'Syscall');
    const { variables } = await run.session.customRequest('variables', {
      variablesReference: syscall.variablesReference,
    });
    const path = variables.find(({ name }: { name: string }) => name === 'pathname');
    assert.equal(path?.value, '"user.conf"');

    await run.session.customRequest('next', { threadId: stop.threadId });
    const exit = await run.next('stopped');
    assert.equal(exit.reason, 'step');
    assert.match(exit.description ?? '', /ENOENT/);
    const [after] = await frames(run.session, stop.threadId);
    assert.match(after?.name ?? '', /= -1 ENOENT \(No such file or directory\)$/);

    await run.session.customRequest('continue', { threadId: stop.threadId });
    assert.equal((await run.next('exited')).exitCode, 0);
    await run.next('terminated');
    await run.over;
    assert.match(run.output(), /^read \d+ bytes\n$/);
  });

  it('refuses an unknown name and says what is near it', async () => {
    const wrong = new vscode.FunctionBreakpoint('opennat');
    vscode.debug.addBreakpoints([wrong]);
    try {
      const run = await debug({ program: programPath('config') });
      const stop = await run.next('stopped');
      const { breakpoints } = run.answer('setFunctionBreakpoints') as {
        breakpoints: { verified: boolean; message?: string }[];
      };
      assert.deepEqual(
        breakpoints.map(({ verified }) => verified),
        [true, false],
      );
      assert.match(breakpoints[1]?.message ?? '', /openat/);
      await run.session.customRequest('continue', { threadId: stop.threadId });
      await run.over;
    } finally {
      vscode.debug.removeBreakpoints([wrong]);
    }
  });
});
