import { expect, test } from 'vitest';
import type { TamperRule } from '../../../../adapter/protocol/trapline.ts';
import { straceRule, straceWarning } from '../../../../adapter/tamper/straceInject.ts';

const AS_STRACE = { perThread: true, perSyscall: true, strace: {} };

test.each<[string, Omit<TamperRule, 'perThread' | 'perSyscall'>]>([
  ['openat:error=ENOENT', { catch: 'openat', fail: 'ENOENT' }],
  ['openat,read:error=2:when=3', { catch: 'openat,read', fail: '2', when: '3' }],
  ['%file:retval=5:when=2+3', { catch: '%file', return: '5', when: '2+3' }],
  ['/^open:retval=0x10:when=2..8+2', { catch: '/^open', return: '16', when: '2..8+2' }],
  ['openat:retval=010', { catch: 'openat', return: '8' }],
  ['openat:retval=-1', { catch: 'openat', fail: 1, strace: { asValue: true } }],
  ['openat:error=enoent:', { catch: 'openat', fail: 'enoent' }],
  ['openat:signal=USR1', { catch: 'openat', signal: 10 }],
  ['openat:signal=15:when=1+', { catch: 'openat', signal: 15, when: '1+' }],
  ['openat:syscall=getpid:retval=7', { catch: 'openat', set: { syscall: 'getpid' }, return: '7' }],
  ['read:delay_enter=1500', { catch: 'read', delayEntry: '1.5ms' }],
  ['read:delay_exit=2s', { catch: 'read', delayExit: '2000ms' }],
  ['read:poke_exit=@arg2=4142', { catch: 'read', poke: { exit: { '@arg2': '4142' } } }],
  ['read:poke_enter=@arg2=41,@arg1=00', { catch: 'read', poke: { entry: { '@arg2': '41', '@arg1': '00' } } }],
])('inject=%s', (text, rule) => {
  expect(straceRule('inject', text)).toEqual({ ...AS_STRACE, ...rule });
});

test.each([
  ['read:retval=-1', 'Inadvertent injection of error 1 is possible for retval=18446744073709551615'],
  ['read:retval=0xfffffffffffff001', 'Inadvertent injection of error 4095 is possible for retval=18446744073709547521'],
  [
    'read:retval=4294967295:when=2',
    'Inadvertent injection of error 1 is possible in compat personality for retval=4294967295',
  ],
  [
    'read:retval=-4096',
    'Injected return value 18446744073709547520 will be clipped to 4294963200 in compat personality',
  ],
  ['read:retval=4096', undefined],
  ['read:error=EPERM', undefined],
])('inject=%s is warned of', (text, warning) => {
  expect(straceWarning(text)).toBe(warning);
});

test('fault is inject with ENOSYS', () => {
  expect(straceRule('fault', 'read')).toEqual({ catch: 'read', fail: 'ENOSYS', ...AS_STRACE });
  expect(straceRule('fault', 'read:error=EIO:when=2')).toMatchObject({ fail: 'EIO', when: '2' });
  expect(() => straceRule('fault', 'read:signal=TERM')).toThrow("invalid fault argument 'read:signal=TERM'");
});

test.each([
  'openat',
  'openat:when=3',
  'openat:error=EFOO',
  'openat:error=0',
  'openat:error=4096',
  'openat:error=ENOENT:retval=1',
  'openat:error=ENOENT:error=EIO',
  'openat:retval=08',
  'openat:retval=18446744073709551616',
  'openat:signal=200',
  'openat:syscall=getpid',
  'openat:syscall=openat:retval=3',
  'openat:error=EIO:when=0',
  'openat:error=EIO:when=65536',
  'openat:error=EIO:when=5..3',
  'openat:poke_enter=@arg7=00',
  'openat:poke_enter=@arg1=0',
  `openat:poke_enter=@arg1=${'00'.repeat(1025)}`,
  'opnat:error=EIO',
  'openat:colour=red',
])('inject=%s is refused', (text) => {
  expect(() => straceRule('inject', text)).toThrow(`invalid inject argument '${text}'`);
});
