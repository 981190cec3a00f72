/**
 * The editor or the adapter is killed, whatever the program is doing: a launched one ends with all it has started, an
 * attached one goes on as if nobody had been there. An ancestor that inherits every orphan hears of each of them.
 */
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { threadsOf } from '../../native/tracer/procfs.ts';
import {
  leftAlone,
  type Outside,
  startOutside,
  statusField,
  untilState,
  untilThreads,
} from '../tracer/support/outside.ts';
import { type Adapter, fixture, startAdapter } from './support/adapter.ts';
import type { Scenario } from './support/editor.ts';
import { startEditor } from './support/family.ts';

/** What each program does, how it is brought there, and the state that it is in then. */
const WAYS = {
  running: { does: '', scenario: {}, states: 'S' },
  'in a group-stop': { does: 'group-stop', scenario: { groupStop: 'lasting' }, states: 't' },
  'held in a group-stop': {
    does: 'group-stop',
    scenario: { stops: 1, filters: [{ filterId: 'group-stop' }] },
    states: 't',
  },
  'held in a signal-delivery-stop': {
    does: 'signal',
    scenario: { stops: 1, filters: [{ filterId: 'signal' }] },
    states: 't',
  },
  'in vfork': { does: 'vfork', scenario: {}, states: 'D' },
  'fifty threads held': { does: 'threads', scenario: { stops: 50, breakpoints: [{ name: 'getppid' }] }, states: 't' },
} as const satisfies Record<string, { does: string; scenario: Partial<Scenario>; states: string }>;

type Way = keyof typeof WAYS;
const NAMES = Object.keys(WAYS) as Way[];

const KILLED = ['editor', 'adapter'] as const;
const CASES = NAMES.flatMap((way) => KILLED.map((killed) => [way, killed] as const));

describe('a launched program and all of it ends', () => {
  const launching = (way: Way): Scenario => ({
    request: 'launch',
    args: { program: fixture('lingers'), args: [WAYS[way].does] },
    output: way === 'in vfork' ? 'child' : 'here',
    ...WAYS[way].scenario,
  });

  test.each(CASES)('%s, %s killed', async (way, killed) => {
    const family = await startEditor(launching(way));
    await family.there;
    await untilState(family.program, WAYS[way].states);
    process.kill(family[killed], 'SIGKILL');
    if (killed === 'adapter') process.kill(family.editor, 'SIGKILL');
    const ends = await family.ends();
    expect(ends).toContain(`${family.editor} SIGKILL`);
    // Whoever has not been heard of here has been buried by its own parent.
    expect(ends.filter((end) => !end.endsWith(' SIGKILL') && end !== `${family.adapter} 0`)).toEqual([]);
    expect(() => process.kill(family.program, 0)).toThrow('ESRCH');
  });

  test('its client of a server killed: the server goes on', async () => {
    const server = startAdapter(['--server=0']);
    onTestFinished(() => server.stop());
    const family = await startEditor({ ...launching('fifty threads held'), port: await portOf(server) });
    await family.there;
    process.kill(family.editor, 'SIGKILL');
    expect(await family.ends()).toEqual([`${family.editor} SIGKILL`]);
    await expect.poll(() => threadsOf(family.program), { timeout: 20_000 }).toEqual([]);
    const next = await startEditor({ ...launching('running'), port: await portOf(server) });
    await next.there;
    process.kill(next.editor, 'SIGKILL');
    await next.ends();
    await expect.poll(() => threadsOf(next.program), { timeout: 20_000 }).toEqual([]);
    expect(server.process.exitCode).toBeNull();
  });
});

const ports = new WeakMap<Adapter, Promise<number>>();

/** The port that a server has said when it started. */
function portOf(server: Adapter): Promise<number> {
  const known = ports.get(server) ?? listened(server);
  ports.set(server, known);
  return known;
}

async function listened(server: Adapter): Promise<number> {
  const [line] = (await once(server.process.stderr, 'data')) as [Buffer];
  return Number(/127\.0\.0\.1:(\d+)/.exec(line.toString())?.[1]);
}

describe('an attached program goes on', () => {
  test.each(CASES)('%s, %s killed', async (way, killed) => {
    const { does, scenario, states } = WAYS[way];
    const outside = await startOutside('lingers', [does], { GATE: '1' });
    const family = await startEditor({ request: 'attach', args: { pid: outside.pid }, ...scenario });
    // What it comes to, it comes to under the debugger.
    outside.say('\n');
    expect(await outside.line()).toBe('here');
    if (way === 'in vfork') expect(await outside.line()).toBe('child');
    await family.there;
    await untilState(outside.pid, states);
    process.kill(family[killed], 'SIGKILL');
    if (killed === 'adapter') process.kill(family.editor, 'SIGKILL');
    const ends = await family.ends();
    // An editor that lives has buried its adapter, perhaps.
    expect(ends.filter((end) => !end.startsWith(`${family.adapter} `))).toEqual([`${family.editor} SIGKILL`]);
    await asWithout(way, killed, outside);
  });
});

/** Nobody's tracee, in the state in which it would be if nobody had been there, and it goes on from there. */
async function asWithout(way: Way, killed: 'editor' | 'adapter', outside: Outside): Promise<void> {
  const { pid } = outside;
  switch (way) {
    case 'in a group-stop':
    case 'held in a group-stop':
      await untilState(pid, 'T');
      expect(leftAlone(pid)).toEqual({ tracer: '0', state: 'T' });
      process.kill(pid, 'SIGCONT');
      expect(await outside.line()).toBe('went on');
      break;
    case 'held in a signal-delivery-stop':
      // The kernel forgets a signal that a tracer had heard of and died over (kernel/exit.c, wait_task_stopped).
      if (killed === 'adapter') process.kill(pid, 'SIGUSR1');
      expect(await outside.line()).toBe('handled');
      break;
    case 'fifty threads held':
      // Each of them comes to its next call, and to the one behind it.
      for (const tid of await untilThreads(pid, 50, 'RS')) expect(statusField(tid, 'TracerPid')).toBe('0');
      break;
    case 'in vfork':
      expect(leftAlone(pid)).toEqual({ tracer: '0', state: 'D' });
      break;
    case 'running':
      break;
    default:
      way satisfies never;
  }
  expect(statusField(pid, 'TracerPid')).toBe('0');
  process.kill(pid, 'SIGTERM');
  // The parent of a vfork takes it when its child is gone, which is of its group.
  if (way === 'in vfork') process.kill(-pid, 'SIGTERM');
  expect(await outside.line()).toBeUndefined();
  expect(await outside.ended()).toBe('SIGTERM');
}
