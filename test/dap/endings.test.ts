import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { type Adapter, begin, fixture, isAlive, launch, startAdapter, stateOf } from './support/adapter.ts';

let adapter: Adapter;
let ticking: ChildProcessByStdio<null, Readable, null> | undefined;

afterEach(async () => {
  ticking?.kill('SIGKILL');
  ticking = undefined;
  await adapter.stop();
});

/** A program of nobody's that shows on its output that it runs. */
async function startTicking(): Promise<number> {
  ticking = spawn(fixture('ticks'), [], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(ticking.stdout, 'data');
  return ticking.pid ?? 0;
}

/** Resolves when it has written again after what is in the pipe now. */
async function ticksOn(): Promise<void> {
  if (!ticking) throw new Error('nothing ticks');
  while (ticking.stdout.read() !== null);
  for (let tick = 0; tick < 3; tick++) await once(ticking.stdout, 'data');
}

/** A launched program that runs. */
async function launched(name: string): Promise<number> {
  adapter = startAdapter();
  await launch(adapter, { program: fixture(name) });
  await adapter.client.event('output', ({ category }) => category === 'stdout');
  return Number((await adapter.client.event('process')).body['systemProcessId']);
}

async function attached(configuration = {}): Promise<number> {
  const pid = await startTicking();
  adapter = startAdapter();
  await begin(adapter, 'attach', { pid }, configuration);
  expect(stateOf(pid).tracer).toBeGreaterThan(0);
  return pid;
}

const gone = (pid: number) => expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);

describe('a launched program ends', () => {
  test.each([
    ['when the adapter is killed', () => adapter.process.kill('SIGKILL')],
    ['when the adapter is terminated', () => adapter.process.kill('SIGTERM')],
    ['when stdin ends', () => adapter.client.endInput()],
    ['when the client disconnects', () => adapter.client.request('disconnect')],
  ])('%s', async (_when, leave) => {
    const pid = await launched('ticks');
    void leave();
    await adapter.exited();
    await gone(pid);
  });

  test('when it is stopped and stdin ends', async () => {
    adapter = startAdapter();
    await launch(adapter, { program: fixture('ticks'), stopOnEntry: true });
    const pid = Number((await adapter.client.event('stopped')).body['threadId']);
    adapter.client.endInput();
    expect(await adapter.exited()).toBe(0);
    await gone(pid);
  });

  test('by SIGTERM on terminate, and by SIGKILL on the second', async () => {
    const pid = await launched('ignores-term');
    await adapter.client.request('terminate');
    // The first has been heard once the thread list can be asked for and it is still there.
    await adapter.client.request('threads');
    expect(isAlive(pid)).toBe(true);
    await adapter.client.request('terminate');
    expect((await adapter.client.event('exited')).body).toEqual({ exitCode: 137 });
  });

  test('by SIGTERM although it stands at a breakpoint', async () => {
    adapter = startAdapter();
    await launch(
      adapter,
      { program: fixture('ticks') },
      { breakpoints: [{ name: 'write' }], filters: [{ filterId: 'signal' }] },
    );
    await adapter.client.event('stopped');
    await adapter.client.request('terminate');
    expect((await adapter.client.event('exited')).body).toEqual({ exitCode: 143 });
    await adapter.client.event('terminated');
  });

  test('by SIGTERM although it would stop on its exit', async () => {
    adapter = startAdapter();
    await launch(adapter, { program: fixture('ticks'), stopOnExit: true });
    await adapter.client.event('output', ({ category }) => category === 'stdout');
    await adapter.client.request('terminate');
    expect((await adapter.client.event('exited')).body).toEqual({ exitCode: 143 });
  });

  test('unless the client says otherwise', async () => {
    const pid = await launched('ignores-term');
    await adapter.client.request('disconnect', { terminateDebuggee: false });
    await adapter.exited();
    expect(stateOf(pid)).toMatchObject({ tracer: 0, state: 'S' });
    process.kill(pid, 'SIGKILL');
  });
});

describe('an attached program goes on', () => {
  test.each([
    ['when the adapter is killed', () => adapter.process.kill('SIGKILL')],
    ['when the adapter is terminated', () => adapter.process.kill('SIGTERM')],
    ['when stdin ends', () => adapter.client.endInput()],
    ['when the client disconnects', () => adapter.client.request('disconnect')],
  ])('%s', async (_when, leave) => {
    const pid = await attached();
    void leave();
    await adapter.exited();
    expect(stateOf(pid).tracer).toBe(0);
    await ticksOn();
  });

  test.each([
    ['stopped at a breakpoint and disconnected', () => adapter.client.request('disconnect')],
    ['stopped at a breakpoint and the adapter killed', () => adapter.process.kill('SIGKILL')],
  ])('%s', async (_when, leave) => {
    const pid = await attached({ breakpoints: [{ name: 'write' }] });
    await adapter.client.event('stopped');
    void leave();
    await adapter.exited();
    expect(stateOf(pid).tracer).toBe(0);
    await ticksOn();
  });

  test('paused, looked at, resumed', async () => {
    const pid = await attached();
    const { client } = adapter;
    await client.request('pause', { threadId: pid });
    const stopped = await client.event('stopped');
    expect(stopped.body).toMatchObject({ reason: 'pause', threadId: pid });
    await client.request('stackTrace', { threadId: pid });
    await client.request('continue', { threadId: pid });
    await ticksOn();
  });

  test('paused again and again in a sleep, which keeps its name although the kernel restarts it', async () => {
    const child = spawn('sleep', ['100'], { stdio: 'ignore' });
    try {
      await once(child, 'spawn');
      adapter = startAdapter();
      const { client } = adapter;
      // Asleep before anything interrupts it.
      await expect.poll(() => readFileSync(`/proc/${child.pid}/syscall`, 'utf8')).toMatch(/^230 /);
      await begin(adapter, 'attach', { pid: child.pid }, { breakpoints: [{ name: 'openat' }] });
      for (let time = 0; time < 3; time++) {
        // Neither stopped nor on its way.
        await expect.poll(() => stateOf(child.pid ?? 0).state).toBe('S');
        await client.request('pause', { threadId: child.pid });
        const stopped = await client.event('stopped');
        expect(stopped.body['description']).toBe('paused in clock_nanosleep');
        await client.request('continue', { threadId: child.pid });
      }
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('but ends when the client asks for it', async () => {
    const pid = await attached();
    await adapter.client.request('disconnect', { terminateDebuggee: true });
    await adapter.exited();
    await gone(pid);
  });
});
