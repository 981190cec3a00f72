/**
 * The words that signatures use for types: the contract between these tables and the decoders. One line a word:
 * `word(parameters)` and what the register holds. A parameter is the name of another argument of the call (its
 * value is a count, a length, a command …), `ret` for the call's own result, or, where the text says SET, the name
 * of a constant set in native/abi/constants. Directions: none = read at entry, `>` = filled in by the kernel
 * (decode at exit, and only when the call succeeded), `<>` = read at entry and written by exit. For a type that is a
 * pointer to something the direction is that of the memory behind it. Must not know how anything is printed.
 *
 * A parameter marked `?` may be left out.
 *
 * Words ending in `_ptr` point to one value of the word without the suffix (`int_ptr`, `off_ptr`, `pid_ptr`).
 */

const SCALARS = `
int                 signed 32 bits, decimal
uint                unsigned 32 bits, decimal
long                signed, of the ABI's word, decimal
ulong               unsigned, of the ABI's word, decimal
size                size_t: unsigned word, decimal
ssize               ssize_t: signed word, decimal
off                 off_t: signed word, decimal
uoff                off_t of truncate: as off, but unsigned
loff                loff_t: signed 64 bits, decimal; in one register (64-bit ABIs and x32)
loff_pair(hi)       signed 64 bits: on i386 this is the low half and argument hi (type hidden) the high half; else this register alone
page_off            unsigned word counted in pages of 4096 bytes (mmap2, remap_file_pages); mmap2's prints multiplied, hexadecimal
hidden              belongs to another argument and is not shown (high halves, padding)
hex                 unsigned word, hexadecimal (strace's %#lx)
hex32               unsigned 32 bits, hexadecimal
octal               unsigned, octal
mode                mode_t permissions in octal at least three digits: 0644 (type bits by S_IF name when present)
open_mode(flags)    mode, present only when flags has O_CREAT or O_TMPFILE
umode               umask's bits: octal, at least three digits
ptr                 an address shown and not followed; 0 is NULL
void                the call has no meaningful result (exit, exit_group, rt_sigreturn as a result)
unused              an argument the kernel ignores: shown in hexadecimal only if asked
dev                 dev_t: makedev(major, minor)
bool                0 or 1, decimal
status              an exit status argument: decimal int
time                time_t seconds since the epoch
clock_ticks         clock_t of times(2), decimal
fd                  descriptor, signed 32 bits
dirfd               descriptor or AT_FDCWD
fd_or_neg           descriptor where -1 means none (mmap, perf_event_open group)
fd_behind(PIDFD)    descriptor of the process behind a pidfd
pid                 process id, signed 32 bits (0, -1 and -pgid as they are)
tid                 thread id
pgid                process group or session id: shown without a command
waitid_id(idtype)   a process, a group or a pidfd, by idtype
uid                 user id; -1 prints as -1
gid                 group id; -1 prints as -1
uid16               16-bit uid_t of old i386 calls; 0xffff prints as -1
gid16               16-bit gid_t of old i386 calls; 0xffff prints as -1
key                 key_t: IPC_PRIVATE or hexadecimal
signal              signal number by name (SIGTERM; 0 is 0); bit 0x80000000 and others stay numbers
errno               an errno number
`;

