/**
 * A launched program that comes to every kind of stop, stopping itself as well, is let go where it stands: from there on it
 * is as a program that nobody launched under a debugger, to its exit status.
 */
import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { leftAlone, untilState, untilThreads } from '../tracer/support/outside.ts';
import { fixture } from './support/adapter.ts';
import type { Scenario } from './support/editor.ts';
import { startEditor } from './support/family.ts';

const filters = (...names: string[]) => ({ filters: names.map((filterId) => ({ filterId })) });

const STOPPED: readonly (readonly [string, Partial<Scenario>])[] = [
  ['at an entry', { breakpoints: [{ name: 'getppid' }], until: 'getppid entry' }],
  ['at an exit', { breakpoints: [{ name: 'wait4@exit' }], stops: 1 }],
  ['at a signal', { ...filters('signal'), stops: 1 }],
  ['at its SIGSTOP', { ...filters('signal'), until: 'SIGSTOP' }],
  ['at its fork', { ...filters('fork'), stops: 1 }],
  ['in its group-stop', { groupStop: 'lasting' }],
  ['held in its group-stop', { ...filters('group-stop'), stops: 1 }],
];
const GONE_ON: readonly (readonly [string, Partial<Scenario>])[] = [
  ['at the SIGCONT that ended its group-stop', { ...filters('signal'), until: 'SIGCONT' }],
  ['at its execve', { ...filters('exec'), until: 'execve ' }],
  ['at its end', { ...filters('exit'), until: 'exits with 5' }],
];

const launching = { request: 'launch', args: { program: fixture('all-stops') }, leaves: true } as const;

describe('a program that stops itself', () => {
  test.each(STOPPED)('%s', async (_where, place) => {
    const family = await startEditor({ ...launching, ...place });
    await family.there;
    // Its SIGSTOP comes behind that, or has come.
    await untilState(family.program, 'T');
    expect(leftAlone(family.program)).toEqual({ tracer: '0', state: 'T' });
    process.kill(family.program, 'SIGCONT');
    process.kill(family.editor, 'SIGKILL');
    expect(await family.ends()).toContain(`${family.program} 5`);
  });

  test.each(GONE_ON)('%s', async (_where, place) => {
    const family = await startEditor({ ...launching, groupStop: 'ended', ...place });
    await family.there;
    process.kill(family.editor, 'SIGKILL');
    // The adapter has buried it when it ended before that. 0: whoever read on from its pipes.
    const ends = (await family.ends()).filter((end) => end !== `${family.editor} SIGKILL` && !end.endsWith(' 0'));
    expect([[], [`${family.program} 5`]]).toContainEqual(ends);
    expect(() => process.kill(family.program, 0)).toThrow('ESRCH');
  });

  test('and says so: nobody reads it any more, and it is not ended by that', async () => {
    const args = { program: fixture('group-stop'), args: [String(constants.signals.SIGSTOP), '3'] };
    const family = await startEditor({ ...launching, args, groupStop: 'lasting' });
    await family.there;
    process.kill(family.editor, 'SIGKILL');
    for (let round = 0; round < 2; round++) {
      for (const tid of await untilThreads(family.program, 4, 'T')) expect(leftAlone(tid).tracer).toBe('0');
      process.kill(family.program, 'SIGCONT');
    }
    expect(await family.ends()).toContain(`${family.program} 3`);
  });
});
