import { afterEach, describe, expect, test } from 'vitest';
import { announceStop, type FakeSession, fakeSession, INITIALIZE, launched } from './support/fakeEngine.ts';

let session: FakeSession;
afterEach(() => session.client.assertValid());

describe('a stop', () => {
  test('is per thread, with its breakpoints and description', async () => {
    session = await launched();
    announceStop(session);
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

  test('has frames in pages; libraries are subtle, a missing source is named and not opened', async () => {
    session = await launched();
    announceStop(session);
    const { client } = session;
    const all = await client.request('stackTrace', { threadId: 7 });
    expect(all['totalFrames']).toBe(4);
    expect(all['stackFrames']).toMatchObject([
      { name: 'openat(AT_FDCWD, "x", O_RDONLY)', line: 0, instructionPointerReference: '0x1000' },
      { presentationHint: 'subtle' },
      { name: 'main', line: 12, column: 3, source: { name: 'main.c', path: '/src/main.c' } },
      { name: expect.stringMatching(/ at \S+:\d+$/) },
    ]);
    expect((all['stackFrames'] as object[])[3]).not.toHaveProperty('source');
    const page = await client.request('stackTrace', { threadId: 7, startFrame: 2, levels: 1 });
    expect(page['stackFrames']).toEqual([(all['stackFrames'] as unknown[])[2]]);
  });

  test('has scopes, children in pages, and references until the thread resumes', async () => {
    session = await launched();
    announceStop(session);
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
      { name: 'pathname', value: '"x"', variablesReference: 0, evaluateName: 'pathname' },
      { name: 'many', indexedVariables: 250 },
      { name: 'some' },
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
    session = await launched();
    announceStop(session);
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
  });

  test.each([
    ['$r', ['$rip']],
    ['fa', ['fail ERRNO']],
    ['fail ENOE', ['ENOENT', 'ENOEXEC']],
    ['signal SIGUSR', ['SIGUSR1', 'SIGUSR2']],
    ['call getpi', ['getpid']],
    ['set syscall = openat', ['openat', 'openat2']],
    ['set re', ['result']],
    ['set many = du', ['duration']],
    ['flags & O_CREA', ['O_CREAT']],
    ['mode & S_IRU', ['S_IRUSR']],
    ['some.', ['first', 'startsWith()', 'endsWith()', 'contains()']],
    ['some.f', ['first']],
    ['pathname == "p', []],
    ['delay 1', []],
    ['o_creat', []],
  ])('completes %j by what stands before it', async (text, labels) => {
    session = await launched();
    announceStop(session);
    await session.client.event('stopped');
    const { targets } = await session.client.request<{ targets: { label: string; start: number; length: number }[] }>(
      'completions',
      { text, column: text.length + 1 },
    );
    expect(targets.map(({ label }) => label)).toEqual(labels);
    for (const { start, length } of targets) expect(start + length).toBe(text.length);
  });

  test('completes in the line of the cursor, and commands at its beginning alone', async () => {
    session = await launched();
    const { client } = session;
    const labels = async (text: string, line: number, column: number) => {
      const body = await client.request<{ targets: { label: string }[] }>('completions', { text, line, column });
      return body.targets.map(({ label }) => label);
    };
    expect(await labels('nr\nretr', 2, 5)).toEqual(['retry']);
    expect(await labels('nr == retr', 1, 11)).toEqual([]);
  });

  test('of an exception says what it was', async () => {
    session = await launched();
    announceStop(session, 'exception', []);
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
    session = await launched();
    announceStop(session);
    await session.client.event('stopped');
    await session.client.request(command, { threadId: 7 });
    expect(session.engine().calls).toContain(`resume 7 ${mode}`);
    await expect(session.client.request(command, { threadId: 7 })).rejects.toMatchObject({ id: 1005 });
  });

  test('the next stop is announced after the response, however soon it comes', async () => {
    session = fakeSession({
      resume: () => {
        announceStop(session, 'step', []);
        return Promise.resolve();
      },
    });
    const { client } = session;
    await client.request('initialize', INITIALIZE);
    await client.request('launch', { program: '/bin/true' });
    announceStop(session);
    await client.event('stopped');
    const from = client.messages.length;
    await client.request('next', { threadId: 7 });
    await client.event('stopped');
    expect(client.messages.slice(from).map(({ event, command }) => event ?? command)).toEqual(['next', 'stopped']);
    await client.request('stackTrace', { threadId: 7 });
  });

  test('pause takes a thread, or 0 for all', async () => {
    session = await launched();
    await session.client.request('pause', { threadId: 7 });
    await session.client.request('pause', { threadId: 0 });
    expect(session.engine().calls.slice(-2)).toEqual(['pause 7', 'pause undefined']);
  });
});

test('frames that come when the thread is elsewhere already are refused', async () => {
  let give = (): void => undefined;
  session = fakeSession({
    stack: () =>
      new Promise((resolve) => {
        give = () => resolve([]);
      }),
  });
  const { client } = session;
  await client.request('initialize', INITIALIZE);
  announceStop(session);
  await client.event('stopped');
  const late = client.request('stackTrace', { threadId: 7 });
  announceStop(session, 'step', []);
  await client.event('stopped');
  give();
  await expect(late).rejects.toMatchObject({ id: 1004 });
});
