import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readProcStatus } from '../../adapter/plan/procStatus.ts';
import { type Adapter, begin, fixture, INITIALIZE, startAdapter } from './support/adapter.ts';

let adapter: Adapter;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  writeFileSync(join(folder, 'plain'), '#!/bin/sh\n');
  writeFileSync(join(folder, 'wrong.sh'), '#!/no/such\n');
  writeFileSync(join(folder, 'text'), 'hello\n');
  writeFileSync(join(folder, 'bad.env'), 'no equals sign\n');
  for (const name of ['wrong.sh', 'text']) chmodSync(join(folder, name), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  adapter = startAdapter();
  await adapter.client.request('initialize', INITIALIZE);
});
afterEach(() => adapter.stop());

test('a configuration that can’t run is one sentence each, and the next good one runs in the same session', async () => {
  const { client } = adapter;
  const good = fixture('opens');
  const cases: [object, number, string][] = [
    [{}, 2001, '"program" is missing'],
    [{ program: '/no/such' }, 2101, 'does not exist: /no/such'],
    [{ program: 'no-such-program' }, 2101, 'is on PATH'],
    [{ program: folder }, 2102, 'is a directory'],
    [{ program: join(folder, 'plain') }, 2103, 'chmod +x'],
    [{ program: join(folder, 'wrong.sh') }, 2104, '"/no/such", which does not exist'],
    [{ program: join(folder, 'text') }, 2106, 'neither an ELF program nor a script'],
    [{ program: good, cwd: '/no/such' }, 2003, '"cwd" does not exist'],
    [{ program: good, envFile: '/no/such' }, 2004, '"envFile" does not exist'],
    [{ program: good, envFile: join(folder, 'bad.env') }, 2004, 'Line 1 of the envFile'],
    [{ program: good, log: '/no/such/x.log' }, 2005, 'The folder of "log" does not exist'],
    [{ program: good, console: 'tty' }, 2001, '"console" must be one of'],
    [{ program: good, catch: ['opennat'] }, 2006, 'openat'],
    [{ program: good, args: 'one' }, 2001, '"args" must be a list'],
    [{ program: good, args: ['x'.repeat(3_000_000)] }, 3000, 'too long'],
  ];
  for (const [args, id, sentence] of cases) {
    await expect(client.request('launch', args)).rejects.toMatchObject({
      id,
      message: expect.stringContaining(sentence),
      showUser: true,
    });
  }
  await client.request('launch', { program: good });
  await client.request('configurationDone');
  expect((await client.event('exited')).body).toEqual({ exitCode: 3 });
});

describe('breakpoints', () => {
  test('an unknown name is unverified with the nearest names, a broken condition with its place', async () => {
    const { breakpoints } = (await adapter.client.request('setFunctionBreakpoints', {
      breakpoints: [
        { name: 'opennat' },
        { name: 'openat', condition: 'pathname ==' },
        { name: 'openat', hitCondition: 'often' },
        { name: '' },
        { name: '/(/' },
        { name: '%nothing' },
        { name: 'openat@sometimes' },
        { name: 'openat@exit' },
      ],
    })) as { breakpoints: { verified: boolean; message?: string }[] };
    expect(breakpoints.map(({ verified }) => verified)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(breakpoints[0]?.message).toContain('openat');
    for (const { message } of breakpoints.slice(0, 7)) expect(message).toMatch(/\S.*\S/);
  });

  test('a broken filter condition is unverified', async () => {
    const { breakpoints } = (await adapter.client.request('setExceptionBreakpoints', {
      filters: [],
      filterOptions: [{ filterId: 'failed', condition: 'errno ==' }],
    })) as { breakpoints: { verified: boolean; message?: string }[] };
    expect(breakpoints).toMatchObject([{ verified: false, message: expect.any(String) }]);
  });
});

describe('attach', () => {
  test('a pid that can’t be attached to is one sentence each, and the next good one works', async () => {
    const { client } = adapter;
    const cases: [unknown, number, string][] = [
      [undefined, 2001, '"pid" is missing'],
      ['hello', 2001, '"pid" must be a process id'],
      [2 ** 22 + 1, 2201, 'No process has the pid'],
      [adapter.process.pid, 2204, 'own adapter'],
      [process.pid, 2204, 'ancestor'],
    ];
    for (const [pid, id, sentence] of cases) {
      await expect(client.request('attach', { pid })).rejects.toMatchObject({
        id,
        message: expect.stringContaining(sentence),
      });
    }
    const child = spawn('sleep', ['100'], { stdio: 'ignore' });
    try {
      await client.request('attach', { pid: child.pid });
      const other = startAdapter();
      try {
        await expect(begin(other, 'attach', { pid: child.pid })).rejects.toMatchObject({
          id: 2202,
          message: expect.stringContaining(`(pid ${adapter.process.pid})`),
        });
      } finally {
        await other.stop();
      }
      await client.request('disconnect');
    } finally {
      child.kill('SIGKILL');
    }
  });

  // Containers have none in sight.
  const kernelThread = kernelThreadInSight();
  test.skipIf(kernelThread === undefined)('a kernel thread', async () => {
    await expect(adapter.client.request('attach', { pid: kernelThread })).rejects.toMatchObject({ id: 2205 });
  });

  // Needs to be somebody else for a moment, which only root can.
  test.skipIf(process.getuid?.() !== 0)('somebody else’s process', async () => {
    const other = startAdapter([], { uid: 65534, gid: 65534 });
    const child = spawn('sleep', ['100'], { stdio: 'ignore' });
    try {
      await once(child, 'spawn');
      await other.client.request('initialize', INITIALIZE);
      await expect(other.client.request('attach', { pid: child.pid })).rejects.toMatchObject({
        id: 2203,
        message: expect.stringContaining('belongs to another user'),
      });
    } finally {
      child.kill('SIGKILL');
      await other.stop();
    }
  });
});

/** kthreadd is the second process of a machine. */
function kernelThreadInSight(): number | undefined {
  return readProcStatus(2)?.kernelThread ? 2 : undefined;
}
