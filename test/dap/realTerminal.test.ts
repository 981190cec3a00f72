import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { type Adapter, fixture, isAlive, launch, startAdapter, stateOf } from './support/adapter.ts';

let adapter: Adapter;
let terminal: ChildProcessByStdio<null, Readable, null> | undefined;
afterEach(async () => {
  terminal?.kill('SIGKILL');
  await adapter.stop();
});

/** A pseudo-terminal of util-linux's script(1), which runs one command line in it. */
function openTerminal(args: readonly string[], env: Record<string, string>): { shown(): string } {
  const line = args.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  terminal = spawn('script', ['-qefc', line, '/dev/null'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let shown = '';
  terminal.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
  });
  return { shown: () => shown };
}

/** An adapter whose editor opens such a terminal; what it has shown until now. */
function startInTerminal(): { shown(): string } {
  adapter = startAdapter();
  let shown = (): string => '';
  adapter.client.onRequest('runInTerminal', ({ args, env }) => {
    ({ shown } = openTerminal(args as string[], env as Record<string, string>));
    return {};
  });
  return { shown: () => shown() };
}

/** A program that writes to its terminal again and again; its pid. */
async function ticking(): Promise<{ pid: number; shown(): string; closed: Promise<unknown> }> {
  const { shown } = startInTerminal();
  await launch(adapter, { program: fixture('ticks'), console: 'integratedTerminal' });
  const pid = Number((await adapter.client.event('process')).body['systemProcessId']);
  await expect.poll(shown).toContain('.');
  return { pid, shown, closed: once(terminal as ChildProcess, 'close') };
}

test.each([
  ['adapter is killed', () => adapter.process.kill('SIGKILL')],
  ['editor is gone', () => adapter.client.endInput()],
])('a program in a terminal ends when the %s', async (_what, leave) => {
  const { pid, closed } = await ticking();
  leave();
  // The terminal has nobody left in it.
  await closed;
  expect(isAlive(pid)).toBe(false);
});

test('one that is left running goes on in its terminal', async () => {
  const { pid, shown } = await ticking();
  await adapter.client.request('disconnect', { terminateDebuggee: false });
  await adapter.exited();
  expect(stateOf(pid).tracer).toBe(0);
  const before = shown().length;
  await expect.poll(() => shown().length).toBeGreaterThan(before + 10);
  process.kill(pid, 'SIGKILL');
});

test('a program in a terminal is its foreground job, and stops like any other', async () => {
  const { shown } = startInTerminal();
  const { client } = adapter;
  const breakpoints = [{ name: 'exit_group' }];
  const program = { program: fixture('terminal-job'), args: ["it's", '$HOME'], env: { ADDED: 'yes' } };
  await launch(adapter, { ...program, console: 'integratedTerminal', stopOnEntry: true }, { breakpoints });
  const entry = await client.event('stopped');
  expect(entry.body['reason']).toBe('entry');
  expect(shown()).toBe('');
  await client.request('continue', { threadId: entry.body['threadId'] });
  const stopped = await client.event('stopped');
  await expect.poll(shown).toBe('tty=1 foreground=1 added=yes args=3 last=$HOME\r\n');
  await client.request('continue', { threadId: stopped.body['threadId'] });
  expect((await client.event('exited')).body).toEqual({ exitCode: 4 });
});
