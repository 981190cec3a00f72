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

test('names of calls that a program makes up are not counted without end', () => {
  const events: EngineEvent[] = [];
  const announcer = createAnnouncer(
    (event) => events.push(event),
    () => ({ tracees: [], more: 0 }),
    () => [],
  );
  for (let nr = 0; nr < 5000; nr++) announcer.hit(`syscall_0x${nr.toString(16)}`);
  announcer.hit('syscall_0x1');
  announcer.flush(true);
  const [hits] = events;
  if (hits?.type !== 'hits') throw new Error('no hits');
  expect(Object.keys(hits.hits)).toHaveLength(2000);
  expect(hits.hits['syscall_0x1']).toBe(2);
});

test('what breakpoints say arrives whole, before the stop that follows it', () => {
  const texts: string[] = [];
  const announcer = createAnnouncer(
    (event) => void (event.type === 'output' && texts.push(event.text)),
    () => ({ tracees: [], more: 0 }),
    () => [],
  );
  let all = '';
  for (let line = 0; line < 5000; line++) {
    announcer.say(`line ${line}\n`);
    all += `line ${line}\n`;
  }
  expect(texts.length).toBeGreaterThan(0);
  expect(texts.length).toBeLessThan(5);
  announcer.flush(true);
  expect(texts.join('')).toBe(all);
  expect(announcer.waiting()).toBe(false);
});
