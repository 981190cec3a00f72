import { expect, it } from 'vitest';
import { normaliser } from '../../beside/normalise.ts';

it('takes a process’s id out of a line, and leaves the year of a date that is the same number', () => {
  const normalise = normaliser(new Set(['2026']));
  const time = 'st_mtime=1780000000 /* 2026-11-27T22:18:42.325376159+0000 */, st_mtime_nsec=325376159';
  expect(normalise(`fstat(3, {${time}}) = 0`)).toBe('fstat(3, {st_mtime=N /* DATE */, st_mtime_nsec=N}) = 0');
  expect(normalise('wait4(2026, NULL, 0, NULL) = 2026')).toBe('wait4(PID, NULL, 0, NULL) = PID');
});