const CONSTANTS = `
flags(SET)          32 bits in set SET, '|' joined; 0 is the name of zero in SET or 0
flags64(SET)        the same over the whole word
enum(SET)           one constant of SET
open_flags          flags(open_flags) with the access mode (O_RDONLY, O_WRONLY, O_RDWR) first from set open_access
socket_type         enum(socket_types) | flags(socket_flags), as in SOCK_STREAM|SOCK_CLOEXEC
socket_protocol(family,type)  protocol by family: IPPROTO_* (AF_INET, AF_INET6), NETLINK_* (AF_NETLINK), BTPROTO_*; else decimal or hex
clone_flags         flags(clone_flags) | exit signal in the low 8 bits
mmap_flags          enum(map_types) | flags(map_flags), with the huge page size bits (<<MAP_HUGE_SHIFT)
mount_type(flags)   mount's type: a string, an address where the flags say that it is not looked at
mount_data(flags)   mount's data: the same
mount_flags         flags(mount_flags), optional MS_MGC_VAL in the upper half
futex_op            enum(futex_ops) | flags(futex_op_flags): FUTEX_WAIT_PRIVATE
whence              enum(whence)
fcntl_cmd           enum(fcntl_cmds)
ioctl_cmd           ioctl request: by name from set ioctl_cmds (all names of a number, joined by ' or '), else _IOC(dir, type, nr, size)
prctl_op            enum(prctl_ops)
mempolicy_mode      enum(mempolicy_modes) | flags(mempolicy_mode_flags)
personality         enum(personality_types) | flags(personality_flags); 0xffffffff stays a number
wait_options        flags(wait_options)
sched_policy        enum(sched_policies) | SCHED_RESET_ON_FORK
semget_flags        flags(ipc_flags) | octal mode (also shmget, msgget: with SHM_ flags where set shm_flags)
shmget_flags        flags(shm_get_flags) | octal mode
clockid             enum(clockids), or dynamic clocks MAKE_PROCESS_CPUCLOCK(pid, kind) and FD_TO_CLOCKID(fd)
quota_cmd           QCMD(enum(quota_cmds), enum(quota_types))
ioprio              IOPRIO_PRIO_VALUE(enum(ioprio_classes), data)
socket_call(SET)    one constant of SET, or a decimal number
ipc_call            enum(ipc_calls) of the low 16 bits, version above (i386 ipc)
xattr_flags         flags(xattr_flags)
futex2_flags        enum(futex2_sizes) of the low two bits | flags(futex2_flags)
commented(SET)      decimal, with its name in SET as a comment: 2 /* SYSLOG_ACTION_READ */
syslog_size(type)   by syslog action: a level, else decimal
statx_flags         enum(at_statx_sync_types) | flags(at_flags)
swap_flags          flags(swap_flags) | priority in the low 15 bits, decimal
fanotify_init_flags  enum(fanotify_classes) | flags(fanotify_init_flags)
memfd_flags         flags(memfd_flags), with the huge page size bits (<<MFD_HUGE_SHIFT)
kexec_flags         enum(kexec_archs) in the upper 16 bits | flags(kexec_load_flags)
seccomp_flags(op)   flags(seccomp_flags) for SECCOMP_SET_MODE_FILTER, else hexadecimal
`;

const STRINGS = `
path                NUL-terminated file name (bounded by PATH_MAX)
cstring             NUL-terminated string that is not a file name
path_bytes(n)       out path of n bytes (readlink: ret), not NUL-terminated
bytes(n,limit?)     n bytes: n is an argument or ret; no more than limit, another argument
uts_name(n)         n bytes of a host's name (sethostname); an address when the kernel's limit of 64 is passed
syslog_buffer(type)  by syslog action: bytes out, as many as the result says, else an address
cstring_out(n)      out NUL-terminated string of at most n bytes (getcwd)
strings             argv: NULL-terminated array of strings, shown in brackets
env                 envp: the same, abbreviated to an address with the number of variables
iovec(n)            array of n struct iovec, strings whole
iovec_out(n,bytes)  the same where the kernel fills bytes in total (readv: ret)
module_params       module parameters: cstring
`;

const ARRAYS = `
int_ptr             pointer to one int
uint_ptr            pointer to one unsigned int
ulong_ptr           pointer to one word
size_ptr            pointer to one size_t
off_ptr             pointer to one word-sized off_t
loff_ptr            pointer to one 64-bit off_t
pid_ptr             pointer to one pid
uid_ptr             pointer to one uid
gid_ptr             pointer to one gid
time_ptr            pointer to one time_t
timer_ptr           pointer to one timer_t (32-bit): shown in brackets
socklen_ptr         pointer to a socklen_t, value-result: [16 => 10]
mempolicy_ptr       pointer to one int of set mempolicy_modes
ptr_ptr             pointer to one address
hex_ptr             pointer to one word, hexadecimal
u32_ptr             pointer to one 32-bit unsigned
u64_ptr             pointer to one 64-bit unsigned
fd_pair             int[2] of descriptors
pid_array(n)        n pids
gid_array(n)        n gids (getgroups: ret)
int_array(n)        n ints
uint_array(n)       n unsigned ints
fd_array(n)         n descriptors
ptr_array(n)        n addresses (words)
status_array(n)     n ints (move_pages' status): a node, or an errno below zero
residency(length)   a byte for each page of length bytes (mincore)
hex_array(n)        n words in hexadecimal
u64_array(n)        n 64-bit numbers (listmount: ret)
cpu_set(n)          CPU mask of n bytes (sched_getaffinity: ret): strace shows [0 1 2 3]
node_mask(bits)     memory node mask of so many bits
fd_set(nfds)        descriptor set for select: [3 4]; shown before and, by <>, after
uid16_ptr           pointer to one 16-bit uid (i386 getresuid)
gid16_ptr           pointer to one 16-bit gid
gid16_array(n)      n 16-bit gids
`;

const TIMES = `
timespec            struct timespec of the ABI (64-bit ABIs and x32: two 64-bit; i386: two 32-bit)
timespec64          struct __kernel_timespec: two 64-bit in every ABI (the *_time64 calls)
timespec32          two 32-bit
timespec_pair       timespec[2] of utimensat, with UTIME_NOW and UTIME_OMIT
timespec64_pair     the same with __kernel_timespec
timeval             struct timeval of the ABI
timeval_pair        timeval[2]
timezone            struct timezone
utimbuf             struct utimbuf
itimerspec          struct itimerspec
itimerspec64        struct __kernel_itimerspec
itimerval           struct itimerval
timex               struct timex of the ABI
timex64             struct __kernel_timex
tms                 struct tms
sigevent            struct sigevent
`;

