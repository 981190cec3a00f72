/** Calls as the log shows them, against the lines that programs expect of the calls they make. */
import { test } from 'vitest';
import { expectDecoded } from './support/decoded.ts';

test.each([
  ['aio', 'io_setup,io_submit,io_getevents,io_cancel,io_destroy'],
  ['bpf', 'bpf'],
  ['ioctl', 'ioctl'],
  ['keyctl', 'keyctl,add_key,request_key'],
  ['netlink', 'sendto,recvfrom'],
  ['perf', 'perf_event_open'],
  ['prctl', 'prctl,arch_prctl'],
  ['ptrace', 'ptrace'],
  ['seccomp', 'seccomp'],
  ['sockopt', 'setsockopt,getsockopt,connect'],
  ['uring', 'io_uring_setup,io_uring_register,io_uring_enter'],
])('%s', (family, calls) => {
  expectDecoded(`decode_${family}`, calls);
});
