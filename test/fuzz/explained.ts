/**
 * Differences to strace 6.1 that stay, each with its reason. Whatever no row covers is a defect, ours until shown
 * otherwise. Pure.
 */

import { type Explained, hasNewerConstants, nameOf, of, type Pair, spelledOut } from './alike.ts';
import { ODDITIES } from './oddities.ts';

/** Calls that strace 6.1 does not decode: newer ones, and those that kernels have no more. */
const UNDECODED = new Set(
  `cachestat fchmodat2 map_shadow_stack futex_wake futex_wait futex_requeue statmount listmount lsm_get_self_attr
  lsm_set_self_attr lsm_list_modules mseal setxattrat getxattrat listxattrat removexattrat open_tree_attr file_getattr
  file_setattr rseq create_module get_kernel_syms query_module epoll_ctl_old epoll_wait_old bdflush gtty stty ulimit vm86
  vm86old nfsservctl oldolduname olduname ustat readdir profil prof lock mpx ftime afs_syscall tuxcall security getpmsg
  putpmsg vserver break sysfs idle uselib`.split(/\s+/),
);
const REGISTER = '(?:-?\\d+|NULL|0x[0-9a-f]+|makedev\\(\\w+, \\w+\\))(?: /\\* makedev\\(\\w+, \\w+\\) \\*/)?';
const REGISTERS = new RegExp(`^\\w+\\((?:${REGISTER}(?:, ${REGISTER})*)?\\)`);

export const EXPLAINED: readonly Explained[] = [
  {
    name: 'undecoded calls',
    reason: 'strace 6.1 shows the registers of calls that are newer than it, or older than any kernel that it met',
    covers: ({ strace, ours }) => UNDECODED.has(nameOf(ours)) && REGISTERS.test(strace),
  },
  {
    name: 'newer constants',
    reason: 'constants of kernels after strace 6.1 have their names here',
    covers: hasNewerConstants,
  },
  {
    name: 'mount namespaces',
    reason: 'FAN_MARK_MNTNS (Linux 6.13) is FAN_MARK_MOUNT and FAN_MARK_FILESYSTEM together',
    covers: ({ ours }) => ours.includes('FAN_MARK_MNTNS'),
  },
  {
    name: 'newer ioctls',
    reason: 'ioctl requests and their structures that strace 6.1 does not know: a number, or an address',
    covers: ({ strace, ours }) =>
      nameOf(ours) === 'ioctl' && (strace.includes('_IOC(') || /, 0x[0-9a-f]+\) += /.test(strace)),
  },
  {
    name: 'raw numbers',
    reason: 'with -X raw strace leaves shifts and a few other spellings standing',
    covers: ({ strace, ours }) =>
      spelledOut(strace) === spelledOut(ours) ||
      /^futex(?:_time64)?\(.*<</.test(strace) ||
      of('io_submit', 'ioprio_set')({ strace, ours }),
  },
  {
    name: 'ioctl names',
    reason:
      "strace has names of headers that the kernel does not export, 6.1 the sound timers' for the terminal's, and `32` behind requests of 32-bit programs that their own headers call as here",
    covers: ({ strace, ours }) =>
      nameOf(ours) === 'ioctl' &&
      (strace.includes(' or ') !== ours.includes(' or ') || /^ioctl\([^ ]*, \w+32,/.test(strace)),
  },
  {
    name: 'newer structures',
    reason: 'fields that kernels after strace 6.1 added, which it leaves out or has as `...`',
    covers: of(
      'landlock_create_ruleset',
      'landlock_add_rule',
      'clone3',
      'statx',
      'mount_setattr',
      'io_uring_register',
      'io_uring_enter',
    ),
  },
  {
    name: 'perf_event_open',
    reason: 'config3, config4 and the bits of aux_action are newer than strace 6.1',
    covers: ({ strace, ours }) => of('perf_event_open')({ strace, ours }) && sameEvent(strace, ours),
  },
  {
    name: 'newer commands',
    reason: 'commands that strace 6.1 does not decode: it shows the rest of the call as registers',
    covers: ({ strace, ours }) =>
      /^(?:fcntl|fcntl64|keyctl|ptrace|prctl|arch_prctl|bpf|landlock_\w+|io_uring_\w+|fsconfig|futex|quotactl|seccomp)\(/.test(
        ours,
      ) && /^\w+\((?:[^{"[]*)\) += /.test(strace.replace(/<[^<>]*(?:<[^<>]*>)?>/g, '')),
  },
  {
    name: 'futex_waitv',
    reason: 'FUTEX2_* names the flags since strace 6.7',
    covers: of('futex_waitv'),
  },
  {
    name: 'io_uring_setup',
    reason: 'flags, and resv1 that became user_addr, of kernels after strace 6.1',
    covers: of('io_uring_setup'),
  },
  {
    name: 'bpf',
    reason: 'commands and fields of kernels after strace 6.1, and next_id, which later ones show of fewer commands',
    covers: of('bpf'),
  },
  {
    name: 'newer socket addresses',
    reason: 'AF_TIPC, AF_CAN and others have their fields in later versions and here',
    covers: ({ strace, ours }) =>
      strace.includes('sa_data=') && strace.split('sa_data=').length > ours.split('sa_data=').length,
  },
  {
    name: 'newer control messages',
    reason: 'levels of control messages that later versions decode have their types by name',
    covers: ({ strace, ours }) =>
      ours.includes('cmsg_type=') && /cmsg_type=(?:0x|[A-Z])/.test(strace) && hasNewerConstants({ strace, ours: ours }),
  },
  {
    name: 'netlink',
    reason:
      'a socket says its protocol here where strace needs the address of the message and, for the protocol, sock_diag',
    covers: ({ strace, ours }) =>
      ours.includes('nlmsg_len=') ||
      strace.includes('nlmsg_len=') ||
      (/^(?:send|recv)m?msg/.test(ours) && ours.includes('iov_base="\\x')),
  },
  ...ODDITIES,
];

/** Without what strace 6.1 has not, and with a PMU's shift where constants are numbers. */
function sameEvent(strace: string, ours: string): boolean {
  const known = ours.replace(/, (?:config[34]|aux_(?:start_paused|pause|resume))=\w+/g, '').replace(', ...}', '}');
  const left = strace
    .replace(/, config3=\w+/, '')
    .replace(', ...}', '}')
    .replace(/ \/\* bytes 116\.\.119: 0x[1-7] \*\//, '')
    .replace(/config=[^,]*<<[^,]*/, (shifts) => (shifts.includes('PERF_') ? shifts : 'config=SHIFTS'));
  const right = left.includes('config=SHIFTS') ? known.replace(/config=[^,]*/, 'config=SHIFTS') : known;
  return left === right || hasNewerConstants({ strace: left, ours: right });
}

/** The column of the result is padding. */
const plain = (line: string): string => line.replace(/\) += (?=[^=]*$)/, ') = ');

export function explanation({ abi, strace, ours }: Pair): Explained | undefined {
  const pair = { abi, strace: plain(strace), ours: plain(ours) };
  return EXPLAINED.find((one) => one.covers(pair));
}
