import { expect, test } from 'vitest';
import { decoderOf } from '../../../adapter/syscalls/decoders/index.ts';
import { allNames } from '../../../native/abi/numbers/index.ts';
import { signatureOf } from '../../../native/abi/signatures/index.ts';
import { ABIS, coverageOf } from '../../../scripts/coverage.ts';

test.each(ABIS)('every argument of every call of %s has a decoder', (arch) => {
  const { calls, missing } = coverageOf(arch);
  expect(calls).toBe(allNames(arch).length);
  expect(missing).toEqual([]);
});

test('a call counts as missing when one of its words has no decoder', () => {
  expect(decoderOf('no_such_word')).toBeUndefined();
  expect(signatureOf('x86_64', 'no_such_call')).toBeUndefined();
  expect(coverageOf('x86_64').decoded).toBeGreaterThan(350);
});
