/**
 * Rules that put the program's clock at another time, standing or going on from there: what the kernel wrote is written
 * over as the call ends. Must not know of VS Code.
 */
import type { TamperRule } from '../../adapter/protocol/trapline.ts';

/** With the call of 32-bit programs. */
const GETTIME = 'clock_gettime,clock_gettime64';

/** Clocks that are moved. A timer's clock has the name of an argument (docs/expressions.md). */
const SHIFTED = ['CLOCK_REALTIME', 'CLOCK_REALTIME_COARSE', 'CLOCK_REALTIME_ALARM', 'CLOCK_TAI']
  .map((clock) => `clockid == ${clock}`)
  .join(' || ');

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, y: 31_536_000 };

/** `+1h`, `-30d`, `2d 12h` to seconds; undefined when it is no such time. */
export function shiftOf(text: string): number | undefined {
  const compact = text.replaceAll(/\s+/g, '');
  if (!/^[+-]?(\d{1,9}[smhdy])+$/.test(compact)) return undefined;
  const parts = [...compact.matchAll(/(\d+)([smhdy])/g)];
  const seconds = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (SECONDS[unit ?? ''] ?? 0), 0);
  // Seconds stay positive for the program from 1970 on, and far from the end of 64 bits.
  if (seconds === 0 || seconds > 1e11) return undefined;
  return compact.startsWith('-') ? -seconds : seconds;
}

/**
 * For a shift as `+1h`: the clock goes on, so much later or earlier. Waiting until a time of that clock is moved back, or
 * a program that waits for its next second would wait for an hour. One that reads the clock from its vDSO has not been
 * told of the shift.
 */
export function shiftRules(text: string): readonly TamperRule[] | undefined {
  const shift = shiftOf(text);
  if (shift === undefined) return undefined;
  const size = Math.abs(shift);
  const later = (value: string): string => `${value} ${shift > 0 ? '+' : '-'} ${size}`;
  const earlier = (value: string): string => `${value} ${shift > 0 ? '-' : '+'} ${size}`;
  return [
    { catch: `${GETTIME}@exit`, condition: `ret == 0 && (${SHIFTED})`, set: { 'tp.tv_sec': later('tp.tv_sec') } },
    { catch: 'gettimeofday@exit', condition: 'ret == 0 && args[0] != 0', set: { 'tv.tv_sec': later('tv.tv_sec') } },
    { catch: 'time@exit', condition: 'args[0] != 0', set: { 'tloc[0]': later('ret') } },
    { catch: 'time@exit', set: { result: later('ret') } },
    ...deadlines(earlier, shift),
  ];
}

/** Waiting until a time of the shifted clock: each kind of call, and where in it the time is. */
function deadlines(earlier: (value: string) => string, shift: number): TamperRule[] {
  // Without the command's bits for a private futex and the clock (linux/futex.h).
  const command = '(args[1] & ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME))';
  const lock = `args[3] != 0 && (${command} == FUTEX_LOCK_PI || (args[1] & FUTEX_CLOCK_REALTIME) != 0 && ${command} != FUTEX_WAIT)`;
  const places: readonly (readonly [calls: string, condition: string, seconds: string])[] = [
    [
      'clock_nanosleep,clock_nanosleep_time64',
      `args[2] != 0 && (${SHIFTED}) && (flags & TIMER_ABSTIME) != 0`,
      't.tv_sec',
    ],
    [
      'timer_settime,timer_settime64',
      `args[2] != 0 && (flags & TIMER_ABSTIME) != 0 && (${SHIFTED})`,
      'new_value.it_value.tv_sec',
    ],
    [
      'timerfd_settime,timerfd_settime64',
      `args[2] != 0 && (flags & TFD_TIMER_ABSTIME) != 0 && (${SHIFTED})`,
      'new_value.it_value.tv_sec',
    ],
    // FUTEX_WAIT waits for so long, whatever its clock; FUTEX_LOCK_PI knows this clock only (futex(2)).
    ['futex,futex_time64', lock, 'timeout.tv_sec'],
    ['futex_waitv', `args[3] != 0 && (${SHIFTED})`, 'timeout.tv_sec'],
    ['futex_wait', `args[4] != 0 && (${SHIFTED})`, 'timeout.tv_sec'],
    ['mq_timedsend,mq_timedsend_time64,mq_timedreceive,mq_timedreceive_time64', 'args[4] != 0', 'abs_timeout.tv_sec'],
  ];
  return places.map(([calls, condition, seconds]) => ({
    catch: calls,
    // 0 takes a timer back, and what is over stays so: before 1970 the kernel knows no time.
    condition: `!vdso && ${condition} && ${seconds} >= ${Math.max(shift, 1)}`,
    set: { [seconds]: earlier(seconds) },
  }));
}

/** For a time in UTC as `2038-01-19 03:14:07`; undefined when it is none. */
export function clockRules(text: string): readonly TamperRule[] | undefined {
  const match = /^\s*(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?\s*$/.exec(text);
  if (!match) return undefined;
  const milliseconds = Date.parse(`${match[1]}T${match[2] ?? '00:00:00'}Z`);
  if (Number.isNaN(milliseconds)) return undefined;
  const seconds = Math.floor(milliseconds / 1000);
  const clocks = 'clockid == CLOCK_REALTIME || clockid == CLOCK_REALTIME_COARSE';
  return [
    {
      catch: `${GETTIME}@exit`,
      condition: `ret == 0 && (${clocks})`,
      set: { 'tp.tv_sec': seconds, 'tp.tv_nsec': 0 },
    },
    {
      catch: 'gettimeofday@exit',
      condition: 'ret == 0 && args[0] != 0',
      set: { 'tv.tv_sec': seconds, 'tv.tv_usec': 0 },
    },
    { catch: 'time@exit', condition: 'args[0] != 0', set: { 'tloc[0]': seconds } },
    { catch: 'time@exit', return: seconds },
  ];
}
