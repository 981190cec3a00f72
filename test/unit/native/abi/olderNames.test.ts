import { describe, expect, it } from 'vitest';
import { signatureOf } from '../../../../native/abi/signatures/index.ts';
import { argumentIndex, callsWithOlderNames } from '../../../../native/abi/signatures/olderNames.ts';

describe('older argument names', () => {
  it.each([...callsWithOlderNames()])('%s has the arguments that they mean', (call, names) => {
    const signature = signatureOf('i386', call);
    const current = signature?.args.map((argument) => argument.name) ?? [];
    for (const [older, now] of names) {
      expect(current).toContain(now);
      expect(current).not.toContain(older);
    }
  });

  it('finds an argument by either name', () => {
    const fcntl = signatureOf('x86_64', 'fcntl');
    if (!fcntl) throw new Error('no fcntl');
    expect(argumentIndex(fcntl, 'op')).toBe(1);
    expect(argumentIndex(fcntl, 'cmd')).toBe(1);
    expect(argumentIndex(fcntl, 'request')).toBe(-1);
    expect(argumentIndex(fcntl, '')).toBe(-1);
  });
});
