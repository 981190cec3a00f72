/** What lines of a log show of the structures that calls point to (test/tracer/support). */
import { expect, test } from 'vitest';
import { loggedCalls } from '../../tracer/support/logLine.ts';
import { structures } from '../../tracer/support/structures.ts';
import { messagesNotShown, structuresNotShown } from '../../tracer/support/structuresShown.ts';

test('a line is a name, arguments and an error', () => {
  const lines = [
    '7 stat("a, (b\\" [", {st_mode=S_IFREG|0644, ...}) = 0',
    'read(3</x>, "\\\\", 5 /* , */) = -1 EFAULT (Bad address)',
    '8 pause( <unfinished ...>',
    '9 clone(child_stack=NULL, flags=SIGCHLD) = 5',
    '8 <... pause resumed>) = ? ERESTARTNOHAND (To be restarted if no handler)',
    '+++ exited with 0 +++',
  ];
  expect(loggedCalls(lines)).toEqual([
    { name: 'stat', args: ['"a, (b\\" ["', '{st_mode=S_IFREG|0644, ...}'] },
    { name: 'read', args: ['3</x>', '"\\\\"', '5 /* , */'], error: 'EFAULT' },
    { name: 'clone', args: ['NULL', 'SIGCHLD'] },
    { name: 'pause', args: [''], error: 'ERESTARTNOHAND' },
  ]);
});

test('finds what is read at entry and at exit, by place and by operation', () => {
  const all = structures();
  const of = (key: string) => all.find((one) => one.key === key);
  expect(of('stat.pathname')).toMatchObject({ call: 'stat', at: 0, isGiven: true });
  expect(of('stat.statbuf')).toMatchObject({ at: 1, isGiven: false });
  expect(of('accept.addr')).toMatchObject({ at: 1, isGiven: false });
  expect(of('quotactl(Q_GETINFO).addr')).toMatchObject({ at: 2, operation: { at: [0] } });
  expect(of('setsockopt(SOL_SOCKET, SO_LINGER).optval')).toMatchObject({ at: 3, operation: { at: [1, 2] } });
  expect(of('setsockopt(SOL_SOCKET, SO_REUSEADDR).optval')).toBeUndefined();
  expect(of('ioctl(> winsize).argp')?.operation?.texts).toEqual(new Set(['TIOCGWINSZ']));
  expect(all.filter((one) => one.call === 'mmap' || one.key.endsWith('.fd'))).toEqual([]);
});

test.each<[string, string[], string[]]>([
  ['stat.statbuf', ['stat("a", {st_size=1, ...}) = 0'], ['failure', 'bad pointer']],
  ['stat.statbuf', ['stat("a", 0x7ffd10) = -1 ENOENT (No such file or directory)'], ['success', 'bad pointer']],
  ['stat.statbuf', ['stat("a", 0x6bad1000) = -1 EFAULT (Bad address)'], ['success', 'failure']],
  // Which of the two was bad is not said, and it was not come to.
  ['stat.statbuf', ['stat(0x6bad1000, 0x6bad1000) = -1 EFAULT (Bad address)'], ['success', 'failure', 'bad pointer']],
  [
    'stat.statbuf',
    ['stat("a", 0x6bad1000) = -1 ENOENT (No such file or directory)'],
    ['success', 'failure', 'bad pointer'],
  ],
  ['stat.pathname', ['stat(0x6bad1000, NULL) = -1 EFAULT (Bad address)'], ['success', 'failure']],
  ['fcntl(F_SETLK).arg', ['fcntl(3, F_GETLK, {l_type=F_UNLCK}) = 0'], ['success', 'failure', 'bad pointer']],
  ['fcntl(F_SETLK).arg', ['fcntl(3, F_SETLK, 0x6bad1000) = -1 EBADF (Bad file descriptor)'], ['success', 'failure']],
])('of %s by %s', (key, lines, missing) => {
  const ofKey = structuresNotShown(lines).filter((what) => what.startsWith(`${key} `));
  expect(ofKey).toEqual(missing.map((kind) => `${key} ${kind}`));
});

test('messages inside of messages are to be sent, and to fail', () => {
  const lines = [
    'sendmsg(3, {msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[1]}]}, 0) = 5',
    'sendto(3, [{nlmsg_len=16, nlmsg_type=NLMSG_NOOP}], 16, MSG_OOB, NULL, 0) = -1 EOPNOTSUPP (Operation not supported)',
    'recvfrom(3, [{nlmsg_len=16, nlmsg_type=NLMSG_DONE}], 16, 0, NULL, NULL) = 16',
  ];
  expect(messagesNotShown(lines)).toEqual(['SOL_SOCKET, SCM_RIGHTS failure', 'nlmsg_type, NLMSG_NOOP success']);
});
