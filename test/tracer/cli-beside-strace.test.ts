/**
 * The command line beside the installed strace: the same words give the same log, streams and exit status. Options that
 * cannot be compared: -u, -D and those that strace learned after 6.1 (--argv0, --syscall-limit, --trace-fds,
 * --kill-on-exit, --always-show-pid, -N, -kk, --color, -e namespace=new) have tests of their own in cli-apart, cli-running
 * and cli-newer; -d and --tips print what is strace's own; --secontext is refused; -I needs signals, see
 * cli-running; messages about calls that do not exist go on with advice behind strace's words.
 */
import { describe, expect, test } from 'vitest';
import { built } from './support/record.ts';
import { besides, straceVersion } from './support/straceBeside.ts';

/** Later ones print some calls otherwise; 6.1 is what this was written beside. */
const COMPARABLE = straceVersion === '6.1';

const opens = built('trace_files');
const sockets = built('descriptors');
const sh = (script: string): string[] => ['sh', '-c', script];

const LOGS: readonly string[][] = [
  // What is traced.
  ['-e', 'trace=openat,read,close', opens],
  ['--trace=close', opens],
  ['-e', 't=close', opens],
  ['-e', '/^clo', opens],
  ['-e', 'trace=!/^[a-bd-z]', opens],
  ['-e', 'trace=?nosuch,close', opens],
  ['-e', 'trace=3,%pure', opens],
  ['-e', 'trace=%%stat,%clock,%creds,%ipc,%network', opens],
  ['-e', 'trace=file', opens],
  ['-e', 'trace=close@64,open@32,%file@32', opens],
  ['-e', '!!close', opens],
  ['-e', 'trace=close,,read,', opens],
  ['-e', 'trace=!all', opens],
  ['-P', '/etc/passwd', 'cat', '/etc/passwd'],
  ['--trace-path=/etc/passwd', '-P', '/etc/group', '-e', 'close', 'cat', '/etc/passwd', '/etc/group'],
  ['-P', '/bin', '-e', 'none', 'true'],
  ['-z', '-e', 'trace=openat,access', opens],
  ['--failing-only', '-e', 'trace=openat,access', opens],
  ['-e', 'status=unfinished', opens],
  ['-e', 'status=!failed,unfinished', '-e', 'trace=openat,exit_group', opens],
  ['-e', 'status=none', '-e', 'trace=close', opens],
  ['-e', 'trace=none', ...sh('kill -USR1 $$')],
  ['-e', 'signal=none', '-e', 'trace=none', ...sh('kill -TERM $$')],
  ['--signals=!usr1', '-e', 'trace=none', ...sh('kill -USR1 $$')],
  ['-e', 's=10,65', '-e', 'trace=none', ...sh('kill -USR1 $$')],
  // What stands in front.
  ['-n', '-i', '-e', 'close', opens],
  ['--syscall-number', '--instruction-pointer', '-e', 'close', opens],
  ['-t', '-r', '-e', 'close', opens],
  ['-tt', '-r', '-e', 'close', opens],
  ['-ttt', '-T', '-e', 'close', opens],
  ['--absolute-timestamps=format:unix,precision:ns', '-e', 'close', opens],
  ['--timestamps=Unix,,s', '-e', 'close', opens],
  ['--timestamps=none,ms', '-e', 'close', opens],
  ['--relative-timestamps=ns', '--syscall-times=ns', '-e', 'close', opens],
  ['--relative-timestamps=s', '--syscall-times=s', '-e', 'close', opens],
  ['-Y', '-e', 'trace=getpid,kill', ...sh('kill -0 $$')],
  ['--decode-pids=comm', '-f', '-e', 'trace=none', ...sh('true; true')],
  ['--pidns-translation', '-e', 'trace=getpid', ...sh(':')],
  // How calls are written.
  ['-a', '1', '-e', 'close', opens],
  ['--columns', '60', '-e', 'close', opens],
  ['-s', ' 0', '-e', 'read,openat', opens],
  ['--string-limit=+5', '-e', 'read', opens],
  ['-xx', '-e', 'openat,close', opens],
  ['-x', '-s', '8', '-e', 'read', opens],
  ['--strings-in-hex=non-ascii-chars', '-e', 'read', opens],
  ['-v', '-e', 'execve', '-E', 'ONLY=this', 'true'],
  ['-y', '-e', 'close,openat', opens],
  ['--decode-fds=path,dev,socket,pidfd', '-e', 'trace=close', sockets],
  ['--decode-fds=socket,dev', '-e', 'trace=close', sockets],
  ['-X', 'raw', '-e', 'openat,mmap', opens],
  ['-X', 'verbose', '-e', 'openat,mmap', opens],
  ['-e', 'raw=all', '-e', 'trace=openat,close', opens],
  ['-e', 'x=openat', '-e', 'trace=openat,close', opens],
  ['-e', 'verbose=none', '-e', 'trace=execve,newfstatat', opens],
  ['-e', 'abbrev=?nosuch', '-e', 'trace=newfstatat', opens],
  ['-e', 'write=1', '-e', 'trace=write', 'echo', 'hello'],
  ['-e', 'read=!0', '-e', 'trace=read', 'head', '-c', '40', '/etc/passwd'],
  // Messages.
  ['-qq', '-e', 'trace=close', opens],
  ['--quiet=exit', '-e', 'trace=close', opens],
  ['-e', 'quiet=path-resolution', '-P', '/bin', '-e', 'none', 'true'],
  ['-f', '-q', '-e', 'trace=execve', ...sh('true; true')],
  ['-f', '-e', 'trace=kill', ...sh('(exit 3); true')],
  ['-ff', '-q', '-e', 'none', ...sh('true; true')],
  ['-F', '-e', 'none', 'true'],
  ['-fF', '-e', 'none', 'true'],
  ['-A', '-e', 'none', 'true'],
  ['--output-separately', '-e', 'none', 'true'],
  ['--seccomp-bpf', '-e', 'none', 'true'],
  ['--interruptible=always', '-e', 'none', 'true'],
  ['-z', '-z', '-e', 'close', opens],
  // The program.
  ['-E', 'NAME=value', '-e', 'trace=none', ...sh('echo "$NAME"')],
  ['-E', 'A=b', '--env=A', '-E', '=x', '-e', 'none', ...sh('echo "${A-unset}"')],
  ['-b', 'execve', '-e', 'trace=execve', ...sh('exec true')],
  ['-e', 'none', '--', ...sh('exit 4')],
  ['-e', 'none', ...sh('kill -SEGV $$')],
  ['-e', 'none', ...sh('kill -KILL $$')],
  ['-fqenone', 'true'],
  // Tables.
  ['-c', '-S', 'name', '-U', 'name,calls,errors', opens],
  ['-C', '-S', 'name', '-U', 'calls,name', '-e', 'trace=close', opens],
  ['-c', '-S', 'count', '-U', 'calls,errors,name', '-e', 'trace=close,openat,access', opens],
  ['-cw', '-S', 'name', '-U', 'time,min-time,longest', '-e', 'trace=close', opens],
  ['-c', '-O', '1.5us', '-U', 'count', '-e', 'close', opens],
  ['-c', '-f', '-U', 'calls,name', '-S', 'none', '-e', 'trace=execve', ...sh('true; true')],
  ['-c', '-i', '-k', '-n', '-r', '-t', '-T', '-y', '-Y', '-e', 'none', 'true'],
  ['-S', 'calls', '-e', 'none', 'true'],
  // Tampering.
  ['-e', 'fault=close:when=2', '-e', 'trace=close', opens],
  ['--inject=close:retval=5', '-e', 'close', opens],
  ['-e', 'inject=close:signal=USR1:when=1', '-e', 'close', opens],
];

