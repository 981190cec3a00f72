/**
 * Differences to strace 6.1 that stay, each with its reason. Whatever no row covers is a defect, ours until shown
 * otherwise. Pure.
 */

export interface Pair {
  readonly strace: string;
  readonly ours: string;
}

export interface Explained {
  readonly name: string;
  readonly reason: string;
  covers(pair: Pair): boolean;
}

const nameOf = (line: string): string => /^\w+/.exec(line)?.[0] ?? '';
const of =
  (...names: readonly string[]) =>
  ({ ours }: Pair): boolean =>
    names.includes(nameOf(ours));

/** Calls that strace 6.1 does not decode: newer ones, and those that kernels have no more. */
const UNDECODED = new Set(
  `cachestat fchmodat2 map_shadow_stack futex_wake futex_wait futex_requeue statmount listmount lsm_get_self_attr
  lsm_set_self_attr lsm_list_modules mseal setxattrat getxattrat listxattrat removexattrat open_tree_attr file_getattr
  file_setattr rseq create_module get_kernel_syms query_module epoll_ctl_old epoll_wait_old bdflush gtty stty ulimit vm86
  vm86old nfsservctl oldolduname olduname ustat readdir profil prof lock mpx ftime afs_syscall tuxcall security getpmsg
  putpmsg vserver break sysfs idle uselib`.split(/\s+/),
);
const REGISTER = '(?:-?\\d+|NULL|0x[0-9a-f]+|makedev\\(\\w+, \\w+\\))';
const REGISTERS = new RegExp(`^\\w+\\((?:${REGISTER}(?:, ${REGISTER})*)?\\)`);

/** Sets of constants, named or not, taken out; the names that were in them. */
const ITEM = String.raw`(?:~?[A-Z][A-Z0-9]*_[A-Za-z0-9_]+|0x[0-9a-f]+|\d+<<[A-Z_]+|\d+)(?: \/\* [A-Za-z_?]*\?\?\?? \*\/)?`;
const ITEMS = new RegExp(`${ITEM}(?:\\|${ITEM})*`, 'g');

function constants(line: string): { shape: string; names: Set<string> } {
  const names = new Set<string>();
  const shape = line.replace(ITEMS, (items) => {
    for (const item of items.split('|')) if (/^[A-Z]/.test(item)) names.add(item.replace(/ .*/, ''));
    return 'C';
  });
  return { shape, names };
}

/** The same but for names that only we have: strace's are all there. */
function hasNewerConstants({ strace, ours }: Pair): boolean {
  const [left, right] = [constants(strace), constants(ours)];
  return (
    left.shape === right.shape &&
    [...left.names].every((name) => right.names.has(name)) &&
    (left.names.size < right.names.size || ours.includes('???'))
  );
}

/** Registers cut to an int. */
const cut = (line: string): string => line.replace(/\b\d{10,20}\b/g, (digits) => String(BigInt(digits) & 0xffffffffn));

/** Without what newer kernels added to structures: strace's line is the beginning of ours, up to its `...`. */
function isLonger({ strace, ours }: Pair): boolean {
  const at = [...strace].findIndex((letter, index) => letter !== ours[index]);
  return strace.startsWith('...', at) || strace.startsWith(', ...', at) || strace.startsWith('...', at - 2);
}

const ADDRESS = /0x[0-9a-f]+$/;

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
    name: 'ioctl names',
    reason: 'requests of two drivers with one number: which names stand there depends on the kernel headers',
    covers: ({ strace, ours }) => nameOf(ours) === 'ioctl' && strace.includes(' or ') !== ours.includes(' or '),
  },
  {
    name: 'newer structures',
    reason: 'fields that kernels after strace 6.1 added, where it has `...`',
    covers: (pair) =>
      of('landlock_create_ruleset', 'clone3', 'statx', 'mount_setattr', 'perf_event_open')(pair) && isLonger(pair),
  },
  {
    name: 'newer commands',
    reason: 'commands that strace 6.1 does not decode: it shows the rest of the call as registers',
    covers: ({ strace, ours }) =>
      /^(?:fcntl|fcntl64|keyctl|ptrace|prctl|arch_prctl|bpf|landlock_\w+|io_uring_\w+|fsconfig|futex)\(/.test(ours) &&
      /^\w+\((?:[^{"[]*)\) += /.test(strace),
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
    name: 'netlink in sendmsg',
    reason:
      'strace asks the address whether a message is one of netlink; here the socket says so, which a connected one does alone',
    covers: ({ strace, ours }) =>
      /^(?:send|recv)m?msg/.test(ours) && strace.split('nlmsg_len=').length < ours.split('nlmsg_len=').length,
  },
  {
    name: 'read at exit',
    reason: 'strace reads some of what a program gives only at the exit, and not when the call failed',
    covers: ({ strace, ours }) =>
      / = (?:-1|\?) E/.test(ours) &&
      /^(?:epoll_pwait2?|adjtimex|clock_adjtime(?:64)?|ptrace|process_vm_\w+|mincore|get_mempolicy|futex_waitv)\(/.test(
        ours,
      ) &&
      ADDRESS.test(strace.slice(0, firstDifference(strace, ours)).concat('0x0')),
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
    name: "clocks' numbers",
    reason: 'dynamic clocks have their makers in later versions; 6.1 was built without',
    covers: ({ strace, ours }) => /CPUCLOCK|FD_TO_CLOCKID/.test(ours) && strace.includes('/* CLOCK_??? */'),
  },
  {
    name: 'no such answer',
    reason: 'answers that no kernel gives: a result beside memory that can not be read, more than there was room for',
    covers: of(
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
    ),
  },
  {
    name: 'x32',
    reason: 'flags of preadv2 and pwritev2 of x32 stand in another register for strace, and it cuts addresses',
    covers: ({ strace }) => /^p(?:read|write)v2\(/.test(strace),
  },
];

function firstDifference(left: string, right: string): number {
  let at = 0;
  while (at < left.length && left[at] === right[at]) at++;
  return at;
}

/** The column of the result is padding. */
const plain = (line: string): string => line.replace(/\) += (?=[^=]*$)/, ') = ');

export function explanation({ strace, ours }: Pair): Explained | undefined {
  const pair = { strace: plain(strace), ours: plain(ours) };
  return EXPLAINED.find((one) => one.covers(pair));
}
