/**
 * Names that some calls have beside their arguments: facts that lie behind an argument and that the kernel is asked for.
 */

const TIMER = ['timer_settime', 'timer_settime64', 'timer_gettime', 'timer_gettime64'];
const TIMER_FD = ['timerfd_settime', 'timerfd_settime64', 'timerfd_gettime', 'timerfd_gettime64'];

/** Calls whose `clockid` is the clock that their timer, or its descriptor, was made with. */
export const CLOCK_OF_TIMER: ReadonlySet<string> = new Set(TIMER);
export const CLOCK_OF_TIMER_FD: ReadonlySet<string> = new Set(TIMER_FD);

/** Those of one call. */
export const derivedNames = (call: string): readonly string[] =>
  CLOCK_OF_TIMER.has(call) || CLOCK_OF_TIMER_FD.has(call) ? ['clockid'] : [];
