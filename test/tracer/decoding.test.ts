/** Calls as the log shows them, against the lines that programs expect of the calls they make. */
import { test } from 'vitest';
import { expectDecoded } from './support/decoded.ts';

test.each([
  ['ioctl', 'ioctl'],
  ['prctl', 'prctl,arch_prctl'],
  ['ptrace', 'ptrace'],
  ['seccomp', 'seccomp'],
])('%s', (family, calls) => {
  expectDecoded(`decode_${family}`, calls);
});
