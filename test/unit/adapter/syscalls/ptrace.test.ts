import { afterEach, expect, it } from 'vitest';
import { defects } from '../../../../adapter/syscalls/decode.ts';
import { printCall } from '../../../../adapter/syscalls/print.ts';
import { FakeMemory, runCall } from './fakes.ts';

const PTRACE_GET_SYSCALL_INFO = 0x420e;

afterEach(() => {
  defects.found = undefined;
});

it('shows an address where the result is neither an error nor a size', () => {
  const found: unknown[] = [];
  defects.found = (error) => found.push(error);
  const memory = new FakeMemory();
  const address = memory.put(new Uint8Array(88));
  const call = runCall(memory, 'ptrace', [PTRACE_GET_SYSCALL_INFO, 5, 88, address], -5000);
  expect(printCall(call)).toContain(`PTRACE_GET_SYSCALL_INFO, 5, 88, 0x${address.toString(16)})`);
  expect(found).toEqual([]);
});
