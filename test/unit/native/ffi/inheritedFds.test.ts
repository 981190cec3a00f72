import { expect, test } from 'vitest';
import { givenFds, type OpenFd } from '../../../../native/ffi/inheritedFds.ts';

/** `3 pipe:[7] nonblocking` */
const open = (...lines: string[]): OpenFd[] =>
  lines.map((line) => {
    const [fd = '', link = '', mark] = line.split(' ');
    return { fd: Number(fd), link, nonblocking: mark !== undefined };
  });
/** What the runtime opens, from these numbers on and with these pipes. */
const runtime = (fds: readonly number[], inode: number): string[] => [
  `${fds[0]} anon_inode:[eventpoll]`,
  `${fds[1]} pipe:[${inode}]`,
  `${fds[2]} pipe:[${inode}]`,
  `${fds[3]} pipe:[${inode + 1}] nonblocking`,
  `${fds[4]} pipe:[${inode + 1}] nonblocking`,
  `${fds[5]} anon_inode:[eventfd] nonblocking`,
];

test('nothing of the runtime’s own is given', () => {
  expect(givenFds(open(...runtime([3, 4, 5, 6, 7, 8], 100)))).toEqual([]);
});

test('files, one end of a pipe and sockets are', () => {
  const lines = ['3 /etc/hostname', '5 pipe:[90]', '7 socket:[4]', ...runtime([4, 6, 8, 9, 10, 11], 100)];
  expect(givenFds(open(...lines))).toEqual([3, 5, 7]);
});

test('both ends of a pipe are, in front of the runtime’s and between them', () => {
  expect(givenFds(open('3 pipe:[90]', '4 pipe:[90]', ...runtime([5, 6, 7, 8, 9, 10], 100)))).toEqual([3, 4]);
  expect(givenFds(open(...runtime([3, 4, 7, 8, 9, 10], 100), '5 pipe:[90]', '6 pipe:[90]'))).toEqual([5, 6]);
});

test('a pipe that does not block at one end, or stands in front, is none of the runtime’s', () => {
  expect(givenFds(open('3 pipe:[90] nonblocking', '4 pipe:[90]', ...runtime([5, 6, 7, 8, 9, 10], 100)))).toEqual([
    3, 4,
  ]);
  expect(givenFds(open(...runtime([3, 4, 7, 8, 9, 10], 100), '5 pipe:[90] nonblocking', '6 pipe:[90]'))).toEqual([
    5, 6,
  ]);
  const both = ['3 pipe:[90] nonblocking', '4 pipe:[90] nonblocking'];
  expect(givenFds(open(...both, ...runtime([5, 6, 7, 8, 9, 10], 100)))).toEqual([3, 4]);
});

test('without a runtime all are', () => {
  expect(givenFds(open('3 pipe:[90]', '4 pipe:[90]', '9 /tmp/lock'))).toEqual([3, 4, 9]);
});