const FILES = `
stat                struct stat of the ABI's own (x86_64, aarch64: the 64-bit one; i386 newstat)
stat64              struct stat64 of i386
old_stat            struct __old_kernel_stat (i386 oldstat)
statx               struct statx
statfs              struct statfs of the ABI
statfs64(size)      struct statfs64 of 32-bit ABIs, with its size argument
ustat               struct ustat
dents(n)            linux_dirent records, n bytes (getdents: ret)
dents64(n)          linux_dirent64 records
old_dirent          one old_linux_dirent (i386 readdir)
file_handle         struct file_handle
mount_id_ptr        pointer to int mount id
open_how(size)      struct open_how (openat2)
mount_attr(size)    struct mount_attr
mnt_id_req          struct mnt_id_req (statmount, listmount)
statmount(size)     struct statmount
xattr_args(size)    struct xattr_args
file_attr(size)     struct file_attr
xattr_list(n)       NUL-separated names, n bytes
cachestat_range     struct cachestat_range
cachestat           struct cachestat
fcntl_arg(cmd)      by command: descriptor flags, open flags, struct flock, owner, signal …
flock_ptr           struct flock of the ABI
ioctl_arg(request)  by request: struct termios, int pointer, winsize … else address
fsconfig_key(cmd)   a string, where the command is known to take one
fsconfig_value(cmd) by fsconfig command: NULL, string, bytes, path
fsconfig_aux(cmd)   by fsconfig command: directory, descriptor, length
quota_addr(cmd)     by quotactl command
quota_id(cmd)       id or, for Q_QUOTAON, enum(quota_formats)
fanotify_dirfd      dirfd, -1 is FAN_NOFD
fanotify_mask(hi?)  flags64(fanotify_marks); with hi: 64 bits in two registers (i386)
u64(hi?)            unsigned 64 bits; with hi: in two registers (i386)
xattr_value(size)   a value of size bytes, at most XATTR_SIZE_MAX, without its last NUL
sysfs_arg(option)   sysfs' second argument by option
sysfs_name(option)  sysfs' third by option
fcntl_result(cmd)   fcntl's result by command: descriptor, flags, pid, signal, plain
`;

const SOCKETS = `
sockaddr(len)       struct sockaddr of len bytes
sockaddr_out(lenptr)  the same filled in by the kernel: lenptr is the socklen_ptr argument
msghdr              struct msghdr with iovec and control messages (in: sendmsg)
msghdr_out(ret)     the same after recvmsg
mmsghdr(n)          n struct mmsghdr (sendmmsg)
mmsghdr_out(n)      the same after recvmmsg (ret of them valid)
sockopt_name(level) option name in the set of that level (socket levels: set socket_levels)
sockopt(level,optname,len)  option value in; len is the length argument
sockopt_out(level,optname,lenptr)  option value out; lenptr the socklen_ptr argument
socketcall_args(call)  the argument block of i386 socketcall
pollfd(n)           n struct pollfd; <>: revents shown at exit
epoll_event         one struct epoll_event (packed on x86_64 and i386)
epoll_events(n)     n struct epoll_event out (epoll_wait: ret)
pselect_sigmask     pointer to { sigset pointer, size } (pselect6's sixth argument)
epoll_params        struct epoll_params
`;

const SIGNALS = `
sigset(size)        kernel signal set of size bytes: [INT TERM], ~[...] when more than half are set
old_sigset          32-bit signal set by pointer (i386)
old_sigset_value    32-bit signal set in the register (i386 ssetmask, sigsuspend)
sigaction(size)     struct sigaction of the kernel's (rt_sigaction)
old_sigaction       struct old_sigaction (i386 sigaction)
sighandler          SIG_DFL, SIG_IGN, SIG_ERR or an address
siginfo             siginfo_t
stack_t             stack_t: ss_sp, ss_flags, ss_size
sigframe            the frame that sigreturn takes from the stack (the value is the stack pointer), shown as {mask=[]}
`;

