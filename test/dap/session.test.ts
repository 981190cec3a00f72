import { afterEach, describe, expect, test } from 'vitest';
import { type FakeSession, fakeSession, INITIALIZE } from './support/fakeEngine.ts';

let session: FakeSession;

async function launched(args: object = {}): Promise<void> {
  session = fakeSession();
  const { client } = session;
  await client.request('initialize', INITIALIZE);
  await client.event('initialized');
  await client.request('launch', { program: '/bin/true', ...args });
  await client.request('configurationDone');
}

/** A stop of thread 7, as the engine announces it. */
function stop(reason: 'function breakpoint' | 'exception' | 'step' = 'function breakpoint', ids: number[] = [1]): void {
  session.engine().announce({
    type: 'stopped',
    tid: 7,
    reason,
    description: 'openat entry',
    text: 'openat(AT_FDCWD, "x", O_RDONLY)',
    hitBreakpointIds: ids,
  });
}

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
    await launched({ program: 'true', args: ['a b'], env: { ADDED: '1', HOME: null }, cwd: '/' });
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
    await launched({ catch: ['%net'] });
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
    await launched();
    const body = await session.client.request('setBreakpoints', {
      source: { path: '/a.c' },
      breakpoints: [{ line: 3 }],
    });
    expect(body['breakpoints']).toEqual([{ verified: false, message: expect.stringContaining('syscall breakpoint') }]);
  });

  test('exception filters with conditions, and an unknown one', async () => {
    await launched();
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

describe('a stop', () => {
  test('is per thread, with its breakpoints and description', async () => {
    await launched();
    stop();
    const { body } = await session.client.event('stopped');
    expect(body).toEqual({
      reason: 'function breakpoint',
      description: 'openat entry',
      text: 'openat(AT_FDCWD, "x", O_RDONLY)',
      threadId: 7,
      allThreadsStopped: false,
      hitBreakpointIds: [1],
    });
  });

  test('has frames in pages; libraries are subtle, missing sources deemphasised', async () => {
    await launched();
    stop();
    const { client } = session;
    const all = await client.request('stackTrace', { threadId: 7 });
    expect(all['totalFrames']).toBe(4);
    expect(all['stackFrames']).toMatchObject([
      { name: 'openat(AT_FDCWD, "x", O_RDONLY)', line: 0, instructionPointerReference: '0x1000' },
      { presentationHint: 'subtle' },
      { name: 'main', line: 12, column: 3, source: { name: 'main.c', path: '/src/main.c' } },
      { source: { presentationHint: 'deemphasize', origin: expect.stringContaining('sourceMap') } },
    ]);
    const page = await client.request('stackTrace', { threadId: 7, startFrame: 2, levels: 1 });
    expect(page['stackFrames']).toEqual([(all['stackFrames'] as unknown[])[2]]);
  });

  test('has scopes, children in pages, and references until the thread resumes', async () => {
    await launched();
    stop();
    const { client } = session;
    const stack = await client.request('stackTrace', { threadId: 7 });
    const frameId = (stack['stackFrames'] as { id: number }[])[2]?.id;
    const { scopes } = (await client.request('scopes', { frameId })) as {
      scopes: { name: string; variablesReference: number }[];
    };
    expect(scopes.map(({ name }) => name)).toEqual(['Syscall', 'Registers']);
    const reference = scopes[0]?.variablesReference;
    const { variables } = (await client.request('variables', { variablesReference: reference })) as {
      variables: { name: string; value: string; variablesReference: number; indexedVariables?: number }[];
    };
    expect(variables).toMatchObject([
      { name: 'pathname', value: '"x"', variablesReference: 0 },
      { name: 'many', indexedVariables: 250 },
    ]);
    const page = await client.request('variables', {
      variablesReference: variables[1]?.variablesReference,
      filter: 'indexed',
      start: 200,
      count: 2,
    });
    expect(page['variables']).toMatchObject([{ name: '[200]' }, { name: '[201]' }]);
    await client.request('next', { threadId: 7 });
    await expect(client.request('variables', { variablesReference: reference })).rejects.toMatchObject({
      id: 1004,
      showUser: false,
    });
    await expect(client.request('scopes', { frameId })).rejects.toMatchObject({ id: 1004 });
    await expect(client.request('stackTrace', { threadId: 7 })).rejects.toMatchObject({ id: 1005 });
  });

  test('is evaluated in, and completes names', async () => {
    await launched();
    stop();
    const { client } = session;
    await client.event('stopped');
    const result = await client.request('evaluate', { expression: 'fd + 1', context: 'repl' });
    expect(result).toMatchObject({ result: '7:fd + 1' });
    expect(result['variablesReference']).toBeGreaterThan(0);
    await expect(client.request('evaluate', { expression: 'fail', context: 'watch' })).rejects.toMatchObject({
      message: 'Unknown name "fail".',
      showUser: false,
    });
    const { targets } = (await client.request('completions', { text: 'fd == 1 && pa', column: 14 })) as {
      targets: unknown[];
    };
    expect(targets).toEqual([{ label: 'pathname', detail: '"x"', type: 'field', start: 11, length: 2 }]);
    const registers = (await client.request('completions', { text: '$r', column: 3 })) as {
      targets: { label: string }[];
    };
    expect(registers.targets.map(({ label }) => label)).toEqual(['$rip']);
  });

  test('of an exception says what it was', async () => {
    await launched();
    stop('exception', []);
    await session.client.event('stopped');
    const info = await session.client.request('exceptionInfo', { threadId: 7 });
    expect(info).toEqual({
      exceptionId: 'openat entry',
      description: 'openat(AT_FDCWD, "x", O_RDONLY)',
      breakMode: 'always',
    });
  });
});

describe('running', () => {
  test.each([
    ['continue', 'continue'],
    ['next', 'next-syscall-stop'],
    ['stepIn', 'instruction'],
    ['stepOut', 'out'],
  ])('%s moves one thread by %s', async (command, mode) => {
    await launched();
    stop();
    await session.client.event('stopped');
    await session.client.request(command, { threadId: 7 });
    expect(session.engine().calls).toContain(`resume 7 ${mode}`);
    await expect(session.client.request(command, { threadId: 7 })).rejects.toMatchObject({ id: 1005 });
  });

  test('the next stop is announced after the response, however soon it comes', async () => {
    session = fakeSession({
      resume: () => {
        stop('step', []);
        return Promise.resolve();
      },
    });
    const { client } = session;
    await client.request('initialize', INITIALIZE);
    await client.request('launch', { program: '/bin/true' });
    stop();
    await client.event('stopped');
    const from = client.messages.length;
    await client.request('next', { threadId: 7 });
    await client.event('stopped');
    expect(client.messages.slice(from).map(({ event, command }) => event ?? command)).toEqual(['next', 'stopped']);
    await client.request('stackTrace', { threadId: 7 });
  });

  test('pause takes a thread, or 0 for all', async () => {
    await launched();
    await session.client.request('pause', { threadId: 7 });
    await session.client.request('pause', { threadId: 0 });
    expect(session.engine().calls.slice(-2)).toEqual(['pause 7', 'pause undefined']);
  });
});

describe('ending', () => {
  test('disconnect kills what was launched', async () => {
    await launched();
    await session.client.request('disconnect');
    await session.over;
    expect(session.engine().calls.slice(-3)).toEqual(['kill', 'detach', 'dispose']);
  });

  test('disconnect with terminateDebuggee false lets it go', async () => {
    await launched();
    await session.client.request('disconnect', { terminateDebuggee: false });
    await session.over;
    expect(session.engine().calls).not.toContain('kill');
  });

  test('the end of input kills what was launched', async () => {
    await launched();
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
    await launched({ catch: ['openat'] });
    stop();
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
    await launched({ args: ['one'] });
    const { client } = session;
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'openat' }] });
    await client.request('setExceptionBreakpoints', { filters: ['exit'] });
    session.engine().announce({ type: 'thread', reason: 'started', tid: 7 });
    stop();
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

test('announcements become events', async () => {
  await launched();
  const engine = session.engine();
  const row = { pid: 7, tid: 7, comm: 'cat', parent: 1, state: 'running', kind: 'running' } as const;
  engine.announce({ type: 'process', pid: 7, name: '/bin/true', startMethod: 'launch' });
  engine.announce({ type: 'tracees', tracees: [row] });
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
  expect((await client.event('trapline/tracees')).body).toEqual({ tracees: [row] });
  expect((await client.event('trapline/hits')).body).toEqual({ hits: { openat: 3 } });
  expect((await client.event('process')).body).toMatchObject({ systemProcessId: 7, startMethod: 'launch' });
  expect(client.output('stdout')).toBe('hello\n');
});
