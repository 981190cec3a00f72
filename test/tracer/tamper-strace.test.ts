/**
 * Each form of strace's `-e inject=` and `-e fault=` under both tracers: the program must not be able to tell them
 * apart. Pids differ from run to run and are replaced.
 */
import { spawnSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { straceRule } from '../../adapter/tamper/straceInject.ts';
import { buildFixtures } from '../../scripts/fixtures.ts';
import { fixture, startSession } from './support/session.ts';

const hasStrace = spawnSync('strace', ['-V']).status === 0;

beforeAll(() => {
  expect(buildFixtures(['does-calls'])).toEqual([]);
});

const withoutPids = (output: string): string => output.replace(/getppid: \d{3,}/g, 'getppid: PID');

function underStrace(option: string, args: readonly string[]): string {
  const words = ['-f', '-o', '/dev/null', '-e', option, fixture('does-calls'), ...args];
  const { stdout } = spawnSync('strace', words, { cwd: '/', encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });
  return withoutPids(stdout);
}

async function underOurs(option: string, args: readonly string[]): Promise<string> {
  const [name = '', ...rest] = option.split('=');
  const session = startSession();
  const rule = straceRule(name === 'fault' ? 'fault' : 'inject', rest.join('='));
  expect(await session.engine.setTamperRules([rule])).toMatchObject([{ verified: true }]);
  await session.launch('does-calls', args);
  await session.engine.start();
  await session.next('terminated');
  return withoutPids(session.output());
}

const ACCESSES = ['access=/etc', 'access=/', 'fixed', 'access=/etc', 'access=/', 'fixed'];

test.runIf(hasStrace).each<[string, readonly string[]]>([
  ['inject=access:error=EACCES', ACCESSES],
  ['inject=access:error=13:when=2', ACCESSES],
  ['inject=access:error=ENOMEM:when=3+', ACCESSES],
  ['inject=access:error=ENOMEM:when=2+2', ACCESSES],
  ['inject=access:error=ENOMEM:when=3..5', ACCESSES],
  ['inject=access:error=ENOMEM:when=2..6+2', ACCESSES],
  ['inject=%file:error=EIO:when=6', ACCESSES],
  ['inject=/^acc:error=EIO:when=4', ACCESSES],
  ['inject=access:retval=0:when=4+', ACCESSES],
  ['inject=access:retval=42:when=2', ACCESSES],
  ['inject=mkdir:retval=7', ['mkdir=/nonexistent/x']],
  ['inject=access:retval=-2:when=2', ACCESSES],
  ['inject=access:retval=0xffffffffffffff00:when=2', ACCESSES],
  ['inject=access:retval=0x7fffffffffffffff:when=2', ACCESSES],
  ['inject=access:retval=017:when=2', ACCESSES],
  ['inject=access:error=enoent::when=2', ACCESSES],
  ['inject=access:error=EIO:when=1..5+2', ACCESSES],
  ['inject=access:error=EIO:when=2+65535', ACCESSES],
  ['inject=access:error=EPERM:poke_enter=@arg1=41:delay_exit=1ms:when=2', ACCESSES],
  ['inject=read,access:error=EIO:when=4', ['zeros', ...ACCESSES]],
  ['inject=!mkdir,read,mmap,openat,close,write,execve,brk,mprotect,munmap,fstat,newfstatat:delay_exit=1', ACCESSES],
  ['fault=access:when=2', ACCESSES],
  ['fault=access:error=EPERM:when=2+', ACCESSES],
  ['inject=getppid:signal=USR1:when=1', ['getppid', 'usr1', 'getppid', 'usr1']],
  ['inject=getppid:signal=USR1', ['getppid', 'usr1', 'getppid', 'usr1']],
  ['inject=access:error=EINTR:signal=SIGUSR1:when=2', ['access=/etc', 'usr1', 'access=/etc', 'usr1']],
  ['inject=getppid:retval=5:syscall=getuid:when=1', ['getppid', 'getppid']],
  ['inject=getppid:delay_enter=2000', ['getppid', 'getppid']],
  ['inject=getppid:delay_exit=2ms:retval=3', ['getppid', 'getppid']],
  ['inject=clock_nanosleep:retval=0', ['getppid', 'nap']],
  ['inject=clock_nanosleep:error=EINTR', ['getppid', 'nap']],
  ['inject=clock_nanosleep:signal=USR1', ['nap', 'usr1']],
  [
    'inject=access:poke_enter=@arg1=2f6574632f00:when=3+',
    ['access=/etc/x', 'access=/nonexistent', 'access=/nonexistent', 'fixed', 'fixed'],
  ],
  ['inject=read:poke_exit=@arg2=0102:when=2+', ['zeros', 'zeros']],
])('-e %s', async (option, args) => {
  const expected = underStrace(option, args);
  expect(expected).not.toBe('');
  expect(await underOurs(option, args)).toBe(expected);
});
