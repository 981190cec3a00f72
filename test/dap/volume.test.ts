/** A great many stops: nothing is lost, nothing piles up, and the session still listens. */
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { type Adapter, fixture, launch, startAdapter } from './support/adapter.ts';

let adapter: Adapter;

afterEach(() => adapter.stop());

/** Kilobytes (proc(5)) that the adapter has, or had at most. */
function memory(which: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${adapter.process.pid}/status`, 'latin1');
  return Number(new RegExp(`^${which}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
}

/** Waits until the adapter uses no processor time any more: it waits for its client. */
async function untilIdle(): Promise<void> {
  const used = (): string =>
    readFileSync(`/proc/${adapter.process.pid}/stat`, 'latin1').split(' ').slice(13, 15).join(' ');
  for (let before = '', same = 0; same < 40; ) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    const now = used();
    same = now === before ? same + 1 : 0;
    before = now;
  }
}

const CALLS = 100_000;
const TEXT = 'x'.repeat(200);
const LOGPOINT = { breakpoints: [{ name: `getppid log: ${TEXT} {pid}` }] };
const lines = (): number => adapter.client.output('console').split(TEXT).length - 1;

test('a client that does not read stops the program, not the adapter, and gets every line afterwards', async () => {
  adapter = startAdapter();
  const { client, process: child } = adapter;
  await launch(adapter, { program: fixture('calls-often'), args: [String(CALLS)] }, LOGPOINT);
  const before = memory('VmRSS');
  child.stdout.pause();
  await untilIdle();
  // 20 MB of text, which took 265 MB as a message each.
  expect(memory('VmHWM') - before).toBeLessThan(120_000);
  expect(lines()).toBeLessThan(CALLS);
  child.stdout.resume();
  await client.event('terminated');
  expect(lines()).toBe(CALLS);
  expect(client.output('stdout')).toBe(`${CALLS} calls\n`);
}, 120_000);

test('a client that does not read can still end the session', async () => {
  adapter = startAdapter();
  const { client, process: child } = adapter;
  await launch(adapter, { program: fixture('calls-often'), args: [String(CALLS)] }, LOGPOINT);
  child.stdout.pause();
  await untilIdle();
  const pid = Number(client.events('process')[0]?.body['systemProcessId']);
  client.request('disconnect', { terminateDebuggee: true }).catch(() => undefined);
  child.stdin.end();
  child.stdout.destroy();
  expect(await adapter.exited()).toBe(0);
  expect(() => process.kill(pid, 0)).toThrow();
}, 120_000);

test('rows of a great many stops come in batches, and the newest last', async () => {
  adapter = startAdapter();
  const { client } = adapter;
  await launch(
    adapter,
    { program: fixture('calls-often'), args: [String(CALLS)] },
    { breakpoints: [{ name: 'getppid', hitCondition: `>=${CALLS}` }] },
  );
  await client.event('stopped');
  const hits = (
    await client.event('trapline/hits', ({ hits }) => (hits as Record<string, number>)['getppid'] === CALLS)
  ).body;
  expect(hits).toBeDefined();
  // Ten batches a second at most, however long that took.
  expect(client.events('trapline/hits').length).toBeLessThan(CALLS / 100);
  await client.request('disconnect', { terminateDebuggee: true });
}, 120_000);
