import { describe, expect, it } from 'vitest';
import { isEmpty, problemOf, toPid } from '../../../../extension/launch/configuration.ts';

describe('a configuration', () => {
  it.each([
    [{ request: 'launch', program: '/bin/true' }, undefined],
    [{ request: 'launch' }, undefined],
    [{ request: 'attach', pid: '${command:trapline.pickProcess}' }, /"pid" must be the number/],
    [{ request: 'attach', pid: '42' }, undefined],
    [{ request: 'attach' }, undefined],
    [{ request: 'attach', pid: -1, name: 'Mine' }, /^“Mine”: "pid"/],
    [{ request: 'launch', program: 1 }, /"program" must be/],
    [{ request: 'launch', program: 'x', args: '-l' }, /"args" must be a list/],
    [{ request: 'run' }, /"request" must be "launch"/],
  ])('%j', (configuration, problem) => {
    if (problem) expect(problemOf(configuration)).toMatch(problem);
    else expect(problemOf(configuration)).toBeUndefined();
  });

  it('is empty only when F5 came without one', () => {
    expect(isEmpty({})).toBe(true);
    expect(isEmpty({ type: 'trapline', request: 'launch', name: 'x' })).toBe(false);
  });
});

describe('a pid', () => {
  it.each([
    [42, 42],
    [' 42 ', 42],
    ['4x', undefined],
    [0, undefined],
    [1.5, undefined],
    [null, undefined],
  ])('%j', (value, pid) => {
    expect(toPid(value)).toBe(pid);
  });
});
