import { afterEach, describe, expect, test } from 'vitest';
import { type FakeSession, fakeSession, INITIALIZE, launched } from './support/fakeEngine.ts';

let session: FakeSession;
afterEach(() => session.client.assertValid());

describe('beginning', () => {
  test('initialize gives capabilities, then the initialized event', async () => {
    session = fakeSession();
    const body = await session.client.request('initialize', INITIALIZE);
    expect(body).toMatchObject({
      supportsFunctionBreakpoints: true,
      supportsConfigurationDoneRequest: true,
      supportTerminateDebuggee: true,
    });
    await session.client.event('initialized');
    expect(session.client.messages.map(({ type }) => type)).toEqual(['response', 'event']);
  });

  test('the program is let go once, after launch and configurationDone in either order', async () => {
    session = fakeSession();
    const { client } = session;
    await client.request('initialize', INITIALIZE);
    await client.request('configurationDone');
    expect(session.engine().calls).not.toContain('start');
    await client.request('launch', { program: '/bin/true' });
    await client.request('threads');
    expect(session.engine().calls.filter((call) => call === 'start')).toHaveLength(1);
  });

  test('the plan is absolute, with argv[0] as written and the environment merged', async () => {
    session = await launched({ program: 'true', args: ['a b'], env: { ADDED: '1', HOME: null }, cwd: '/' });
    const { plan } = session.engine();
    expect(plan).toMatchObject({ argv: ['true', 'a b'], cwd: '/', stdio: 'pipes', followForks: true });
    expect(plan?.program).toMatch(/^\/.*\/true$/);
    expect(plan?.env).toContain('ADDED=1');
    expect(plan?.env.some((each) => each.startsWith('HOME='))).toBe(false);
  });

  test('requests before initialize, and a second launch, are refused', async () => {
    session = fakeSession();
    const { client } = session;
    await expect(client.request('launch', { program: '/bin/true' })).rejects.toMatchObject({ id: 1003 });
    await expect(client.request('threads')).rejects.toMatchObject({ id: 1003 });
    await client.request('initialize', INITIALIZE);
    await client.request('launch', { program: '/bin/true' });
    await expect(client.request('launch', { program: '/bin/true' })).rejects.toMatchObject({ id: 1003 });
    await expect(client.request('initialize', INITIALIZE)).rejects.toMatchObject({ id: 1003 });
  });

  test('a failed launch leaves the session ready for a better one', async () => {
    session = fakeSession();
    const { client } = session;
    await client.request('initialize', INITIALIZE);
    await expect(client.request('launch', { program: '/no/such' })).rejects.toMatchObject({ id: 2101, showUser: true });
    await client.request('launch', { program: '/bin/true' });
    expect(session.engine().calls).toContain('launch');
  });

  test('a catch entry that is no breakpoint fails the launch', async () => {
    session = fakeSession();
    const { client } = session;
    await client.request('initialize', INITIALIZE);
    await expect(client.request('launch', { program: '/bin/true', catch: ['openat', 'bad'] })).rejects.toThrow(
      '"catch" has "bad": no bad',
    );
    expect(session.engine().calls).not.toContain('launch');
    expect(session.engine().breakpoints).toEqual([]);
  });

  test('noDebug sets nothing', async () => {
    session = fakeSession();
    const { client } = session;
    await client.request('initialize', INITIALIZE);
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'openat' }] });
    await client.request('launch', { program: '/bin/true', noDebug: true, stopOnEntry: true, catch: ['read'] });
    expect(session.engine().breakpoints).toEqual([]);
    expect(session.engine().plan?.stopOnEntry).toBe(false);
  });
});

