import { expect, test } from 'vitest';
import { decoderOf } from '../../../adapter/syscalls/decoders/index.ts';
import { allNames } from '../../../native/abi/numbers/index.ts';
import { signatureOf } from '../../../native/abi/signatures/index.ts';
import { ABIS, coverageOf } from '../../../scripts/coverage.ts';

test.each(ABIS)('every argument of every call of %s has a decoder, but of those that Linux no longer has', (arch) => {
  const { calls, decoded, missing, gone } = coverageOf(arch);
  expect(calls).toBe(allNames(arch).length);
  expect(missing).toEqual(gone);
  expect(decoded).toBe(calls - gone.length);
});

test('a register shown as it is does not count where it stands for something', () => {
  const { missing } = coverageOf('x86_64');
  expect(missing).toContain('epoll_ctl_old');
  expect(missing).not.toContain('mmap');
  expect(coverageOf('i386').missing).not.toContain('select');
});

test('a call counts as missing when one of its words has no decoder', () => {
  expect(decoderOf('no_such_word')).toBeUndefined();
  expect(signatureOf('x86_64', 'no_such_call')).toBeUndefined();
  expect(coverageOf('x86_64').decoded).toBeGreaterThan(350);
});
