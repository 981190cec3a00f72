/**
 * Rows of explained.ts that come of the way these calls are made, and of strace's own ways: answers that no kernel gives,
 * moments of reading, spellings. Pure.
 */
import { cut, type Explained, of } from './alike.ts';

const withoutFirstField = (line: string): string =>
  line.replace(/^(ioctl\([^ ]*, [^{]*\{\w+=)(?:"(?:[^"\\]|\\.)*"(?:\.\.\.)?|[^,}]*)/, '$1');

export const ODDITIES: readonly Explained[] = [
  {
    name: 'read at exit',
    reason: 'strace reads some of what a program gives only at the exit, and not when the call failed',
    covers: ({ ours }) =>
      /^sendmmsg\(/.test(ours) ||
      (/ = (?:-1|\?) [E(]/.test(ours) && /^(?:epoll_pwait2?|ptrace|process_vm_\w+|mincore|get_mempolicy)\(/.test(ours)),
  },
  {
    name: 'wide registers',
    reason: 'strace shows the whole register of some arguments that the kernel takes as an int',
    covers: ({ strace, ours }) => cut(strace) === cut(ours),
  },
  {
    name: 'restart_syscall',
    reason: 'strace says of any call that it is what goes on; here only one that was interrupted',
    covers: of('restart_syscall'),
  },
  {
    name: '_sysctl',
    reason: 'kernels have had no sysctl(2) since Linux 5.5: its argument is an address here',
    covers: of('_sysctl'),
  },
  {
    name: 'message text',
    reason: 'msgrcv shows as many bytes as there was room for in strace, as many as came here',
    covers: of('msgrcv'),
  },
  {
    name: 'flags beside a mode',
    reason: 'strace leaves the | out in front of a mode when no flag in front of it has a name',
    covers: ({ strace, ours }) =>
      of('msgget', 'semget', 'shmget')({ strace, ours }) && strace === ours.replace(/(0x[0-9a-f]+)\|/, '$1'),
  },
  {
    name: 'times of messages',
    reason: 'IPC times of 32-bit programs have their upper halves here',
    covers: of('msgctl', 'semctl', 'shmctl', 'ipc'),
  },
  {
    name: 'notes of other calls',
    reason: 'strace 6.1 shows the note of an earlier call behind the result of PR_GET_SPECULATION_CTRL',
    covers: ({ ours }) => ours.startsWith('prctl(PR_GET_SPECULATION_CTRL'),
  },
  {
    name: 'long notes',
    reason:
      "strace has 1,024 bytes for what stands behind poll's and select's results, here sets end at 1,024 descriptors",
    covers: ({ strace, ours }) =>
      /^(?:p?poll|ppoll_time64|p?select6?|_newselect|pselect6_time64)\(/.test(ours) &&
      (strace.length > 1000 || ours.length > 1000),
  },
  {
    name: 'extended attributes',
    reason: 'strace shows what stands where there was room for nothing',
    covers: of('getxattr', 'lgetxattr', 'fgetxattr', 'setxattr', 'lsetxattr', 'fsetxattr'),
  },
  {
    name: "keyctl's answers",
    reason: 'a result that is more than there was room for, or none, beside an empty list or what stood there before',
    covers: of('keyctl'),
  },
  {
    name: 'results that are descriptors',
    reason: 'open_by_handle_at opens a file: the path of its result is shown here',
    covers: of('open_by_handle_at'),
  },
  {
    name: 'stime, shmat',
    reason: 'strace says of a result that it is a time, and of an address by way of ipc that it is none when that is 0',
    covers: of('stime', 'shmat'),
  },
  {
    name: 'doubled brackets',
    reason: "strace writes `in [3]], out [4]` of select's sets, and `()` where they can't be read",
    covers: ({ strace, ours }) => strace.replace(/\]\]+(?=, (?:out|except|left))/g, ']').replace(/ \(\)$/, '') === ours,
  },
  {
    name: "clocks' numbers",
    reason: 'dynamic clocks have their makers in later versions; 6.1 was built without',
    covers: ({ ours }) => /CPUCLOCK|FD_TO_CLOCKID/.test(ours),
  },
  {
    name: "ptrace's registers",
    reason: 'strace has the names of 64-bit registers for the offsets of 32-bit programs',
    covers: ({ ours }) => /^ptrace\(PTRACE_P\w+USER, /.test(ours),
  },
  {
    name: 'ptrace',
    reason:
      'strace stops at what it could read of a structure for PTRACE_SECCOMP_GET_METADATA, and shows lengths of failed calls',
    covers: ({ ours }) =>
      /^ptrace\((?:PTRACE_(?:SECCOMP_GET_METADATA|[GS]ETREGSET)|0x420d\b|0x420[45]\b)|^ptrace\(PTRACE_P\w+USER, -?\d+, NULL/.test(
        ours,
      ),
  },
  {
    name: 'no such answer',
    reason: 'answers that no kernel gives: a result beside memory that can not be read, more than there was room for',
    covers: of(
      'get_thread_area',
      'set_thread_area',
      'rt_sigaction',
      'sendfile',
      'adjtimex',
      'clock_adjtime',
      'clock_adjtime64',
      'modify_ldt',
      'name_to_handle_at',
      'recvmmsg',
      'recvmmsg_time64',
      'times',
      'getdents',
      'getdents64',
      'mq_timedreceive',
      'mq_timedreceive_time64',
    ),
  },
  {
    name: 'newer socket options',
    reason: 'levels of socket options that later versions decode have their names and values',
    covers: of('getsockopt', 'setsockopt'),
  },
  {
    name: 'what the kernel reads',
    reason: 'MREMAP_DONTUNMAP takes an address too; a failed clone of a 32-bit program had a segment',
    covers: ({ ours }) => /^mremap\(|^clone\(.*tls=\{/.test(ours),
  },
  {
    name: 'IrDA',
    reason: 'strace 6.1 has protocols of CAN for those of IrDA',
    covers: ({ ours }) => ours.startsWith('socket(AF_IRDA'),
  },
  {
    name: 'video',
    reason: 'strace leaves an empty list of controls out',
    covers: ({ ours }) => /^ioctl\([^ ]*, (?:VIDIOC_\w+_EXT_CTRLS?|PERF_EVENT_IOC_QUERY_BPF|0xc138fd03),/.test(ours),
  },
  {
    name: 'IDE_NICE',
    reason: 'strace 6.1 has blanks around <<',
    covers: ({ ours }) => ours.includes('<<IDE_NICE'),
  },
  {
    name: 'x32',
    reason:
      'strace takes structures of x32 from headers, some registers in another order, and has names for numbers without a call',
    covers: ({ abi }) => abi === 'x32',
  },
  {
    name: 'nothing asked for',
    reason:
      'lists of nothing are empty in strace, also of calls that failed; a set of nodes can be one word too long for it',
    covers: of('move_pages', 'migrate_pages', 'readdir', 'set_tid_address'),
  },
  {
    name: 'signal sets with numbers',
    reason: 'strace 6.1 ends itself at the mask of a sigreturn with -X verbose',
    covers: ({ strace }) => strace.endsWith('{mask= <detached ...>'),
  },
  {
    name: 'ioctl, NULL',
    reason: 'an address that is 0 is a number where strace does not look behind it',
    covers: ({ strace, ours }) => ours.startsWith('ioctl(') && strace === ours.replace(/, NULL\)/, ', 0)'),
  },
  {
    name: 'what ioctl leaves alone',
    reason: 'the first field of a structure, which says what is asked for, is in strace as it was at the entry',
    covers: ({ strace, ours }) => ours.startsWith('ioctl(') && withoutFirstField(strace) === withoutFirstField(ours),
  },
  {
    name: 'rare ioctls',
    reason:
      'what a failed request of the device mapper shows, features that UFFDIO_API leaves as they were, max_phase_adj (Linux 6.5)',
    covers: ({ ours }) => /^ioctl\([^ ]*, (?:DM_\w+|UFFDIO_API|PTP_CLOCK_GETCAPS2?), /.test(ours),
  },
];
