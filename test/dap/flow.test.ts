import { afterEach, describe, expect, test } from 'vitest';
import {
  type Adapter,
  fixture,
  fixtureSource,
  launch,
  markedLine,
  scope,
  stack,
  startAdapter,
} from './support/adapter.ts';

let adapter: Adapter;
afterEach(() => adapter.stop());

/** The program's own opens: the loader's come before, from ld.so. */
const OPEN = { name: 'openat', condition: 'pathname == "/etc/passwd"' };

describe('a C program', () => {
  test('stops at the entry with its path and line, steps to the exit with the result, runs to its end', async () => {
    adapter = startAdapter();
    const { client } = adapter;
    await launch(adapter, { program: fixture('opens') }, { breakpoints: [OPEN] });
    const entry = await client.event('stopped');
    expect(entry.body).toMatchObject({
      reason: 'function breakpoint',
      allThreadsStopped: false,
      description: 'openat entry',
    });
    expect(entry.body['hitBreakpointIds']).toHaveLength(1);
    const frames = await stack(client, entry);
    expect(frames[0]?.name).toMatch(/^openat\(AT_FDCWD[^,]*, "\/etc\/passwd", O_RDONLY\|O_CLOEXEC/);
    const main = frames.find(({ name }) => name === 'main');
    expect(main).toMatchObject({ line: markedLine('opens', 'opens'), source: { path: fixtureSource('opens') } });
    expect((await scope(adapter, entry, 'Syscall')).get('pathname')?.value).toBe('"/etc/passwd"');

    await client.request('next', { threadId: entry.body['threadId'] });
    const exit = await client.event('stopped');
    expect(exit.body).toMatchObject({ reason: 'step', description: expect.stringMatching(/^openat returned \d/) });
    const result = (await scope(adapter, exit, 'Syscall')).get('result')?.value;
    expect(result).toMatch(/^\d/);

    await client.request('continue', { threadId: entry.body['threadId'] });
    expect((await client.event('exited')).body).toEqual({ exitCode: 3 });
    await client.event('terminated');
    expect(client.output('stdout')).toBe('missing\n');
    await client.request('disconnect');
    expect(await adapter.exited()).toBe(0);
  });

  test('stopOnEntry stops before anything of it has run', async () => {
    adapter = startAdapter();
    const { client } = adapter;
    await launch(adapter, { program: fixture('opens'), stopOnEntry: true });
    const { body } = await client.event('stopped');
    expect(body).toMatchObject({ reason: 'entry' });
    expect(client.output('stdout')).toBe('');
    await client.request('continue', { threadId: body['threadId'] });
    expect((await client.event('exited')).body).toEqual({ exitCode: 3 });
  });

  test('failed calls stop with their errno, and expressions see it', async () => {
    adapter = startAdapter();
    const { client } = adapter;
    const filters = [{ filterId: 'failed', condition: 'syscall == "openat" && pathname == "/no/such/file"' }];
    await launch(adapter, { program: fixture('opens') }, { filters });
    const stopped = await client.event('stopped');
    expect(stopped.body).toMatchObject({ reason: 'exception', description: 'openat failed: ENOENT' });
    const info = await client.request('exceptionInfo', { threadId: stopped.body['threadId'] });
    expect(info).toMatchObject({ exceptionId: 'openat failed: ENOENT', breakMode: 'always' });
    const [frame] = await stack(client, stopped);
    const evaluate = (expression: string, context = 'watch') =>
      client.request('evaluate', { expression, context, frameId: frame?.id });
    expect((await evaluate('errno == ENOENT')).result).toBe('true');
    expect((await evaluate('pathname', 'hover')).result).toBe('"/no/such/file"');
    // As its row in Variables reads.
    expect((await evaluate('flags')).result).toBe('O_RDWR');
    expect((await evaluate('errno')).result).toBe('ENOENT (2)');
    expect((await evaluate('$rip')).result).toMatch(/^0x[0-9a-f]+$/);
    expect((await scope(adapter, stopped, 'Syscall')).get('errno')?.value).toBe('ENOENT (2)');
    await expect(evaluate('no_such_name')).rejects.toThrow('no_such_name');
    await client.request('continue', { threadId: stopped.body['threadId'] });
    await client.event('terminated');
  });

  test('the console sees the duration and the hits that conditions see', async () => {
    adapter = startAdapter();
    const { client } = adapter;
    const breakpoints = [{ name: '/^openat$/@both', condition: 'pathname startsWith "/etc/" && hits < 9' }];
    await launch(adapter, { program: fixture('opens') }, { breakpoints });
    const value = async (expression: string) =>
      (await client.request<{ result: string }>('evaluate', { expression, context: 'repl' })).result;
    const entry = await client.event('stopped');
    expect(await value('count')).toBe('1');
    await expect(value('duration')).rejects.toThrow('known at a call');
    const { threadId } = entry.body;
    await client.request('continue', { threadId });
    await client.event('stopped');
    expect(await value('hits')).toBe('2');
    expect(Number(await value('duration'))).toBeGreaterThan(0);
    await client.request('next', { threadId });
    await client.event('stopped');
    await expect(value('hits')).rejects.toThrow('"hits" has no value at this stop.');
    await client.request('next', { threadId });
    await client.event('stopped');
    expect(Number(await value('duration'))).toBeGreaterThan(0);
    await client.request('disconnect');
  });

  test('failed calls can be chosen by how long they took', async () => {
    adapter = startAdapter();
    const { client } = adapter;
    const filters = [{ filterId: 'failed', condition: 'duration > 0 && hits == 1' }];
    await launch(adapter, { program: fixture('opens') }, { filters });
    expect((await client.event('stopped')).body).toMatchObject({ reason: 'exception' });
    await client.request('disconnect');
  });

  test('a logpoint prints and does not stop', async () => {
    adapter = startAdapter();
    const { client } = adapter;
    const breakpoints = [{ ...OPEN, name: 'openat@exit log: opened {pathname} as {ret}' }];
    await launch(adapter, { program: fixture('opens') }, { breakpoints });
    await client.event('terminated');
    expect(client.output('console')).toMatch(/opened "?\/etc\/passwd"? as \d+/);
    expect(client.events('stopped')).toEqual([]);
  });

  test('steps by instruction, out of the call, and pauses', async () => {
    adapter = startAdapter();
    const { client } = adapter;
    await launch(adapter, { program: fixture('ticks') }, { breakpoints: [{ name: 'write', hitCondition: '3' }] });
    const entry = await client.event('stopped');
    const threadId = entry.body['threadId'];
    await client.request('stepOut', { threadId });
    expect((await client.event('stopped')).body).toMatchObject({ reason: 'step', description: 'write returned 1' });
    const at = async () => (await client.request<{ result: string }>('evaluate', { expression: '$rip' })).result;
    const before = await at();
    await client.request('stepIn', { threadId });
    await client.event('stopped');
    expect(await at()).not.toBe(before);
    await client.request('continue', { threadId });
    await client.request('pause', { threadId });
    expect((await client.event('stopped')).body).toMatchObject({ reason: 'pause', threadId });
  });

  test('stops and hits are told in the extension’s events', async () => {
    adapter = startAdapter();
    const { client } = adapter;
    await launch(adapter, { program: fixture('opens') }, { breakpoints: [OPEN] });
    const stopped = await client.event('stopped');
    await client.request('continue', { threadId: stopped.body['threadId'] });
    await client.event('terminated');
    const rows = client
      .events('trapline/stops')
      .flatMap(({ body }) => body['rows'] as { id: number; text: string; syscall?: string }[]);
    const row = rows.find(({ text }) => text.includes('"/etc/passwd"'));
    expect(row).toMatchObject({ syscall: 'openat' });
    expect(client.events('trapline/hits').at(-1)?.body).toMatchObject({ hits: { openat: expect.any(Number) } });
    const detail = await client.request('trapline/stopDetail', { id: row?.id });
    expect(detail['arguments']).toContainEqual(expect.objectContaining({ name: 'pathname', text: '"/etc/passwd"' }));
  });

  test('runs again on restart, with its breakpoints', async () => {
    adapter = startAdapter();
    const { client } = adapter;
    await launch(adapter, { program: fixture('opens') }, { breakpoints: [OPEN] });
    const first = await client.event('stopped');
    await client.request('restart');
    const second = await client.event('stopped');
    expect(second.body['threadId']).not.toBe(first.body['threadId']);
    expect(second.body['hitBreakpointIds']).toEqual(first.body['hitBreakpointIds']);
    expect(client.events('terminated')).toEqual([]);
    // Ids of rows begin anew: what was shown before is of another run.
    expect(client.events('trapline/newRun')).toHaveLength(1);
    await client.request('continue', { threadId: second.body['threadId'] });
    expect((await client.event('exited')).body).toEqual({ exitCode: 3 });
  });
});

test('threads stop one by one, and the others run on', async () => {
  adapter = startAdapter();
  const { client } = adapter;
  const condition = 'pathname == "/etc/passwd" || pathname == "/etc/group"';
  await launch(adapter, { program: fixture('two-threads') }, { breakpoints: [{ name: 'openat', condition }] });
  const stops = [await client.event('stopped'), await client.event('stopped')];
  const threads = stops.map(({ body }) => body['threadId']);
  expect(new Set(threads).size).toBe(2);
  const listed = (await client.request<{ threads: { id: number }[] }>('threads')).threads.map(({ id }) => id);
  expect(listed).toEqual(expect.arrayContaining(threads));
  expect(listed.length).toBe(3);
  for (const stopped of stops) {
    const frames = await stack(client, stopped);
    expect(frames.find(({ name }) => name === 'opener')?.line).toBe(markedLine('two-threads', 'opens'));
  }
  for (const threadId of threads) await client.request('continue', { threadId });
  expect((await client.event('exited')).body).toEqual({ exitCode: 0 });
  await client.event('terminated');
});

test('a forked child is traced too, and ends on its own', async () => {
  adapter = startAdapter();
  const { client } = adapter;
  const breakpoints = [{ name: 'openat', condition: 'pathname == "/etc/group"' }];
  await launch(adapter, { program: fixture('forks-child') }, { breakpoints });
  const stopped = await client.event('stopped');
  const main = (await client.event('process')).body['systemProcessId'];
  expect(stopped.body['threadId']).not.toBe(main);
  await client.request('continue', { threadId: stopped.body['threadId'] });
  expect((await client.event('exited')).body).toEqual({ exitCode: 5 });
  await client.event('terminated');
});

test('without followForks a child is let alone', async () => {
  adapter = startAdapter();
  const { client } = adapter;
  const breakpoints = [{ name: 'openat', condition: 'pathname == "/etc/group"' }];
  await launch(adapter, { program: fixture('forks-child'), followForks: false }, { breakpoints });
  expect((await client.event('exited')).body).toEqual({ exitCode: 5 });
  expect(client.events('stopped')).toEqual([]);
});

test('catch sets breakpoints of the configuration’s own', async () => {
  adapter = startAdapter();
  const { client } = adapter;
  await launch(adapter, { program: fixture('opens'), catch: ['close@exit'] });
  const stopped = await client.event('stopped');
  expect(stopped.body['description']).toBe('close returned 0');
});
