/** Programs of several threads and of several processes, and one that ran before and goes on after. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import { debug, programPath, runToEnd } from './session.ts';

function tracerOf(pid: number): number {
  return Number(/^TracerPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

describe('a program of several threads', () => {
  it('stops each thread by itself and ends as without us', async () => {
    const run = await debug({ program: programPath('threads'), catch: ['write'] });
    const main = (await run.next('process')).systemProcessId;
    const all = await runToEnd(run);
    assert.equal((await run.next('exited')).exitCode, 0);
    // The main thread prints at the end what the others wrote to it.
    const stops = all.filter(({ threadId }) => threadId !== main);
    const texts = stops.map(({ text }) => text ?? '');
    for (const number of [1, 2, 3]) {
      const own = stops.filter((_, index) => texts[index]?.includes(`thread ${number}, line`));
      assert.equal(own.length, 2, `thread ${number}`);
      assert.equal(new Set(own.map(({ threadId }) => threadId)).size, 1, `thread ${number} is one thread`);
    }
    assert.equal(
      run
        .output()
        .split('\n')
        .filter((line) => line.startsWith('thread')).length,
      6,
    );
  });
});

describe('a program that forks', () => {
  it('is followed into its children and through execve', async () => {
    const run = await debug({ program: programPath('forks'), catch: ['execve'] });
    const main = (await run.next('process')).systemProcessId;
    const stops = await runToEnd(run);
    assert.equal((await run.next('exited')).exitCode, 0);
    assert.equal(stops.length, 1);
    assert.match(stops[0]?.text ?? '', /^execve\("\/bin\/echo", \["echo", "hello from a child"\]/);
    assert.notEqual(stops[0]?.threadId, main);
    assert.match(run.output(), /hello from a child/);
    assert.match(run.output(), /quiet child: status 3/);
  });
});

describe('a running process', () => {
  it('is attached to, paused, let go, and still runs', async () => {
    const ticker = spawn(programPath('ticker'), { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: ticker.stdout });
    try {
      await once(lines, 'line');
      const pid = ticker.pid ?? 0;
      const run = await debug({ request: 'attach', pid });
      assert.notEqual(tracerOf(pid), 0);
      await run.session.customRequest('pause', { threadId: pid });
      const stop = await run.next('stopped');
      assert.equal(stop.reason, 'pause');
      const { stackFrames } = await run.session.customRequest('stackTrace', { threadId: pid });
      assert.ok(stackFrames.some(({ name }: { name: string }) => name === 'main'));
      await vscode.debug.stopDebugging(run.session);
      await run.over;
      assert.equal(tracerOf(pid), 0);
      const [after] = await once(lines, 'line');
      assert.match(String(after), /^tick \d+$/);
      assert.equal(ticker.exitCode, null);
    } finally {
      lines.close();
      ticker.kill('SIGKILL');
    }
  });
});

describe('a program that cannot be started', () => {
  it('is refused with a sentence and leaves no session', async () => {
    const before = vscode.debug.activeDebugSession;
    await assert.rejects(debug({ program: programPath('no-such-program') }), /does not exist/);
    assert.equal(vscode.debug.activeDebugSession, before);
  });
});

describe('a program in a terminal', () => {
  it('runs in the editor’s own one, stops there and ends', async () => {
    const run = await debug({
      program: programPath('config'),
      console: 'integratedTerminal',
      catch: ['/^exit_group$/'],
    });
    const stop = await run.next('stopped');
    assert.equal(stop.description, 'exit_group entry');
    assert.ok(vscode.window.terminals.length > 0);
    await run.session.customRequest('continue', { threadId: stop.threadId });
    assert.equal((await run.next('exited')).exitCode, 0);
    await run.over;
    assert.equal(run.output(), '', 'the output is the terminal’s');
  });
});

describe('a log', () => {
  it('holds every call and opens as an strace log', async () => {
    const file = programPath('run.strace');
    const run = await debug({ program: programPath('config'), log: { file, catch: '%file' } });
    await run.over;
    const document = await vscode.workspace.openTextDocument(file);
    assert.equal(document.languageId, 'strace');
    assert.match(
      document.getText(),
      /^(\d+ +)?openat\(AT_FDCWD.*, "user\.conf", O_RDONLY\|O_CLOEXEC\) += -1 ENOENT \(No such/m,
    );
    assert.match(document.getText(), /^(\d+ +)?\+\+\+ exited with 0 \+\+\+$/m);
    assert.doesNotMatch(document.getText(), /read\(/);
  });

  it('of what stopped is a document of the session', async () => {
    const run = await debug({ program: programPath('config'), catch: ['openat@exit'] });
    await runToEnd(run);
    await run.over;
    await vscode.commands.executeCommand('trapline.openLog');
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.languageId, 'strace');
    assert.match(
      document?.getText() ?? '',
      /^\d+ \d\d:\d\d:\d\d\.\d{6} openat\(AT_FDCWD.*, "user\.conf", O_RDONLY\|O_CLOEXEC\) = -1 ENOENT/m,
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });
});
