import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Adapter, launch, startAdapter } from './support/adapter.ts';

let adapter: Adapter;
afterEach(() => adapter.stop());

/** /bin/sh with a script, stopped at the first event of a filter. */
async function caught(filterId: string, script: string, condition?: string) {
  adapter = startAdapter();
  const program = { program: '/bin/sh', args: ['-c', script] };
  await launch(adapter, program, { filters: [{ filterId, ...(condition && { condition }) }] });
  return adapter.client.event('stopped');
}

test.each([
  ['signal', 'kill -USR1 $$', undefined, /SIGUSR1/],
  ['exec', '/bin/true; :', undefined, /^execve .*true/],
  ['fork', '/bin/true; :', undefined, /clone|fork/],
  ['exit', 'exit 6', undefined, /exit/],
  ['group-stop', 'kill -STOP $$', undefined, /group-stop|SIGSTOP/],
  ['failed', 'cat /no/such/file', 'errno == ENOENT && pathname == "/no/such/file"', /ENOENT/],
])('%s is caught', async (filterId, script, condition, description) => {
  const stopped = await caught(filterId, script, condition);
  expect(stopped.body).toMatchObject({ reason: 'exception', description: expect.stringMatching(description) });
  const { threadId } = stopped.body;
  expect(await adapter.client.request('exceptionInfo', { threadId })).toMatchObject({ breakMode: 'always' });
  await adapter.client.request('stackTrace', { threadId });
});

test('an uncaught signal still kills as it would have', async () => {
  const stopped = await caught('signal', 'kill -TERM $$');
  await adapter.client.request('continue', { threadId: stopped.body['threadId'] });
  expect((await adapter.client.event('exited')).body).toEqual({ exitCode: 143 });
});

test('a program whose name is hostile shows as plain text everywhere', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  try {
    const program = join(folder, '\u001b[31m[x](y)\n');
    copyFileSync('/bin/true', program);
    adapter = startAdapter();
    const { client } = adapter;
    await launch(adapter, { program, stopOnEntry: true });
    const stopped = await client.event('stopped');
    const { threads } = await client.request<{ threads: { name: string }[] }>('threads');
    await client.request('stackTrace', { threadId: stopped.body['threadId'] });
    await client.request('continue', { threadId: stopped.body['threadId'] });
    await client.event('terminated');
    expect(threads[0]?.name).toMatch(/^[ -~]+$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there.
    const shown = client.messages.filter(({ body }) => /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(texts(body)));
    expect(shown).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Every string in a body, one a line. */
function texts(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(texts).join('\n');
}
