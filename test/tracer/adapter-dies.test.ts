/** The tracer's process is killed: what it launched ends, what it attached to goes on, whatever they were doing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { leftAlone, startOutside, statusField, untilState } from './support/outside.ts';
import { built } from './support/record.ts';

function startProcess(args: readonly string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support/engineProcess.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  return {
    child,
    line: async () => (await lines.next()).value as string | undefined,
    /** Skips what it says until the word. */
    async until(word: string) {
      for (;;) {
        const { value, done } = await said.next();
        if (done) throw new Error(`it ended without saying ${word}`);
        if ((value as string).startsWith(word)) return value as string;
      }
    },
  };
}

test.each(['running', 'held'])('launched programs end with it: %s', async (how) => {
  const program = built('lasting');
  const tracer = startProcess([...(how === 'held' ? ['hold', 'getppid'] : []), 'launch', program]);
  expect(await tracer.line()).toMatch(/^\d+ \d+$/);
  await tracer.until(how === 'held' ? 'stopped' : 'running');
  tracer.child.kill('SIGKILL');
  // The pipe's end: the program, its child and the tracer all held it, and all are gone.
  expect(await tracer.line()).toBeUndefined();
});

const HELD = {
  running: [],
  'held at a call': ['hold', 'getppid'],
  'held behind a single-step': ['instruction', 'getppid@exit'],
  'held where Step Out ended': ['out', 'getppid@exit'],
} as const;

test.each(Object.entries(HELD))('attached programs go on: %s', async (_how, words) => {
  const outside = await startOutside('lasting');
  const [pid = 0, child = 0] = ((await outside.line()) ?? '').split(' ').map(Number);
  onTestFinished(() => {
    process.kill(child, 'SIGKILL');
  });
  const tracer = startProcess([...words, 'attach', String(pid)]);
  await tracer.until(words.length === 0 ? 'running' : words[0] === 'hold' ? 'stopped' : 'stepped');
  tracer.child.kill('SIGKILL');
  await once(tracer.child, 'exit');
  const { tracer: traced, state } = leftAlone(pid);
  expect(traced).toBe('0');
  expect('RSD').toContain(state);
  // Its threads, too.
  expect(statusField(child, 'TracerPid')).toBe('0');
  process.kill(pid, 'SIGTERM');
  expect(await outside.ended()).toBe('SIGTERM');
});

test('a program stopped by SIGSTOP before stays stopped when the tracer is killed', async () => {
  const outside = await startOutside('lasting');
  const [pid = 0, child = 0] = ((await outside.line()) ?? '').split(' ').map(Number);
  onTestFinished(() => {
    process.kill(child, 'SIGKILL');
  });
  process.kill(pid, 'SIGSTOP');
  const tracer = startProcess(['attach', String(pid)]);
  await tracer.until('running');
  tracer.child.kill('SIGKILL');
  await once(tracer.child, 'exit');
  // The kernel wakes it to stop by itself again (kernel/ptrace.c, __ptrace_unlink).
  await untilState(pid, 'T');
  expect(leftAlone(pid)).toEqual({ tracer: '0', state: 'T' });
});
