/** Signatures of calls on processes, threads, credentials, limits and scheduling. Format: see ../signature.ts. */
export const PROCESSES = `
fork %process pid
vfork %process pid
clone %process pid flags:clone_flags stack:ptr parent_tid:>clone_tid(flags) child_tid:ptr tls:clone_tls
clone3 %process pid cl_args:<>clone_args(size) size:size
execve %file,%process int pathname:path argv:strings envp:env
execveat %desc,%file,%process int dirfd:dirfd pathname:path argv:strings envp:env flags:flags(at_flags)
exit %process void status:status
exit_group %process void status:status
wait4 %process pid pid:pid wstatus:>wait_status options:wait_options rusage:>rusage
waitid %process int idtype:enum(waitid_types) id:waitid_id(idtype) infop:>siginfo options:wait_options rusage:>rusage
ptrace - long op:enum(ptrace_ops) pid:pid addr:ptrace_addr(op) data:<>ptrace_data(op)
kcmp - int pid1:pid pid2:pid type:enum(kcmp_types) idx1:kcmp_index(1) idx2:kcmp_index(2)
getpid %pure pid
getppid %pure pid
gettid %pure tid
getpgrp %pure pgid
getpgid - pgid pid:pid
setpgid - int pid:pid pgid:pgid
getsid - pgid pid:pid
setsid - pgid
getuid %creds,%pure uid
geteuid %creds,%pure uid
getgid %creds,%pure gid
getegid %creds,%pure gid
setuid %creds int uid:uid
setgid %creds int gid:gid
setreuid %creds int ruid:uid euid:uid
setregid %creds int rgid:gid egid:gid
setresuid %creds int ruid:uid euid:uid suid:uid
setresgid %creds int rgid:gid egid:gid sgid:gid
getresuid %creds int ruid:>uid_ptr euid:>uid_ptr suid:>uid_ptr
getresgid %creds int rgid:>gid_ptr egid:>gid_ptr sgid:>gid_ptr
setfsuid %creds uid fsuid:uid
setfsgid %creds gid fsgid:gid
getgroups %creds int size:int list:>gid_array(ret)
setgroups %creds int size:int list:gid_array(size)
capget %creds int hdrp:<>user_cap_header datap:>user_cap_data(hdrp)
capset %creds int hdrp:<>user_cap_header datap:user_cap_data(hdrp)
prctl %creds prctl_result(op) op:prctl_op arg2:<>prctl_arg(op,2) arg3:<>prctl_arg(op,3) arg4:<>prctl_arg(op,4) arg5:<>prctl_arg(op,5)
arch_prctl - int op:enum(arch_prctl_ops) addr:<>arch_prctl_arg(op)
personality - personality persona:personality
seccomp - int op:enum(seccomp_ops) flags:seccomp_flags(op) args:<>seccomp_arg(op)
unshare - int flags:flags64(namespace_flags)
setns %desc int fd:fd nstype:flags(setns_flags)
getrlimit - int resource:enum(rlimit_resources) rlim:>rlimit
setrlimit - int resource:enum(rlimit_resources) rlim:rlimit
prlimit64 - int pid:pid resource:enum(rlimit_resources) new_limit:rlimit64 old_limit:>rlimit64
getrusage - int who:enum(rusage_who) usage:>rusage
getpriority - int which:enum(priority_which) who:int
setpriority - int which:enum(priority_which) who:int prio:int
nice - int inc:int
ioprio_get - ioprio which:enum(ioprio_who) who:int
ioprio_set - int which:enum(ioprio_who) who:int ioprio:ioprio
sched_yield - int
sched_getparam - int pid:pid param:>sched_param
sched_setparam - int pid:pid param:sched_param
sched_getscheduler - sched_policy pid:pid
sched_setscheduler - int pid:pid policy:sched_policy param:sched_param
sched_get_priority_max - int policy:sched_policy
sched_get_priority_min - int policy:sched_policy
sched_rr_get_interval - int pid:pid tp:>timespec
sched_getaffinity - int pid:pid cpusetsize:uint mask:>cpu_set(ret)
sched_setaffinity - int pid:pid cpusetsize:uint mask:cpu_set(cpusetsize)
sched_getattr - int pid:pid attr:>sched_attr(size) size:uint flags:uint
sched_setattr - int pid:pid attr:<>sched_attr flags:uint
getcpu - int cpu:>uint_ptr node:>uint_ptr tcache:getcpu_cache
set_tid_address - pgid tidptr:ptr
set_robust_list - int head:robust_list size:size
get_robust_list - int pid:pid head_ptr:>ptr_ptr sizep:>size_ptr
rseq - int rseq:rseq rseq_len:hex32 flags:flags(rseq_flags) sig:hex32
membarrier - int cmd:enum(membarrier_cmds) flags:flags(membarrier_flags) cpu_id:int
futex - int uaddr:ptr op:futex_op val:futex_val(op) timeout:futex_timeout(op) uaddr2:futex_addr2(op) val3:futex_val3(op)
futex_waitv - int waiters:futex_waitv(nr_futexes) nr_futexes:uint flags:hex32 timeout:timespec64 clockid:clockid
futex_wake - int uaddr:ptr mask:hex nr:int flags:futex2_flags
futex_wait - int uaddr:ptr val:hex mask:hex flags:futex2_flags timeout:timespec64 clockid:clockid
futex_requeue - int waiters:futex_waitv(2) flags:hex32 nr_wake:int nr_requeue:int
set_thread_area - int u_info:<>user_desc
get_thread_area - int u_info:<>thread_area
modify_ldt - int func:int ptr:ldt_entry(func,bytecount) bytecount:ulong
iopl - int level:int
ioperm - int from:hex num:hex turn_on:int
uretprobe - long
uprobe - long
`;
