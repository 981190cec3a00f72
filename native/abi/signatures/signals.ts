/** Signatures of signal calls. Format: see ../signature.ts. */
export const SIGNALS = `
kill %signal,%process int pid:pid sig:signal
tkill %signal,%process int tid:tid sig:signal
tgkill %signal,%process int tgid:pid tid:tid sig:signal
rt_sigaction %signal int signum:signal act:sigaction(sigsetsize) oldact:>sigaction(sigsetsize) sigsetsize:size
rt_sigprocmask %signal int how:enum(sigprocmask_how) set:sigset(sigsetsize) oldset:>sigset(sigsetsize) sigsetsize:size
rt_sigreturn %signal long frame:sigframe
rt_sigpending %signal int set:>sigset(sigsetsize) sigsetsize:size
rt_sigsuspend %signal int mask:sigset(sigsetsize) sigsetsize:size
rt_sigtimedwait %signal signal set:sigset(sigsetsize) info:>siginfo timeout:timespec sigsetsize:size
rt_sigqueueinfo %signal,%process int tgid:pid sig:signal info:siginfo
rt_tgsigqueueinfo %signal,%process int tgid:pid tid:tid sig:signal info:siginfo
sigaltstack %signal int ss:stack_t old_ss:>stack_t
pause %signal int
restart_syscall - long
`;