const REFUSED: readonly string[][] = [
  [],
  ['-Q', 'true'],
  ['--nope', 'true'],
  ['--output'],
  ['-e'],
  ['--output-append-mode=x', 'true'],
  ['-s', 'x', 'true'],
  ['-s', '1073741824', 'true'],
  ['-a', '-1', 'true'],
  ['-X', 'foo', 'true'],
  ['-I', '5', 'true'],
  ['--strings-in-hex=foo', 'true'],
  ['--relative-timestamps=foo', 'true'],
  ['--timestamps=precision:unix', 'true'],
  ['--tips=foo', 'true'],
  ['-p', 'x'],
  ['-p', ''],
  ['-p', ' '],
  ['-p', '1,x'],
  ['-p', '99999998,99999999'],
  ['no-such-program'],
  ['/no/such'],
  ['/etc'],
  ['/etc/passwd'],
  [''],
  ['-o', '/nonexistent/x', 'true'],
  ['-o', '', 'true'],
  ['-o', '/', 'true'],
  ['-e', '', 'true'],
  ['-e', 'trace=all,none', 'true'],
  ['-e', 'trace=close@foo', 'true'],
  ['-e', 'status=foo', 'true'],
  ['-e', 'signal=foo', 'true'],
  ['-e', 'quiet=foo', 'true'],
  ['-e', 'read=3-5', 'true'],
  ['-e', 'kvm=foo', 'true'],
  ['-e', 'inject=open:error=X', 'true'],
  ['-e', 'fault=close:when=2..1', 'true'],
  ['-f', '--follow-forks', 'true'],
  ['-ff', '--output-separately', 'true'],
  ['-x', '--strings-in-hex', 'true'],
  ['-t', '--timestamps', 'true'],
  ['-y', '--decode-fds', 'true'],
  ['-q', '-e', 'quiet=none', 'true'],
  ['-o', '|cat', '-ff', 'true'],
  ['-c', '-ff', '-o', 'x', 'true'],
  ['-cC', 'true'],
  ['-w', 'true'],
  ['-U', 'calls', 'true'],
  ['-c', '-U', 'foo', 'true'],
  ['-c', '-U', 'calls,name,calls', 'true'],
  ['-S', 'foo', 'true'],
  ['-c', '-O', '1foo', 'true'],
  ['-zZ', '-e', 'trace=none', 'true'],
  ['-b', 'foo', 'true'],
  ['-D'],
  ['-DDDD', 'true'],
  ['-D', '--daemonize', 'true'],
  ['--daemonize=foo', 'true'],
  ['-u', 'no-such-user', 'true'],
];

describe.skipIf(!COMPARABLE)('beside strace', () => {
  test.concurrent.each(LOGS.map((words) => [words]))(
    '%j',
    async (words) => {
      const { ours, strace } = await besides(words);
      expect(ours).toEqual(strace);
    },
    60_000,
  );

  test.concurrent.each(REFUSED.map((words) => [words]))(
    'refused: %j',
    async (words) => {
      const { ours, strace } = await besides(words);
      expect(ours).toEqual(strace);
    },
    60_000,
  );
});
