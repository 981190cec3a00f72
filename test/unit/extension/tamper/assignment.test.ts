import { expect, it } from 'vitest';
import { assignmentProblem, readAssignment } from '../../../../extension/tamper/assignment.ts';

const NAMES = ['sockfd', 'addr', 'addrlen'];

it.each([
  ['flags = O_RDONLY', { target: 'flags', value: 'O_RDONLY' }],
  [' addr.sin_port=8080 ', { target: 'addr.sin_port', value: '8080' }],
  ['fds[0].events = POLLIN | POLLOUT', { target: 'fds[0].events', value: 'POLLIN | POLLOUT' }],
  ['flags == 1', undefined],
  ['flags', undefined],
  ['addr..x = 1', undefined],
])('%s', (text, read) => {
  expect(readAssignment(text)).toEqual(read);
});

it.each([
  ['addr.sin_port = 1', 'entry', undefined],
  ['syscall = getpid', 'entry', undefined],
  ['result = 0', 'exit', undefined],
  ['addr.sin_port = 1', 'exit', undefined],
  ['addr', 'entry', /^Write NAME = VALUE/],
  ['ad.sin_port = 1', 'entry', 'bind has no argument “ad”: it has sockfd, addr, addrlen.'],
  ['addr = 1', 'exit', /^The call has been made: /],
  ['syscall = getpid', 'exit', /^The call has been made: /],
] as const)('%s at %s', (text, where, problem) => {
  const said = assignmentProblem(text, { set: 'bind', where }, NAMES);
  if (problem === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(problem);
});
