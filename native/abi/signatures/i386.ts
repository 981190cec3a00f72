/**
 * Signatures that i386 alone has, or has otherwise than the 64-bit ABIs: 16-bit ids, 64-bit numbers in two
 * registers, argument blocks, and the *_time64 calls. Looked up before the common tables. Source:
 * arch/x86/entry/syscalls/syscall_32.tbl and the compat entry points it names. Format: see ../signature.ts.
 */
export const I386 = `
waitpid %process pid pid:pid wstatus:>wait_status options:wait_options
umount %file int target:path
stime - int t:time_ptr
oldstat %file,%stat,%stat_like int pathname:path statbuf:>old_stat
oldlstat %file,%lstat,%stat_like int pathname:path statbuf:>old_stat
oldfstat %desc,%fstat,%stat_like int fd:fd statbuf:>old_stat
stat64 %file,%stat,%stat_like int pathname:path statbuf:>stat64
lstat64 %file,%lstat,%stat_like int pathname:path statbuf:>stat64
fstat64 %desc,%fstat,%stat_like int fd:fd statbuf:>stat64
fstatat64 %desc,%file,%fstat,%stat_like int dirfd:dirfd pathname:path statbuf:>stat64 flags:flags(at_flags)
statfs64 %file,%statfs,%statfs_like int path:path size:size buf:>statfs64(size)
fstatfs64 %desc,%fstatfs,%statfs_like int fd:fd size:size buf:>statfs64(size)
truncate64 %file int path:path length:u64(length_high) length_high:hidden
ftruncate64 %desc int fd:fd length:u64(length_high) length_high:hidden
_llseek %desc int fd:fd offset_high:hidden offset:loff_pair(offset_high) result:>u64_ptr whence:whence
pread64 %desc ssize fd:fd buf:>bytes(ret) count:size offset:loff_pair(offset_high) offset_high:hidden
pwrite64 %desc ssize fd:fd buf:bytes(count) count:size offset:loff_pair(offset_high) offset_high:hidden
readahead %desc ssize fd:fd offset:loff_pair(offset_high) offset_high:hidden count:size
sync_file_range %desc int fd:fd offset:loff_pair(offset_high) offset_high:hidden nbytes:loff_pair(nbytes_high) nbytes_high:hidden flags:flags(sync_file_range_flags)
fallocate %desc int fd:fd mode:flags(fallocate_modes) offset:loff_pair(offset_high) offset_high:hidden len:loff_pair(len_high) len_high:hidden
fadvise64 %desc int fd:fd offset:loff_pair(offset_high) offset_high:hidden size:size advice:enum(fadvise_values)
fadvise64_64 %desc int fd:fd offset:loff_pair(offset_high) offset_high:hidden size:loff_pair(size_high) size_high:hidden advice:enum(fadvise_values)
fanotify_mark %desc,%file int fanotify_fd:fd flags:flags(fanotify_mark_flags) mask:fanotify_mask(mask_high) mask_high:hidden dirfd:fanotify_dirfd pathname:path
lookup_dcookie - int cookie:u64(cookie_high) cookie_high:hidden buffer:>path_bytes(ret) len:size
sendfile %desc,%net ssize out_fd:fd in_fd:fd offset:<>ulong_ptr count:size
sendfile64 %desc,%net ssize out_fd:fd in_fd:fd offset:<>u64_ptr count:size
fcntl64 %desc fcntl_result(op) fd:fd op:fcntl_cmd arg:<>fcntl_arg(op)
readdir %desc int fd:fd dirp:>old_dirent count:uint
mmap %desc,%memory ptr args:ptr
mmap2 %desc,%memory ptr addr:ptr length:size prot:flags64(mmap_prot) flags:mmap_flags fd:fd_or_neg offset:page_off
select %desc int args:ptr
_newselect %desc int nfds:int readfds:<>fd_set(nfds) writefds:<>fd_set(nfds) exceptfds:<>fd_set(nfds) timeout:<>timeval
pselect6_time64 %desc int nfds:int readfds:<>fd_set(nfds) writefds:<>fd_set(nfds) exceptfds:<>fd_set(nfds) timeout:<>timespec64 sigmask:pselect_sigmask
ppoll_time64 %desc int fds:<>pollfd(nfds) nfds:uint tmo_p:<>timespec64 sigmask:sigset(sigsetsize) sigsetsize:size
clone %process pid flags:clone_flags stack:ptr parent_tid:>clone_tid(flags) tls:clone_tls child_tid:ptr
send %net ssize sockfd:fd buf:bytes(size) size:size flags:flags(msg_flags)
recv %net ssize sockfd:fd buf:>bytes(ret,size) size:size flags:flags(msg_flags)
socketcall %desc int call:socket_call(socketcalls) args:<>socketcall_args(call)
ipc %ipc int call:ipc_call first:hex second:hex third:hex ptr:<>ipc_ptr(call) fifth:hex
signal %signal sighandler signum:signal handler:sighandler
sigaction %signal int signum:signal act:old_sigaction oldact:>old_sigaction
sgetmask %signal old_sigset_value
ssetmask %signal old_sigset_value newmask:old_sigset_value
sigsuspend %signal int unused1:hidden unused2:hidden mask:old_sigset_value
sigpending %signal int set:>old_sigset
sigprocmask %signal int how:enum(sigprocmask_how) set:old_sigset oldset:>old_sigset
sigreturn %signal long frame:sigframe
lchown %file int pathname:path owner:uid16 group:gid16
chown %file int pathname:path owner:uid16 group:gid16
fchown %desc int fd:fd owner:uid16 group:gid16
lchown32 %file int pathname:path owner:uid group:gid
chown32 %file int pathname:path owner:uid group:gid
fchown32 %desc int fd:fd owner:uid group:gid
getuid %creds,%pure uid16
geteuid %creds,%pure uid16
getgid %creds,%pure gid16
getegid %creds,%pure gid16
setuid %creds int uid:uid16
setgid %creds int gid:gid16
setreuid %creds int ruid:uid16 euid:uid16
setregid %creds int rgid:gid16 egid:gid16
setresuid %creds int ruid:uid16 euid:uid16 suid:uid16
setresgid %creds int rgid:gid16 egid:gid16 sgid:gid16
getresuid %creds int ruid:>uid16_ptr euid:>uid16_ptr suid:>uid16_ptr
getresgid %creds int rgid:>gid16_ptr egid:>gid16_ptr sgid:>gid16_ptr
setfsuid %creds uid16 fsuid:uid16
setfsgid %creds gid16 fsgid:gid16
getgroups %creds int size:int list:>gid16_array(ret)
setgroups %creds int size:int list:gid16_array(size)
getuid32 %creds,%pure uid
geteuid32 %creds,%pure uid
getgid32 %creds,%pure gid
getegid32 %creds,%pure gid
setuid32 %creds int uid:uid
setgid32 %creds int gid:gid
setreuid32 %creds int ruid:uid euid:uid
setregid32 %creds int rgid:gid egid:gid
setresuid32 %creds int ruid:uid euid:uid suid:uid
setresgid32 %creds int rgid:gid egid:gid sgid:gid
getresuid32 %creds int ruid:>uid_ptr euid:>uid_ptr suid:>uid_ptr
getresgid32 %creds int rgid:>gid_ptr egid:>gid_ptr sgid:>gid_ptr
setfsuid32 %creds uid fsuid:uid
setfsgid32 %creds gid fsgid:gid
getgroups32 %creds int size:int list:>gid_array(ret)
setgroups32 %creds int size:int list:gid_array(size)
ugetrlimit - int resource:enum(rlimit_resources) rlim:>rlimit
oldolduname - int buf:>oldold_utsname
olduname - int buf:>old_utsname
clock_gettime64 %clock int clockid:clockid tp:>timespec64
clock_settime64 %clock int clockid:clockid tp:timespec64
clock_adjtime64 %clock enum(clock_states) clockid:clockid buf:<>timex64
clock_getres_time64 %clock int clockid:clockid res:>timespec64
clock_nanosleep_time64 - int clockid:clockid flags:flags(timer_flags) t:timespec64 remain:>timespec64
timer_gettime64 - int timerid:int curr_value:>itimerspec64
timer_settime64 - int timerid:int flags:flags(timer_flags) new_value:itimerspec64 old_value:>itimerspec64
timerfd_gettime64 %desc int fd:fd curr_value:>itimerspec64
timerfd_settime64 %desc int fd:fd flags:flags(timerfd_settime_flags) new_value:itimerspec64 old_value:>itimerspec64
utimensat_time64 %desc,%file int dirfd:dirfd pathname:path times:timespec64_pair flags:flags(at_flags)
io_pgetevents_time64 - int ctx_id:ptr min_nr:long nr:long events:>io_event(ret) timeout:timespec64 usig:aio_sigset
recvmmsg_time64 %net int sockfd:fd msgvec:<>mmsghdr_out(ret) vlen:uint flags:flags(msg_flags) timeout:<>timespec64
mq_timedsend_time64 %desc int mqdes:fd msg_ptr:bytes(msg_size) msg_size:size msg_prio:uint abs_timeout:timespec64
mq_timedreceive_time64 %desc ssize mqdes:fd msg_ptr:>bytes(ret) msg_size:size msg_prio:>uint_ptr abs_timeout:timespec64
semtimedop_time64 %ipc int semid:int sops:sembuf(nsops) nsops:uint timeout:timespec64
rt_sigtimedwait_time64 %signal signal set:sigset(sigsetsize) info:>siginfo timeout:timespec64 sigsetsize:size
futex_time64 - int uaddr:ptr op:futex_op val:futex_val(op) timeout:futex_timeout64(op) uaddr2:futex_addr2(op) val3:futex_val3(op)
sched_rr_get_interval_time64 - int pid:pid tp:>timespec64
break %memory int
stty - int fd:fd params:ptr
gtty - int fd:fd params:ptr
ftime - int
prof - int
lock - int
mpx - int
ulimit - int cmd:int newlimit:long
profil - int buf:ptr bufsiz:size offset:size scale:uint
idle - int
vm86old - int info:ptr
vm86 - int fn:ulong v86:ptr
bdflush - int func:int data:long
`;
