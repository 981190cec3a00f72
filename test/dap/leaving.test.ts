import { afterEach, describe, expect, test } from 'vitest';
import { announceStop, type FakeSession, fakeSession, INITIALIZE, launched } from './support/fakeEngine.ts';

let session: FakeSession;
afterEach(() => session.client.assertValid());

describe('ending', () => {
  test('disconnect kills what was launched', async () => {
    session = await launched();
    await session.client.request('disconnect');
    await session.over;
    expect(session.engine().calls.slice(-3)).toEqual(['kill', 'detach', 'dispose']);
  });

  test('disconnect with terminateDebuggee false lets it go', async () => {
    session = await launched();
    await session.client.request('disconnect', { terminateDebuggee: false });
    await session.over;
    expect(session.engine().calls).not.toContain('kill');
  });

  test('the end of input kills what was launched', async () => {
    session = await launched();
    session.client.endInput();
    await session.over;
    expect(session.engine().calls).toContain('kill');
  });

  test('an engine that never answers does not keep the adapter', async () => {
    session = fakeSession({ kill: () => new Promise(() => undefined) });
    await session.client.request('initialize', INITIALIZE);
    await session.client.request('launch', { program: '/bin/true' });
    await session.client.request('disconnect');
    await session.over;
  });

  test('terminate takes the breakpoints away and resumes; the second one kills', async () => {
    session = await launched({ catch: ['openat'] });
    announceStop(session);
    const { client } = session;
    await client.event('stopped');
    await client.request('terminate');
    await client.event('continued');
    expect(session.engine().breakpoints).toEqual([]);
    expect(session.engine().calls).toContain('resume 7 continue');
    await client.request('terminate');
    expect(session.engine().calls).toContain('kill');
  });

  test('restart runs the same again on another engine, with its breakpoints', async () => {
    session = await launched({ args: ['one'] });
    const { client } = session;
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'openat' }] });
    await client.request('setExceptionBreakpoints', { filters: ['exit'] });
    session.engine().announce({ type: 'thread', reason: 'started', tid: 7 });
    announceStop(session);
    await client.event('stopped');
    await client.request('restart');
    await client.request('threads');
    expect(session.engines).toHaveLength(2);
    expect(session.engines[0]?.calls.slice(-2)).toEqual(['kill', 'dispose']);
    expect(session.engine().calls).toContain('start');
    expect(session.engine().plan?.argv).toEqual(['/bin/true', 'one']);
    expect(session.engine().breakpoints).toMatchObject([{ name: 'openat' }]);
    expect(session.engine().filters).toEqual([{ filter: 'exit' }]);
    expect(client.events('thread').at(-1)?.body).toEqual({ reason: 'exited', threadId: 7 });
    // What the first engine still says is not ours any more.
    session.engines[0]?.announce({ type: 'terminated' });
    await client.request('threads');
    expect(client.events('terminated')).toEqual([]);
    await client.request('restart', { arguments: { program: '/bin/true', args: ['two'] } });
    expect(session.engine().plan?.argv).toEqual(['/bin/true', 'two']);
  });
});
