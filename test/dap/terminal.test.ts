import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { GatePlan } from '../../adapter/engine/api.ts';
import { UserError } from '../../adapter/engine/api.ts';
import { type FakeSession, fakeSession, INITIALIZE } from './support/fakeEngine.ts';

let session: FakeSession;
let terminal: ChildProcess | undefined;
let gate: GatePlan | undefined;

afterEach(() => {
  terminal?.kill('SIGKILL');
  session.client.assertValid();
});

/** A client whose terminals are this process's children. */
async function open(
  launchGate: (plan: GatePlan) => Promise<{ pid: number }>,
  features = { supportsRunInTerminalRequest: true },
) {
  session = fakeSession({
    launchGate(plan) {
      gate = plan;
      return launchGate(plan);
    },
  });
  const { client } = session;
  client.onRequest('runInTerminal', ({ args, cwd, env }) => {
    const [command = '', ...rest] = args as string[];
    terminal = spawn(command, rest, {
      cwd: String(cwd),
      env: { TERM: 'xterm', PATH: '/usr/bin:/bin', ...(env as Record<string, string>) },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return { shellProcessId: process.pid };
  });
  await client.request('initialize', { ...INITIALIZE, ...features });
}

/** As the engine: answers when the shell has become the program, and not before it came through the gate. */
const release = async (plan: GatePlan) => {
  writeFileSync(plan.fifo, 'go\n');
  if (terminal?.stdout) await once(terminal.stdout, 'readable');
  return { pid: plan.pid };
};

test('the waiting shell becomes the program, in the terminal’s environment', async () => {
  await open(release);
  const printed =
    'console.log(JSON.stringify({ env: process.env, pid: process.pid, argv: process.argv.slice(1), cwd: process.cwd() }))';
  await session.client.request('launch', {
    program: process.execPath,
    args: ['-e', printed, 'a b', '$HOME', '*'],
    env: { ADDED: 'x y' },
    cwd: '/',
    console: 'integratedTerminal',
  });
  const [bytes] = (await once(terminal?.stdout ?? process.stdin, 'data')) as [Buffer];
  const seen = JSON.parse(bytes.toString()) as {
    env: Record<string, string>;
    pid: number;
    argv: string[];
    cwd: string;
  };
  expect(seen.argv).toEqual(['a b', '$HOME', '*']);
  expect(seen.cwd).toBe('/');
  expect(seen.pid).toBe(terminal?.pid);
  expect(gate?.pid).toBe(terminal?.pid);
  expect(seen.env).toMatchObject({ TERM: 'xterm', ADDED: 'x y' });
  // What a shell in between may add, and nothing of ours.
  const added = Object.keys(seen.env).filter(
    (name) => !['TERM', 'PATH', 'ADDED', 'PWD', 'OLDPWD', 'SHLVL', '_'].includes(name),
  );
  expect(added).toEqual([]);
  expect(existsSync(dirname(gate?.fifo ?? ''))).toBe(false);
});

test('a shell that was not released ends without running the program', async () => {
  await open(() => Promise.reject(new UserError('It may not be traced.')));
  const launch = session.client.request('launch', { program: '/bin/echo', args: ['ran'], console: 'externalTerminal' });
  await expect(launch).rejects.toThrow('It may not be traced. In the internal console');
  let printed = '';
  terminal?.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  if (terminal?.exitCode === null) await once(terminal, 'exit');
  expect(terminal?.exitCode).toBe(1);
  expect(printed).toBe('');
  expect(existsSync(dirname(gate?.fifo ?? ''))).toBe(false);
});

test('a client without terminals, or that refuses one, is one sentence', async () => {
  await open(release, { supportsRunInTerminalRequest: false });
  const { client } = session;
  const args = { program: '/bin/true', console: 'integratedTerminal' };
  await expect(client.request('launch', args)).rejects.toMatchObject({ id: 2007 });
  client.assertValid();
  await open(release);
  session.client.onRequest('runInTerminal', () => {
    throw new Error('no display');
  });
  await expect(session.client.request('launch', args)).rejects.toThrow(
    'The editor opened no terminal (Error: no display). Use "console": "internalConsole".',
  );
});

test.each([
  ['before the terminal was asked for', () => Promise.resolve()],
  ['while the terminal comes up', (asked: Promise<void>) => asked],
])('a client that leaves %s is not waited for', async (_when, moment) => {
  session = fakeSession();
  const asked = new Promise<void>((resolve) => {
    session.client.onRequest('runInTerminal', () => {
      resolve();
      return {};
    });
  });
  await session.client.request('initialize', { ...INITIALIZE, supportsRunInTerminalRequest: true });
  const launch = session.client.request('launch', { program: '/bin/true', console: 'integratedTerminal' });
  launch.catch(() => undefined);
  await moment(asked);
  await session.client.request('disconnect');
  await expect(launch).rejects.toThrow('The session ended');
  await session.over;
});
