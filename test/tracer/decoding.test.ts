/** Calls as the log shows them, against the lines that programs expect of the calls they make. */
import { test } from 'vitest';
import { expectDecoded } from './support/decoded.ts';

test.each([
  ['aio', 'io_setup,io_submit,io_getevents,io_cancel,io_destroy'],
  ['bpf', 'bpf'],
  [
    'filesystems',
    'mount_setattr,open_tree,move_mount,fsopen,fsconfig,fsmount,fspick,openat2,setxattr,getxattr,listxattr,inotify_add_watch,inotify_init1,fanotify_init,fanotify_mark,landlock_create_ruleset,landlock_add_rule,landlock_restrict_self,quotactl,open_by_handle_at,name_to_handle_at',
  ],
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
