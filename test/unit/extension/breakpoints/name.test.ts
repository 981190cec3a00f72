import { describe, expect, it } from 'vitest';
import { formatName, parseName } from '../../../../extension/breakpoints/name.ts';

describe('a breakpoint name', () => {
  it.each([
    ['openat', { set: 'openat', when: 'entry' }],
    ['openat@entry', { set: 'openat', when: 'entry' }],
    ['%file@exit', { set: '%file', when: 'exit' }],
    ['!read,write@both', { set: '!read,write', when: 'both' }],
    ['/@exit/@both', { set: '/@exit/', when: 'both' }],
    ['  openat@exit   log:  {pathname} = {ret} ', { set: 'openat', when: 'exit', log: '{pathname} = {ret}' }],
    ['openat log: a log: b', { set: 'openat', when: 'entry', log: 'a log: b' }],
    ['openat log:', { set: 'openat', when: 'entry' }],
    ['openat@elsewhere', { set: 'openat@elsewhere', when: 'entry' }],
  ])('%s', (name, parts) => {
    expect(parseName(name)).toEqual(parts);
  });

  it('is written without the default', () => {
    expect(formatName({ set: 'openat', when: 'entry' })).toBe('openat');
    expect(formatName({ set: '%net', when: 'both', log: ' {fd} ' })).toBe('%net@both log: {fd}');
  });
});
