/** The command line beside the installed strace: the same words give the same log, streams and exit status. */
import { describe, expect, test } from 'vitest';
import { built } from './support/record.ts';
import { ours, straces, straceVersion } from './support/straceBeside.ts';

/** Later ones print some calls otherwise; 6.1 is what this was written beside. */
const COMPARABLE = straceVersion === '6.1';

const opens = built('trace_files');

describe.skipIf(!COMPARABLE)('beside strace', () => {
  test.each<[string[]]>([
    [['-e', 'trace=openat,read,close', opens]],
    [['-n', '-i', '-e', 'close', opens]],
    [['-t', '-r', '-e', 'close', opens]],
    [['-ttt', '-T', '-e', 'close', opens]],
    [['--absolute-timestamps=format:unix,precision:ns', '-e', 'close', opens]],
    [['--relative-timestamps=ns', '--syscall-times=ns', '-e', 'close', opens]],
    [['-xx', '-e', 'openat,close', opens]],
    [['-x', '-s', '8', '-e', 'read', opens]],
    [['-v', '-e', 'execve', '-E', 'ONLY=this', 'true']],
    [['-y', '-e', 'close,openat', opens]],
    [['--decode-fds=path,dev,socket,pidfd', '-e', 'trace=close', built('descriptors')]],
    [['--decode-fds=socket,dev', '-e', 'trace=close', built('descriptors')]],
    [['-X', 'raw', '-e', 'openat,mmap', opens]],
    [['-X', 'verbose', '-e', 'openat,mmap', opens]],
    [['-e', 'raw=all', '-e', 'trace=openat,close', opens]],
    [['-e', 'verbose=none', '-e', 'trace=execve,newfstatat', opens]],
    [['-P', '/etc/passwd', 'cat', '/etc/passwd']],
    [['-z', '-e', 'trace=openat,access', opens]],
    [['-Z', '-e', 'trace=openat,access', opens]],
    [['-Y', '-e', 'trace=getpid,kill', 'sh', '-c', 'kill -0 $$']],
    [['-e', 'status=unfinished', opens]],
    [['-qq', '-e', 'trace=close', opens]],
    [['-a', '1', '-e', 'close', opens]],
    [['-e', 'write=1', '-e', 'trace=write', 'echo', 'hello']],
    [['-e', 'read=3', '-e', 'trace=read', 'head', '-c', '40', '/etc/passwd']],
    [['-e', 'trace=none', 'sh', '-c', 'kill -USR1 $$']],
    [['-e', 'signal=none', '-e', 'trace=none', 'sh', '-c', 'kill -TERM $$']],
    [['-E', 'NAME=value', '-e', 'trace=none', 'sh', '-c', 'echo "$NAME"']],
    [['-b', 'execve', '-e', 'trace=execve', 'sh', '-c', 'exec true']],
    [['-c', '-S', 'name', '-U', 'name,calls,errors', opens]],
    [['-C', '-S', 'name', '-U', 'calls,name', '-e', 'trace=close', opens]],
    [['-e', 'fault=close:when=2', '-e', 'trace=close', opens]],
    [['-f', '-q', '-e', 'trace=execve', 'sh', '-c', 'true; true']],
  ])('%j', (words) => {
    expect(ours(words)).toEqual(straces(words));
  });

  test.each<[string[]]>([
    [[]],
    [['-Q', 'true']],
    [['--nope', 'true']],
    [['--output']],
    [['-s', 'x', 'true']],
    [['-p', 'x']],
    [['-p', '99999999']],
    [['no-such-program']],
    [['/etc']],
    [['-o', '/nonexistent/x', 'true']],
    [['-e', 'status=foo', 'true']],
    [['-e', 'inject=open:error=X', 'true']],
    [['-o', '|cat', '-ff', 'true']],
    [['-cC', 'true']],
    [['-w', 'true']],
    [['-c', '-k', '-e', 'trace=none', 'true']],
    [['-zZ', '-e', 'trace=none', 'true']],
    [['-b', 'foo', 'true']],
  ])('refused: %j', (words) => {
    expect(ours(words)).toEqual(straces(words));
  });
});
