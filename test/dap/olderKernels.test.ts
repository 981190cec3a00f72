/**
 * A session of the editor on older kernels: the same stops, results and changes as with the newest requests. The command
 * line is tested in test/tracer/engine-fallbacks.test.ts.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { OLDER_KERNELS, type Older, type OlderKernel, olderKernel } from '../tracer/support/olderKernels.ts';
import { type Adapter, type Configuration, fixture, launch, startAdapter } from './support/adapter.ts';

let adapter: Adapter;
let older: Older | undefined;
afterEach(async () => {
  await adapter.stop();
  older?.remove();
  older = undefined;
});

function start(kernel?: OlderKernel): void {
  older = kernel && olderKernel(kernel);
  adapter = startAdapter([], older);
}

type Go = 'continue' | 'next' | 'stepIn' | 'stepOut';

/** The session's stops: each goes on as the list says (the last word again and again); then the output and the end. */
async function stops(args: object, configuration: Configuration, ways: readonly Go[]): Promise<string[]> {
  const { client } = adapter;
  const seen: string[] = [];
  await launch(adapter, args, configuration);
  for (let stop = 0; ; stop++) {
    const { event, body } = await client.firstOf(['stopped', 'terminated']);
    if (event === 'terminated') break;
    seen.push(`${body['reason']}: ${body['description']} ${body['text']}`);
    await client.request(ways[Math.min(stop, ways.length - 1)] ?? 'continue', { threadId: body['threadId'] });
  }
  return [...seen, client.output('stdout'), JSON.stringify(client.events('exited').at(-1)?.body)].map(alike);
}

const alike = (text: string): string => text.replace(/\b0x[0-9a-f]{6,}\b/g, 'ADDRESS').replace(/\b\d{3,}\b/g, 'N');

const OWN = { name: 'openat@both', condition: 'pathname contains "nonexistent" || pathname == "/dev/zero"' };
const CASES: readonly (readonly [string, object, Configuration, readonly Go[]])[] = [
  ['entries and exits', { program: 'trace_files' }, { breakpoints: [OWN] }, ['continue']],
  [
    'steps from call to call',
    { program: 'trace_files' },
    { breakpoints: [{ name: 'openat', condition: 'pathname == "/dev/zero"' }] },
    ['next', 'next', 'next', 'stepOut', 'continue'],
  ],
  [
    'instructions from an entry',
    { program: 'trace_files' },
    { breakpoints: [{ name: 'openat', condition: 'pathname == "/dev/zero"' }] },
    ['stepIn', 'stepIn', 'stepIn', 'continue'],
  ],
  ['32-bit calls of 64-bit code', { program: 'int80' }, { breakpoints: [{ name: 'access@both' }] }, ['continue']],
  ['signals', { program: 'signals' }, { filters: [{ filterId: 'signal' }] }, ['continue']],
  [
    'events and failed calls',
    { program: 'vfork-exec' },
    { filters: [{ filterId: 'exec' }, { filterId: 'failed', condition: 'syscall == "openat"' }] },
    ['continue'],
  ],
  [
    'rules',
    {
      program: 'does-calls',
      args: ['access=/etc', 'getppid', 'zeros'],
      tamper: [
        { catch: 'access', condition: 'pathname == "/etc"', fail: 'EPERM' },
        { catch: 'getppid', return: 7 },
        { catch: 'read', condition: 'count == 4', set: { count: 2 } },
      ],
    },
    { breakpoints: [{ name: 'getppid@both' }] },
    ['continue'],
  ],
];

const newest = new Map<string, string[]>();

describe.each(CASES)('%s', (name, args, configuration, ways) => {
  const plan = { ...args, program: fixture((args as { program: string }).program) };

  test.each(Object.keys(OLDER_KERNELS) as OlderKernel[])('%s', async (kernel) => {
    if (!newest.has(name)) {
      start();
      newest.set(name, await stops(plan, configuration, ways));
      await adapter.stop();
    }
    const expected = newest.get(name) ?? [];
    expect(expected.length).toBeGreaterThan(name === 'rules' ? 3 : 2);
    start(kernel);
    expect(await stops(plan, configuration, ways)).toEqual(expected);
    if (kernel !== '6.15' || name === 'rules') expect(older?.refused()).toEqual(OLDER_KERNELS[kernel]);
  });
});
