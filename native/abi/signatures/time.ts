/** Signatures of clocks and timers. Format: see ../signature.ts. */
export const TIME = `
time %clock time tloc:>time_ptr
gettimeofday %clock int tv:>timeval tz:>timezone
settimeofday %clock int tv:timeval tz:timezone
adjtimex %clock enum(clock_states) buf:<>timex
clock_gettime %clock int clockid:clockid tp:>timespec
clock_settime %clock int clockid:clockid tp:timespec
clock_getres %clock int clockid:clockid res:>timespec
clock_adjtime %clock enum(clock_states) clockid:clockid buf:<>timex
clock_nanosleep - int clockid:clockid flags:flags(timer_flags) t:timespec remain:>timespec
nanosleep - int duration:timespec rem:>timespec
alarm - uint seconds:uint
getitimer - int which:enum(itimer_which) curr_value:>itimerval
setitimer - int which:enum(itimer_which) new_value:itimerval old_value:>itimerval
timer_create - int clockid:clockid sevp:sigevent timerid:>timer_ptr
timer_settime - int timerid:int flags:flags(timer_flags) new_value:itimerspec old_value:>itimerspec
timer_gettime - int timerid:int curr_value:>itimerspec
timer_getoverrun - int timerid:int
timer_delete - int timerid:int
timerfd_create %desc fd clockid:clockid flags:flags(timerfd_create_flags)
timerfd_settime %desc int fd:fd flags:flags(timerfd_settime_flags) new_value:itimerspec old_value:>itimerspec
timerfd_gettime %desc int fd:fd curr_value:>itimerspec
times - clock_ticks buf:>tms
`;
