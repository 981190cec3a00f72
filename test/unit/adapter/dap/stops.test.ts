import { expect, test } from 'vitest';
import { Stops } from '../../../../adapter/dap/stops.ts';

const stopped = (tid: number) =>
  ({ type: 'stopped', tid, reason: 'step', description: '', text: '', hitBreakpointIds: [] }) as const;
const rows = [{ name: 'a', text: '1', children: [] }];

test('numbers end with their thread’s stop and are never given twice', () => {
  const stops = new Stops();
  stops.stopped(stopped(1));
  stops.stopped(stopped(2));
  const frames = [stops.frameId(1, 0), stops.frameId(2, 0)];
  const references = [stops.reference(1, rows), stops.reference(2, rows)];
  expect(new Set([...frames, ...references]).size).toBe(4);
  expect(stops.frameId(1, 0)).toBe(frames[0]);
  expect(stops.reference(1, rows)).toBe(references[0]);
  stops.resumed(1);
  expect(() => stops.frame(frames[0] ?? 0)).toThrow('before its thread ran on');
  expect(() => stops.rows(references[0] ?? 0)).toThrow('before its thread ran on');
  expect(stops.frame(frames[1] ?? 0)).toEqual({ tid: 2, index: 0 });
  expect(stops.rows(references[1] ?? 0)).toEqual({ rows, tid: 2 });
  stops.stopped(stopped(1));
  expect(frames).not.toContain(stops.frameId(1, 0));
});

test('another stop of the same thread is another stop', () => {
  const stops = new Stops();
  stops.stopped(stopped(1));
  const frame = stops.frameId(1, 0);
  stops.stopped(stopped(1));
  expect(() => stops.frame(frame)).toThrow();
  expect(stops.stoppedThreads()).toEqual([1]);
});

test('results without a thread are bounded', () => {
  const stops = new Stops();
  const first = stops.reference(undefined, [...rows]);
  for (let count = 0; count < 10_000; count++) stops.reference(undefined, [...rows]);
  expect(() => stops.rows(first)).toThrow();
});
