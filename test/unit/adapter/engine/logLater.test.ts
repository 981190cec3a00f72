import { expect, test } from 'vitest';
import { createLogClock } from '../../../../adapter/engine/logClock.ts';
import { whenRunning } from '../../../../adapter/engine/logLater.ts';
import type { LogOutput } from '../../../../adapter/engine/logLines.ts';
import { createLogWriter } from '../../../../adapter/syscalls/log/writer.ts';

/** An output that writes down what reaches it. */
function outputOf(said: string[], clock = createLogClock()): LogOutput {
  const writer = createLogWriter({ timestamps: 'epoch', clock: clock.time });
  return {
    write: (tid, say) => void said.push(`${tid}: ${say(writer)}`),
    append: (text) => void said.push(text),
    ended: (tid) => void said.push(`ended ${tid}`),
    settle: () => {},
    waiting: () => false,
    flush: () => void said.push('flush'),
    close: () => void said.push('close'),
  };
}

test('nothing is put into words before the tracee runs, and then all of it in order', () => {
  const said: string[] = [];
  const output = whenRunning(outputOf(said), undefined);
  output.write(1, () => 'a');
  output.write(2, () => 'b');
  expect(said).toEqual([]);
  expect(output.waiting()).toBe(true);
  output.settle();
  expect(said).toEqual(['1: a', '2: b']);
  expect(output.waiting()).toBe(false);
  output.settle();
  expect(said).toHaveLength(2);
});

test.each(['append', 'ended', 'flush', 'close'] as const)('%s comes behind what was said before', (last) => {
  const said: string[] = [];
  const output = whenRunning(outputOf(said), undefined);
  output.write(1, () => 'a');
  if (last === 'append') output.append('table');
  else if (last === 'ended') output.ended(1);
  else output[last]();
  expect(said).toEqual(['1: a', { append: 'table', ended: 'ended 1', flush: 'flush', close: 'close' }[last]]);
});

test('a line has the time of its stop, however late it is written', () => {
  const said: string[] = [];
  const clock = createLogClock();
  const output = whenRunning(outputOf(said, clock), clock);
  const before = clock.time();
  output.write(1, (writer) => writer.note(1, 'one'));
  const after = clock.time();
  while (clock.time() < after + 50);
  output.settle();
  const time = Number(/(\d+\.\d{6}) one/.exec(said[0] ?? '')?.[1]) * 1e6;
  expect(time).toBeGreaterThanOrEqual(Math.floor(before) - 1);
  expect(time).toBeLessThanOrEqual(after + 1);
  expect(clock.time()).toBeGreaterThan(after);
});
