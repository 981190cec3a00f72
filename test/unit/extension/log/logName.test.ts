import { expect, test } from 'vitest';
import { logName } from '../../../../extension/log/logName.ts';

test.each([
  [{}, undefined],
  [{ log: '' }, undefined],
  [{ log: 'a.strace' }, 'a.strace'],
  [{ log: { file: '/tmp/b.strace', catch: '%file' } }, '/tmp/b.strace'],
  [{ strace: '-f -o run.strace -yy' }, 'run.strace'],
  [{ strace: "-orun.strace -e trace='read, write'" }, 'run.strace'],
  [{ strace: ['-f', '--output=a b.strace'] }, 'a b.strace'],
  [{ strace: ['-o', 7] }, undefined],
  [{ strace: "-o '|cat'" }, undefined],
  [{ log: 'a.strace', strace: '-o b.strace' }, 'a.strace'],
])('%j', (configuration, name) => {
  expect(logName(configuration)).toBe(name);
});
