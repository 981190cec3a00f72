/**
 * Programs that do what is hard to follow again and again, with breakpoints that stop everything, and with somebody who
 * attaches and detaches all the time: they print and end as untraced ones.
 */
import { expect, onTestFinished, test } from 'vitest';
import { startEngine } from '../../adapter/engine/proxy.ts';
import { lastingThreads } from '../../adapter/engine/thread.ts';
import { startOutside } from './support/outside.ts';
import { runThrough } from './support/runThrough.ts';
import { startSession } from './support/session.ts';

const STORMS = {
  'exec-storm': { rounds: '6', line: 'end', code: 5 },
  'stop-storm': { rounds: '20', line: /^stopped (\d+), continued \1, killed by 9$/, code: 0 },
} as const;
const CASES = Object.entries(STORMS).map(([name, storm]) => ({ name, ...storm }));

test.each(CASES)('$name, stopped at everything', { timeout: 60_000 }, async ({ name, rounds, line, code }) => {
  const run = await runThrough({
    fixture: name,
    args: [rounds],
    breakpoints: ['all@both'],
    filters: ['signal', 'group-stop', 'exec', 'fork', 'exit'],
  });
  expect(run.code).toBe(code);
  expect(run.output.trim()).toMatch(line);
  expect(run.stops).toBeGreaterThan(100);
});

test.each(CASES)('$name, attached to and let go three times', { timeout: 60_000 }, async ({ name, line, code }) => {
  const outside = await startOutside(name, [], { UNTIL: '1' });
  for (let round = 0; round < 3; round++) {
    const session = startSession();
    await session.attach(outside.pid);
    await session.engine.pause(undefined).catch(() => {});
    await session.engine.detach();
    await session.engine.dispose();
  }
  outside.say('x');
  expect(await outside.line()).toMatch(line);
  expect(await outside.ended()).toBe(code);
});

test('two programs that execute themselves, each attached to by a thread that has attached before', async () => {
  const take = lastingThreads();
  const programs = await Promise.all([1, 2].map(() => startOutside('exec-storm', [], { UNTIL: '1' })));
  for (let round = 0; round < 3; round++) {
    const threads = programs.map(() => take());
    await Promise.all(
      programs.map(async ({ pid }, index) => {
        const engine = startEngine(() => {}, threads[index]);
        onTestFinished(() => engine.dispose());
        await engine.attach({ pid, followForks: true });
        await engine.detach();
        await engine.dispose();
      }),
    );
  }
  for (const program of programs) {
    program.say('x');
    expect(await program.line()).toBe('end');
    expect(await program.ended()).toBe(5);
  }
}, 60_000);
