/**
 * Which clock a timer of a process was made with (proc(5): fdinfo of a timerfd; /proc/PID/timers, Linux 3.10 with
 * CONFIG_CHECKPOINT_RESTORE). Must not know what is asked of the timer.
 */
import { readFileSync } from 'node:fs';

function readProc(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

const whole = (digits: string | undefined): bigint | undefined => (digits === undefined ? undefined : BigInt(digits));

/** CLOCK_* of timerfd_create(2); undefined for descriptors of other things. */
export const clockOfTimerFd = (tid: number, fd: number): bigint | undefined =>
  whole(/^clockid: (\d+)$/m.exec(readProc(`/proc/${tid}/fdinfo/${fd}`))?.[1]);

/** CLOCK_* of timer_create(2), by the kernel's number of the timer; undefined where the kernel does not tell. */
export const clockOfTimer = (tid: number, timer: number): bigint | undefined =>
  whole(new RegExp(`^ID: ${timer}\n(?:.*\n){2}ClockID: (\\d+)$`, 'm').exec(readProc(`/proc/${tid}/timers`))?.[1]);
