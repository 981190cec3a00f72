import { expect, it, vi } from 'vitest';
import { printCall } from '../../../../adapter/syscalls/print.ts';
import { FakeMemory, runCall } from './fakes.ts';

const PTRACE_GET_SYSCALL_INFO = 0x420e;

it.each([0, -5000])('reads nothing where the kernel has filled in %s bytes', (result) => {
  const memory = new FakeMemory();
  const address = memory.put(new Uint8Array(88));
  const read = vi.spyOn(memory, 'read');
  const call = runCall(memory, 'ptrace', [PTRACE_GET_SYSCALL_INFO, 5, 88, address], result);
  expect(printCall(call)).toContain(`PTRACE_GET_SYSCALL_INFO, 5, 88, 0x${address.toString(16)})`);
  expect(read).not.toHaveBeenCalled();
});
