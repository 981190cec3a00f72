/**
 * One tracer thread for one session after the other: the second finds nothing of the first.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lastingThreads } from '../../adapter/engine/thread.ts';
import { runThrough } from './support/runThrough.ts';

test('sessions follow each other on one thread', async () => {
  const take = lastingThreads();
  const used = new Set<unknown>();
  for (const [fixture, code, breakpoint] of [
    ['vfork-exec', 0, 'execve@both'],
    ['signals', 3, undefined],
    ['vfork-exec', 0, undefined],
    ['vfork-exec', 0, 'execve@both'],
  ] as const) {
    const thread = take();
    used.add(thread);
    const ran = await runThrough({ fixture, breakpoints: breakpoint ? [breakpoint] : [] }, thread);
    expect(ran.code).toBe(code);
    // Its breakpoints are its own.
    expect(ran.stops > 0).toBe(breakpoint !== undefined);
  }
  expect(used.size).toBe(1);
});

test('two sessions at once have a thread each', async () => {
  const take = lastingThreads();
  const both = [take(), take()];
  expect(both[0]).not.toBe(both[1]);
  const ran = await Promise.all(both.map((thread) => runThrough({ fixture: 'exit-group' }, thread)));
  expect(ran.map(({ code }) => code)).toEqual([6, 6]);
});

test.each(['idle', 'at work'])('a process ends with its lasting thread %s', async (when) => {
  const script = join(import.meta.dirname, 'support/lastingProcess.ts');
  const child = spawn(process.execPath, [script, when], { stdio: ['ignore', 'ignore', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  expect(await once(child, 'exit')).toEqual([5, null]);
});
