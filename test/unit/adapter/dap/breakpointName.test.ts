import { expect, test } from 'vitest';
import { readBreakpoint } from '../../../../adapter/dap/breakpointName.ts';

test.each([
  ['openat', { name: 'openat' }],
  [' openat@exit ', { name: 'openat@exit' }],
  [
    'openat@exit log: {pathname} = {ret} log: twice',
    { name: 'openat@exit', logMessage: '{pathname} = {ret} log: twice' },
  ],
  ['openat log:', { name: 'openat' }],
  ['syslog', { name: 'syslog' }],
  ['/^dialog:/', { name: '/^dialog:/' }],
])('%s', (name, spec) => {
  expect(readBreakpoint(name)).toEqual(spec);
});

test('blank conditions are none', () => {
  expect(readBreakpoint('read', ' ', ' 3+ ')).toEqual({ name: 'read', hitCondition: '3+' });
});
