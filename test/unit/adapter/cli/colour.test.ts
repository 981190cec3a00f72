import { expect, test } from 'vitest';
import { type ColourFacts, paletteFor } from '../../../../adapter/cli/colour.ts';

const terminal: ColourFacts = { isTerminal: true, separate: false, environment: { TERM: 'xterm' } };

test('colours are for terminals that have some, unless they are asked for', () => {
  expect(paletteFor('auto', terminal)).toMatchObject({ syscall: '33', error: '31' });
  expect(paletteFor('auto', { ...terminal, isTerminal: false })).toBeUndefined();
  expect(paletteFor('auto', { ...terminal, separate: true })).toBeUndefined();
  for (const TERM of ['dumb', 'unknown', '']) {
    expect(paletteFor('auto', { ...terminal, environment: { TERM } })).toBeUndefined();
  }
  expect(paletteFor('auto', { ...terminal, environment: { TERM: 'xterm', NO_COLOR: '' } })).toBeUndefined();
  expect(paletteFor('never', terminal)).toBeUndefined();
  expect(paletteFor('always', { isTerminal: false, separate: true, environment: { NO_COLOR: '1' } })).toBeDefined();
});

test('STRACE_COLORS chooses them, and what can’t be read is passed over', () => {
  const of = (STRACE_COLORS: string) => paletteFor('always', { ...terminal, environment: { STRACE_COLORS } });
  expect(of('syscall=1;33: Error = 7 :const=36')).toMatchObject({
    syscall: '1;33',
    error: '7',
    const: '36',
    retval: '32',
  });
  expect(of('syscall=\x1b[0m:nothing=1:=2:const=:punct=;:retval')).toEqual(of(''));
});
