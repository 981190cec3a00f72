/** Changing calls from inside the editor: rules of a configuration, and the commands of the menus. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { debug, programPath, runToEnd } from './session.ts';

const CONFIGURATION = 'pathname =~ /\\.conf$/';

describe('changing a call', () => {
  it('by a rule of the configuration puts the program on its error path', async () => {
    const rule = { catch: 'openat', condition: CONFIGURATION, when: '2', fail: 'ENOENT' };
    const run = await debug({ program: programPath('config'), tamper: [rule] });
    assert.equal((await run.next('exited')).exitCode, 1);
    await run.over;
    const counts = run.all('trapline/tamper').at(-1)?.['rules'];
    assert.deepEqual(
      (counts as { label: string; hits: number; applied: number }[]).map(({ label, hits, applied }) => ({
        label,
        hits,
        applied,
      })),
      [{ label: 'openat: fail ENOENT', hits: 2, applied: 1 }],
    );
  });

  it('by a bad rule of the configuration is refused, with the rule’s name', async () => {
    const run = debug({ program: programPath('config'), tamper: [{ catch: 'openat', fail: 'ENOPE' }] });
    await assert.rejects(run, /did not start|tamper\[0\]/);
  });

  it('by a command makes a failed call again', async () => {
    const breakpoint = new vscode.FunctionBreakpoint('openat@exit', true, CONFIGURATION);
    vscode.debug.addBreakpoints([breakpoint]);
    try {
      const run = await debug({ program: programPath('config') });
      const failed = await run.next('stopped');
      assert.match(failed.description ?? '', /ENOENT/);
      await vscode.commands.executeCommand('trapline.retryCall', { kind: 'thread', tid: failed.threadId });
      const stops = (await runToEnd(run)).map(({ description }) => description ?? '');
      assert.equal(stops.length, 3, stops.join(', '));
      assert.equal(stops[0], 'openat entry');
      assert.match(stops[1] ?? '', /ENOENT/);
      assert.doesNotMatch(stops[2] ?? '', /ENOENT/);
      assert.equal((await run.next('exited')).exitCode, 0);
      await run.over;
    } finally {
      vscode.debug.removeBreakpoints([breakpoint]);
    }
  });
});
