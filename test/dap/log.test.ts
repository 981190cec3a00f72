import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Adapter, fixture, INITIALIZE, launch, startAdapter } from './support/adapter.ts';

let adapter: Adapter;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  adapter = startAdapter();
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await adapter.stop();
});

test('the log is strace’s, of the calls that were asked for', async () => {
  const log = { file: 'a.log', catch: 'openat', strings: 5 };
  await launch(adapter, { program: fixture('opens'), cwd: folder, followForks: false, log });
  await adapter.client.event('terminated');
  const lines = readFileSync(join(folder, 'a.log'), 'latin1').trimEnd().split('\n');
  expect(lines.every((line) => /^openat\(.* = |^\+\+\+ /.test(line))).toBe(true);
  expect(lines).toContain('openat(AT_FDCWD, "/no/such/file", O_RDWR) = -1 ENOENT (No such file or directory)');
  expect(lines.at(-1)).toBe('+++ exited with 3 +++');
});

test('stacks stand behind their calls', async () => {
  await launch(adapter, {
    program: fixture('opens'),
    cwd: folder,
    log: { file: 'a.log', catch: 'openat', stacks: true },
  });
  await adapter.client.event('terminated');
  const text = readFileSync(join(folder, 'a.log'), 'latin1');
  expect(text).toMatch(/"\/no\/such\/file".*\n( > .*\n)* > \S*\/opens\(main\+0x[0-9a-f]+\) \[0x[0-9a-f]+\]\n/);
});

test('without a file it is in the debug console', async () => {
  await launch(adapter, { program: fixture('opens'), cwd: '/', strace: '-f -s 3 -e trace=openat,exit_group' });
  await adapter.client.event('terminated');
  const lines = adapter.client.output('console').split('\n');
  expect(lines).toContainEqual(
    expect.stringMatching(/^\d+ +openat\(AT_FDCWD, "\/no\/such\/file", O_RDWR\) = -1 ENOENT/),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^\d+ +\+\+\+ exited with 3 \+\+\+$/));
});

test('a table of calls without a file is in the debug console', async () => {
  await launch(adapter, { program: fixture('opens'), strace: '-c' });
  await adapter.client.event('terminated');
  expect(adapter.client.output('console')).toMatch(/^100\.00 .* total$/m);
});

test('a full disk is said once, and the program goes on', async () => {
  await launch(adapter, { program: fixture('opens'), log: '/dev/full' });
  expect((await adapter.client.event('exited')).body).toEqual({ exitCode: 3 });
  await adapter.client.event('terminated');
  const said = adapter.client.events('output').map(({ body }) => String(body['output']));
  expect(said.filter((text) => text.includes('/dev/full'))).toEqual([expect.stringMatching(/the disk is full/)]);
});

test('a log of calls that do not exist is refused', async () => {
  await adapter.client.request('initialize', INITIALIZE);
  const log = { file: 'a.log', catch: 'opennat' };
  await expect(adapter.client.request('launch', { program: fixture('opens'), cwd: folder, log })).rejects.toThrow(
    'opennat',
  );
});
