import { expect, test } from 'vitest';
import { createAnnouncer } from '../../../../adapter/engine/announcer.ts';
import type { EngineEvent } from '../../../../adapter/engine/api.ts';

test('a log without a file is one output a batch, and says what it left out', () => {
  const events: EngineEvent[] = [];
  const announcer = createAnnouncer(
    (event) => events.push(event),
    () => ({ tracees: [], more: 0 }),
    () => [],
  );
  announcer.print('');
  expect(announcer.waiting()).toBe(false);
  for (let line = 0; line < 1003; line++) announcer.print(`${line}\n`);
  expect(events).toEqual([]);
  announcer.flush(true);
  announcer.print('next\n');
  announcer.flush(true);
  const texts = events.map((event) => (event.type === 'output' ? event.text : event.type));
  expect(texts).toHaveLength(2);
  expect(texts[0]).toMatch(
    /^0\n1\n.*\n999\n… 3 more lines came too fast for the debug console; a log file has them all\.\n$/s,
  );
  expect(texts[1]).toBe('next\n');
  expect(announcer.waiting()).toBe(false);
});
