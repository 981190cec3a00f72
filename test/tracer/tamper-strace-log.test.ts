/** Each form of `-e inject=` and `-e fault=` by the command line beside strace: the same log, output and exit status. */
import { describe, expect, test } from 'vitest';
import { built } from './support/record.ts';
import { ours, straces, straceVersion } from './support/straceBeside.ts';

const calls = built('does-calls');
const ACCESSES = [calls, 'access=/etc', 'fixed', 'access=/', 'fixed', 'access=/etc', 'fixed'];

/** Words of options; the program behind them is the accesses unless it is given. */
type Form = readonly [options: string, program?: readonly string[]];

const FORMS: readonly Form[] = [
  ['-e inject=access:error=EACCES'],
  ['-e inject=access:error=eacces:when=2'],
  ['-e inject=access:error=13:when=3+'],
  ['-e inject=access:error=4095'],
  ['-e inject=access:error=EINTR:when=1..2'],
  ['-e inject=access:error=EINTR:when=2..6+2'],
  ['-e inject=access:error=EINTR:when=1+3'],
  ['-e inject=access:error=EINTR:when=1+65535'],
  ['-e inject=access:retval=0'],
  ['-e inject=access:retval=010:when=2'],
  ['-e inject=access:retval=0x10:when=3'],
  // Errors as values, and what half of a long may be: strace says so and goes on.
  ['-e inject=access:retval=-2:when=2'],
  ['-e inject=access:retval=4294967294:when=2'],
  ['-e inject=access:retval=-4096:when=2'],
  ['-e trace=getppid -e inject=getppid:retval=-1', [calls, 'getppid']],
  ['-e inject=access:signal=SIGUSR1:when=2', [calls, 'access=/etc', 'usr1', 'fixed']],
  ['-e inject=access:signal=12:when=3'],
  ['-e inject=access:error=EPERM:signal=USR1:when=2', [calls, 'access=/etc', 'usr1']],
  ['-e inject=access:error=EPERM:syscall=getuid:when=2'],
  ['-e inject=access:retval=3:syscall=getppid:when=2'],
  ['-e inject=access:delay_enter=1000:when=2'],
  ['-e inject=access:delay_enter=1ms:delay_exit=1ms:error=EIO:when=2'],
  ['-e inject=access:delay_exit=100us:retval=3'],
  ['-e inject=access:poke_enter=@arg1=2f6574632f00:when=3+', [calls, 'fixed', 'access=/nonexistent']],
  ['-e inject=access:poke_enter=@arg1=2f7800:error=EPERM:when=2', [calls, 'access=/nonexistent']],
  ['-e inject=access:poke_enter=@arg1=2f7800:poke_exit=@arg1=2f7900:when=2', [calls, 'access=/nonexistent']],
  ['-e trace=read -e inject=read:poke_exit=@arg2=0102:when=2+', [calls, 'zeros', 'zeros']],
  ['-e fault=access'],
  ['-e fault=access:error=EIO:when=2'],
  ['--inject=access:error=EPERM --fault=mkdir', [calls, 'access=/etc', 'mkdir=/nonexistent/x']],
  // The last one for a call is the only one.
  ['-e inject=access:error=EACCES -e inject=access:retval=3:when=3'],
  ['-e inject=access:retval=3 -e inject=access:error=EACCES:when=2'],
  ['-e inject=%file:error=EACCES:when=8 -e inject=access:signal=USR1:when=2', [calls, 'fixed', 'usr1']],
  ['-e inject=all:delay_exit=1:when=2'],
  // Sets as elsewhere.
  ['-e inject=/^acc:error=EPERM:when=2'],
  ['-e inject=21:error=EPERM'],
  ['-e inject=access@32:error=EPERM'],
  ['-e inject=?nonexistent,access:error=EPERM'],
  // Only calls that are traced.
  ['-e trace=mkdir -e inject=access:error=EPERM'],
  ['-P /etc -e inject=access:error=EPERM:when=2'],
  ['-P /etc/passwd -e trace=all -e inject=fadvise64,close:error=EIO', ['cat', '/etc/passwd']],
  ['-e trace=clock_nanosleep -e inject=clock_nanosleep:error=ENOSYS', [calls, 'nap']],
  ['-e trace=exit_group -e inject=exit_group:error=EPERM'],
  ['-e trace=execve -e inject=execve:error=ENOENT'],
  ['-c -e inject=access:error=EPERM:when=3'],
  ['-z -e inject=access:error=EPERM:when=3'],
  ['-e trace=openat -e inject=openat:error=ENOENT:when=4+', ['cat', '/etc/passwd']],
];

const REFUSED = [
  ...['access', 'access:when=2', 'access:', ':error=EPERM', '', 'access:error=EPERM:retval=2'],
  ...['access:error=EPERM:error=EIO', 'access:error=0', 'access:error=4096', 'access:signal=0', 'access:signal=65'],
  ...['access:error=EIO:when=0', 'access:error=EIO:when=3..2', 'access:error=EIO:when=2+0', 'access:error=EIO:when='],
  ...['access:error=EIO:when=..3', 'access:error=EIO:when=65536', 'access:syscall=getpid', 'access:delay_exit=-1'],
  ...[
    'access:error=EIO:syscall=close',
    'access:delay_exit=1s1',
    'access:poke_enter=arg1=00',
    'access:poke_enter=@arg1=',
  ],
  ...['access:poke_enter=@arg1=0', 'access:poke_enter=@arg1=00,@arg1=01'],
];

describe.skipIf(straceVersion !== '6.1')('beside strace', () => {
  test.each(FORMS.map(([options, program = ACCESSES]) => [options, program] as const))('%s', (options, program) => {
    const words = options.split(' ');
    const traced = words.includes('-e') && options.includes('trace=') ? [] : ['-e', 'trace=access,mkdir'];
    expect(ours([...traced, ...words, ...program])).toEqual(straces([...traced, ...words, ...program]));
  });

  test.each(REFUSED)('refused: inject=%s', (text) => {
    const words = ['-e', `inject=${text}`, 'true'];
    expect(ours(words)).toEqual(straces(words));
  });
});