describe('breakpoints', () => {
  test('ids stay for what did not change; logpoints travel in the name', async () => {
    session = await launched({ catch: ['%net'] });
    const { client } = session;
    const first = await client.request('setFunctionBreakpoints', {
      breakpoints: [{ name: 'openat' }, { name: 'read@exit log: got {ret}', condition: 'ret > 0' }, { name: 'bad' }],
    });
    const [openat, read, bad] = first['breakpoints'] as { id: number; verified: boolean; message?: string }[];
    expect(bad).toMatchObject({ verified: false, message: 'no bad' });
    expect(session.engine().breakpoints).toEqual([
      { id: openat?.id, name: 'openat' },
      { id: read?.id, name: 'read@exit', condition: 'ret > 0', logMessage: 'got {ret}' },
      { id: bad?.id, name: 'bad' },
      { id: expect.any(Number), name: '%net' },
    ]);
    const second = await client.request('setFunctionBreakpoints', {
      breakpoints: [{ name: 'write' }, { name: 'openat' }],
    });
    const [write, again] = second['breakpoints'] as { id: number }[];
    expect(again?.id).toBe(openat?.id);
    expect([openat?.id, read?.id, bad?.id]).not.toContain(write?.id);
  });

  test('source breakpoints are unverified, each with a sentence', async () => {
    session = await launched();
    const body = await session.client.request('setBreakpoints', {
      source: { path: '/a.c' },
      breakpoints: [{ line: 3 }],
    });
    expect(body['breakpoints']).toEqual([{ verified: false, message: expect.stringContaining('syscall breakpoint') }]);
  });

  test('exception filters with conditions, and an unknown one', async () => {
    session = await launched();
    const body = await session.client.request('setExceptionBreakpoints', {
      filters: ['signal'],
      filterOptions: [{ filterId: 'nothing' }, { filterId: 'failed', condition: 'errno == ENOENT' }],
    });
    expect(body['breakpoints']).toMatchObject([{ verified: true }, { verified: false }, { verified: true }]);
    expect(session.engine().filters).toEqual([
      { filter: 'signal' },
      { filter: 'failed', condition: 'errno == ENOENT' },
    ]);
  });
});

test('announcements become events', async () => {
  session = await launched();
  const engine = session.engine();
  const row = { pid: 7, tid: 7, comm: 'cat', parent: 1, state: 'running', kind: 'running' } as const;
  engine.announce({ type: 'process', pid: 7, name: '/bin/true', startMethod: 'launch' });
  engine.announce({ type: 'tracees', tracees: [row], more: 7 });
  engine.announce({ type: 'hits', hits: { openat: 3 } });
  engine.announce({
    type: 'stops',
    rows: [{ id: 1, pid: 7, tid: 7, comm: 'cat', time: 1, phase: 'exit', text: 'close(3) = 0', failed: false }],
    dropped: 0,
  });
  engine.announce({ type: 'breakpoint', breakpoint: { id: 1, verified: false, message: 'gone' } });
  engine.announce({ type: 'output', category: 'stdout', text: 'hello\n' });
  engine.announce({ type: 'exited', code: 3, text: 'exited 3' });
  engine.announce({ type: 'terminated' });
  const { client } = session;
  await client.event('terminated');
  expect((await client.event('exited')).body).toEqual({ exitCode: 3 });
  expect((await client.event('trapline/tracees')).body).toEqual({ tracees: [row], more: 7 });
  expect((await client.event('trapline/hits')).body).toEqual({ hits: { openat: 3 } });
  expect((await client.event('process')).body).toMatchObject({ systemProcessId: 7, startMethod: 'launch' });
  expect(client.output('stdout')).toBe('hello\n');
});

test('a client that does not read stops the program’s output, not the adapter', async () => {
  session = await launched();
  const { fromAdapter, client } = session;
  const engine = session.engine();
  fromAdapter.pause();
  const text = 'x'.repeat(64 * 1024);
  for (let count = 0; count < 100; count++) engine.announce({ type: 'output', category: 'stdout', text });
  expect(engine.calls).toContain('holdOutput true');
  fromAdapter.resume();
  await client.request('threads');
  expect(engine.calls.at(-1)).toBe('holdOutput false');
  expect(client.output('stdout')).toHaveLength(100 * text.length);
});