const PROCESSES = `
wait_status         int *, a wait status: [{WIFEXITED(s) && WEXITSTATUS(s) == 0}]
rlimit              struct rlimit of the ABI
rlimit64            struct rlimit64 (prlimit64)
rusage              struct rusage
user_cap_header     struct __user_cap_header_struct
user_cap_data(header)  struct __user_cap_data_struct
clone_args(size)    struct clone_args (clone3)
clone_tid(flags)    what clone writes for the parent: a thread's id or, with CLONE_PIDFD alone, a descriptor
clone_tls           clone's tls argument (i386: struct user_desc)
user_desc           struct user_desc
ldt_entry(func,n)   modify_ldt's buffer of n bytes: struct user_desc where func writes one
thread_area         struct user_desc of get_thread_area: entry_number in, the rest out
sched_param         struct sched_param: [5]
sched_attr(size?)   struct sched_attr
robust_list         struct robust_list_head *: shown as an address
rseq                struct rseq *: shown as an address
prctl_arg(op,i)     argument i (2..5) of prctl operation op
kcmp_index(n)       index n (1, 2) of kcmp: a descriptor, an epoll slot, a number, by type
arch_prctl_arg(op)  by arch_prctl operation
ptrace_addr(request)  ptrace's addr by request
ptrace_data(request)  ptrace's data by request
seccomp_arg(op)     by seccomp operation: struct sock_fprog, action pointer, sizes
prctl_result(op)    prctl's result by operation: mostly decimal
mremap_addr(flags)  address, present only with MREMAP_FIXED or MREMAP_DONTUNMAP
futex_val(op)       futex's val: decimal; present for every operation
futex_addr2(op)     uaddr2, present for the requeue and wake-op operations
futex_val3(op)      val3, present for CMP_REQUEUE (decimal), BITSET (hexadecimal), WAKE_OP (decoded operation)
futex_timeout64(op) as futex_timeout with __kernel_timespec
futex_timeout(op)   timespec pointer, or val2 by futex operation
futex_waitv(n)      n struct futex_waitv
utsname             struct utsname (old forms: old_utsname, oldold_utsname)
old_utsname         struct old_utsname: 65-byte fields, no domain
oldold_utsname      struct oldold_utsname: 9-byte fields
sysinfo             struct sysinfo of the ABI
user_regs           machine registers by pointer: address
cpu_ptr             unsigned * of getcpu
getcpu_cache        unused third argument of getcpu
`;

const SUBSYSTEMS = `
bpf_attr(cmd,size)  union bpf_attr by command
perf_event_attr     struct perf_event_attr
keyctl_arg(op,i)    argument i (2..5) of keyctl operation op
key_serial          key serial: KEY_SPEC_* or decimal
io_event(n)         n struct io_event out (io_getevents: ret)
iocb_ptrs(n)        n pointers to struct iocb
iocb                struct iocb
aio_sigset          struct __aio_sigset (io_pgetevents)
io_uring_params     struct io_uring_params
io_uring_register_arg(opcode,n)  by io_uring_register opcode
io_uring_register_opcode  enum(io_uring_register_opcodes), with IORING_REGISTER_USE_REGISTERED_RING
io_uring_ring       a ring's descriptor, or its number where opcode says so
io_uring_enter_arg(size)  by flags: a signal set of size bytes, struct io_uring_getevents_arg, an offset
sembuf(n)           n struct sembuf
semctl_arg(cmd)     union semun by command
shmid_ds(cmd)       by shmctl command
msqid_ds(cmd)       by msgctl command
msgbuf(size)        struct msgbuf with size bytes of text
mq_attr             struct mq_attr
ipc_ptr(call)       ipc(2)'s fifth argument by call (i386)
landlock_ruleset_attr(size)  struct landlock_ruleset_attr
landlock_rule(type) by landlock rule type
lsm_contexts        struct lsm_ctx records, as many bytes as behind argument size
lsm_ctx(size)       one struct lsm_ctx
lsm_size            pointer to a size, before and after, also of a failed call
lsm_id_array(n)     n ids of security modules
kexec_segments(n)   n struct kexec_segment
nfs_arg(cmd)        nfsservctl's argument
`;

/** One word of the vocabulary. */
export interface TypeWord {
  readonly word: string;
  /** Names of the parameters it takes, in order. */
  readonly params: readonly string[];
  readonly meaning: string;
}

/** The whole vocabulary, read from the texts above. For tests and documentation: not needed to decode. */
export function vocabulary(): Map<string, TypeWord> {
  const words = new Map<string, TypeWord>();
  for (const line of [
    ...[SCALARS, CONSTANTS, STRINGS, ARRAYS, TIMES, FILES, SOCKETS, SIGNALS, PROCESSES, SUBSYSTEMS],
  ].flatMap((text) => text.trim().split('\n'))) {
    const match = /^(\w+)(?:\(([^)]*)\))?\s+(.*)$/.exec(line);
    if (!match) throw new Error(`not a word of the vocabulary: ${line}`);
    const [, word = '', params, meaning = ''] = match;
    if (words.has(word)) throw new Error(`twice in the vocabulary: ${word}`);
    words.set(word, { word, params: params ? params.split(',') : [], meaning });
  }
  return words;
}
