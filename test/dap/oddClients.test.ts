/** Clients that send requests in an order nobody expects, and programs whose output and paths are awkward. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type Adapter,
  begin,
  fixture,
  fixtureSource,
  INITIALIZE,
  launch,
  stack,
  startAdapter,
  stateOf,
} from './support/adapter.ts';

let adapter: Adapter;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  adapter = startAdapter();
});
afterEach(async () => {
  await adapter.stop();
  rmSync(folder, { recursive: true });
});

test('two launches at once start one program; everything else waits its turn or is refused in a sentence', async () => {
  const { client } = adapter;
  await expect(client.request('configurationDone')).rejects.toThrow('Send initialize first.');
  await client.request('initialize', INITIALIZE);
  const program = fixture('ticks');
  const launches = await Promise.allSettled([
    client.request('launch', { program, stopOnEntry: true }),
    client.request('launch', { program }),
  ]);
  expect(launches.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  await expect(client.request('continue', { threadId: 1 })).rejects.toThrow('Thread 1 is not stopped');
  await client.request('configurationDone');
  await client.request('configurationDone');
  const threadId = (await client.event('stopped')).body['threadId'];
  await client.request('pause', { threadId });
  const both = await Promise.allSettled([
    client.request('next', { threadId }),
    client.request('continue', { threadId }),
  ]);
  // The step may have ended before the second was read: then it is due.
  expect(both[0].status).toBe('fulfilled');
  if (both[1].status === 'rejected')
    expect(String(both[1].reason)).toMatch(/Thread \d+ is (running; pause it first|not stopped)/);
  await client.event('stopped');
  await client.request('terminate');
  await client.request('terminate');
  await client.event('terminated');
  await client.request('terminate');
  expect(await client.request('threads')).toEqual({ threads: [] });
  await expect(client.request('evaluate', { expression: 'fd' })).rejects.toThrow('need a stopped thread');
  await client.request('disconnect');
  expect(await adapter.exited()).toBe(0);
});

test('restart works after the end too', async () => {
  const { client } = adapter;
  await launch(adapter, { program: fixture('opens') });
  await client.event('terminated');
  await client.request('restart');
  expect((await client.event('process')).body).toMatchObject({ startMethod: 'launch' });
  await client.event('exited');
  await client.event('exited');
});

test('an attached program is attached to again', async () => {
  const child = spawn(fixture('ticks'), [], { stdio: 'ignore' });
  try {
    await once(child, 'spawn');
    const { client } = adapter;
    await begin(adapter, 'attach', { pid: child.pid }, { breakpoints: [{ name: 'write' }] });
    const first = await client.event('stopped');
    await client.request('restart');
    const second = await client.event('stopped');
    expect(second.body['hitBreakpointIds']).toEqual(first.body['hitBreakpointIds']);
    expect(client.events('terminated')).toEqual([]);
    await client.request('disconnect');
    await adapter.exited();
    expect(stateOf(child.pid ?? 0).tracer).toBe(0);
  } finally {
    child.kill('SIGKILL');
  }
});

test('errno is set in Variables as fail sets it', async () => {
  const { client } = adapter;
  const breakpoints = [{ name: 'openat@exit', condition: 'pathname == "/no/such/file"' }];
  await launch(adapter, { program: fixture('opens') }, { breakpoints });
  const stopped = await client.event('stopped');
  const [frame] = await stack(client, stopped);
  const { scopes } = await client.request<{ scopes: { name: string; variablesReference: number }[] }>('scopes', {
    frameId: frame?.id,
  });
  const variablesReference = scopes.find(({ name }) => name === 'Syscall')?.variablesReference;
  expect(await client.request('setVariable', { variablesReference, name: 'errno', value: 'EACCES' })).toEqual({
    value: 'EACCES (13)',
  });
  await client.request('continue', { threadId: stopped.body['threadId'] });
  await client.event('exited');
});

test('a character that comes in two writes is one, and a byte that is none does not stop the rest', async () => {
  const script = join(folder, 'writes.sh');
  writeFileSync(script, '#!/bin/sh\nprintf "a\\303"; cat /no/such/file; printf "\\251b\\n\\377x\\n\\303"');
  chmodSync(script, 0o755);
  await launch(adapter, { program: script, catch: ['/^open/ log: {pathname}'] });
  await adapter.client.event('terminated');
  expect(adapter.client.output('stdout')).toBe('aéb\n\ufffdx\n\ufffd');
});

test('sourceMap shows where the files of the debug information are here', async () => {
  const source = fixtureSource('opens');
  const program = join(folder, 'opens');
  execFileSync('gcc', ['-g', `-ffile-prefix-map=${dirname(source)}=/build/here`, '-o', program, source]);
  mkdirSync(join(folder, 'sources'));
  copyFileSync(source, join(folder, 'sources', 'opens.c'));
  const sourceMap = { '/build/here': join(folder, 'sources') };
  const breakpoints = [{ name: 'openat', condition: 'pathname == "/etc/passwd"' }];
  await launch(adapter, { program, sourceMap }, { breakpoints });
  const frames = await stack(adapter.client, await adapter.client.event('stopped'));
  expect(frames.find(({ name }) => name === 'main')?.source?.path).toBe(join(folder, 'sources', 'opens.c'));
});
