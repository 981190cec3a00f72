import { expect, test } from 'vitest';
import { createRecent } from '../../../../adapter/engine/recent.ts';

function recorded(most: number) {
  const log: string[] = [];
  const recent = createRecent(
    most,
    (key) => {
      log.push(`make ${key}`);
      return { key };
    },
    ({ key }) => void log.push(`drop ${key}`),
  );
  return { recent, log };
}

test('a value is made once, and again when it was forgotten', () => {
  const { recent, log } = recorded(2);
  expect(recent.of(1)).toBe(recent.of(1));
  recent.forget(1);
  recent.forget(1);
  expect(recent.of(1)).toEqual({ key: 1 });
  expect(log).toEqual(['make 1', 'drop 1', 'make 1']);
});

test('of too many the one goes that was not used for longest', () => {
  const { recent, log } = recorded(2);
  for (const key of [1, 2, 1, 3, 1, 2]) expect(recent.of(key)).toEqual({ key });
  expect(log).toEqual(['make 1', 'make 2', 'make 3', 'drop 2', 'make 2', 'drop 3']);
});
