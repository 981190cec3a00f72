import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Adapter, fixture, INITIALIZE, startAdapter } from './support/adapter.ts';
import { DapClient } from './support/client.ts';

let adapter: Adapter;
afterEach(() => adapter.stop());

test('rubbish on stdin does not end the adapter; the end of stdin does', async () => {
  adapter = startAdapter();
  adapter.client.bytes('GARBAGE\r\n\r\n{"a":\nContent-Length: 3\r\n\r\n{x}');
  await adapter.client.request('initialize', INITIALIZE);
  adapter.client.endInput();
  expect(await adapter.exited()).toBe(0);
  expect(await adapter.stderr()).toMatch(/^trapline: .*\n/);
});

test('disconnect without a program ends the adapter after its response', async () => {
  adapter = startAdapter();
  await adapter.client.request('initialize', INITIALIZE);
  await adapter.client.request('disconnect');
  expect(await adapter.exited()).toBe(0);
});

test('a broken pipe ends the adapter', async () => {
  adapter = startAdapter();
  await adapter.client.request('initialize', INITIALIZE);
  adapter.process.stdout.destroy();
  // It finds out when it next writes.
  adapter.client.raw(JSON.stringify({ seq: 90, type: 'request', command: 'threads' }));
  adapter.client.raw(JSON.stringify({ seq: 91, type: 'request', command: 'threads' }));
  expect(await adapter.exited()).toBe(0);
});

test('--server serves sessions side by side on loopback', async () => {
  adapter = startAdapter(['--server=0']);
  const [line] = (await once(adapter.process.stderr, 'data')) as [Buffer];
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(line.toString())?.[1]);
  const sockets = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
  const clients = sockets.map((socket) => new DapClient(socket, socket));
  await Promise.all(clients.map((client) => client.request('initialize', INITIALIZE)));
  for (const client of clients) await client.request('launch', { program: fixture('opens'), stopOnEntry: true });
  for (const client of clients) await client.request('configurationDone');
  const stops = await Promise.all(clients.map((client) => client.event('stopped')));
  await clients[0]?.request('disconnect');
  await clients[1]?.request('continue', { threadId: stops[1]?.body['threadId'] });
  expect((await clients[1]?.event('exited'))?.body).toEqual({ exitCode: 3 });
  expect(clients.map((client) => client.output('stdout'))).toEqual(['', 'missing\n']);
  for (const socket of sockets) socket.destroy();
  for (const client of clients) client.assertValid();
});

test('a port that is none is said', async () => {
  adapter = startAdapter(['--server=x']);
  expect(await adapter.exited()).toBe(2);
  expect(await adapter.stderr()).toContain('is no port');
});
