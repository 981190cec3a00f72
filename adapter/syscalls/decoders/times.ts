/**
 * Time structures. Which of them a call uses is in its signature; only the widths differ by ABI: x32 keeps 64-bit
 * fields in all of them, i386 has 32-bit ones and newer 64-bit ones beside them.
 */
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, pointer, struct, withComment } from '../nodes.ts';
import { type Fields, fieldsAt, structAt } from '../reading.ts';

type Width = 4 | 8;

/** Width of time_t and long in the ABI's own time structures. */
const widthOf = (context: DecodeContext): Width => (context.arch === 'i386' ? 4 : 8);

const signed = (fields: Fields, offset: number, width: Width): bigint =>
  width === 8 ? fields.i64(offset) : BigInt(fields.i32(offset));

/** As strace shows the part below a second. */
const unsigned = (fields: Fields, offset: number, width: Width): bigint =>
  width === 8 ? fields.u64(offset) : BigInt(fields.u32(offset));

/** sys/stat.h. */
const UTIME_NOW = 0x3fffffffn;
const UTIME_OMIT = 0x3ffffffen;

/** A timespec at this offset; `width`: bytes of each of its two numbers. */
export function timespecFields(fields: Fields, offset: number, width: Width): Decoded {
  return struct(fields.address + BigInt(offset), [
    ['tv_sec', decimal(signed(fields, offset, width))],
    ['tv_nsec', decimal(unsigned(fields, offset + width, width))],
  ]);
}

/** A timeval at this offset; `width`: bytes of each of its two numbers. */
export function timevalFields(fields: Fields, offset: number, width: Width): Decoded {
  return struct(fields.address + BigInt(offset), [
    ['tv_sec', decimal(signed(fields, offset, width))],
    ['tv_usec', decimal(unsigned(fields, offset + width, width))],
  ]);
}

function timespecAt(context: DecodeContext, address: bigint, width: Width): Decoded {
  return structAt(context, address, width * 2, (fields) => timespecFields(fields, 0, width));
}

/** utimensat: the nanoseconds can be a word instead. */
function utimespec(fields: Fields, offset: number, width: Width): Decoded {
  const nanoseconds = signed(fields, offset + width, width);
  const name = nanoseconds === UTIME_NOW ? 'UTIME_NOW' : nanoseconds === UTIME_OMIT ? 'UTIME_OMIT' : undefined;
  if (name !== undefined) {
    return { kind: 'enum', value: nanoseconds, name, plain: timespecFields(fields, offset, width) };
  }
  return withTime(timespecFields(fields, offset, width), signed(fields, offset, width), nanoseconds);
}

/** strace's comment behind absolute times: `/* 2026-11-21T03:10:33.5+0000 *\/`. */
export function withTime(node: Decoded, seconds: bigint, fraction: bigint, digits: 6 | 9 = 9): Decoded {
  const comment = timeComment(seconds, fraction, digits);
  return comment === undefined ? node : withComment(node, comment);
}

const CYCLE_SECONDS = 146_097n * 86_400n;
/** struct tm counts years from 1900 in an int. */
const YEAR_MAX = 0x7fffffffn + 1900n;

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value < 0n && value % by !== 0n ? quotient - 1n : quotient;
}

/** `fraction` of a second in so many digits; one that is none has no comment. */
export function timeComment(seconds: bigint, fraction = 0n, digits: 6 | 9 = 9): string | undefined {
  if (seconds === 0n && fraction === 0n) return undefined;
  if (fraction < 0n || fraction >= 10n ** BigInt(digits)) return undefined;
  // Four hundred years are as many days each time: the Date of a year that it can have.
  const cycles = floorDivide(seconds, CYCLE_SECONDS);
  const date = new Date(Number(seconds - cycles * CYCLE_SECONDS) * 1000);
  const year = BigInt(date.getFullYear()) + cycles * 400n;
  if (year > YEAR_MAX || year <= 1900n - YEAR_MAX) return undefined;
  const pad = (value: number | bigint, width = 2): string => value.toString().padStart(width, '0');
  const day = `${year < 0n ? `-${pad(-year, 3)}` : pad(year, 4)}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  const behind = fraction === 0n ? '' : `.${fraction.toString().padStart(digits, '0')}`;
  const minutes = -date.getTimezoneOffset();
  const zone = `${minutes < 0 ? '-' : '+'}${pad(Math.trunc(Math.abs(minutes) / 60))}${pad(Math.abs(minutes) % 60)}`;
  return `${day}T${time}${behind}${zone}`;
}

function pair(
  context: DecodeContext,
  address: bigint,
  width: Width,
  one: (fields: Fields, offset: number) => Decoded,
): Decoded {
  const fields = fieldsAt(context, address, width * 4);
  return fields ? array(address, [one(fields, 0), one(fields, width * 2)]) : pointer(address);
}

const timespec: Decoder = (context, value) => context.before ?? timespecAt(context, value, widthOf(context));
const timespec64: Decoder = (context, value) => context.before ?? timespecAt(context, value, 8);

const timeval: Decoder = (context, value) => {
  if (context.before) return context.before;
  const width = widthOf(context);
  return structAt(context, value, width * 2, (fields) => timevalFields(fields, 0, width));
};

const itimerspecOf =
  (width: (context: DecodeContext) => Width): Decoder =>
  (context, value) =>
    structAt(context, value, width(context) * 4, (fields) =>
      struct(value, [
        ['it_interval', timespecFields(fields, 0, width(context))],
        ['it_value', timespecFields(fields, width(context) * 2, width(context))],
      ]),
    );

const itimerval: Decoder = (context, value) => {
  const width = widthOf(context);
  return structAt(context, value, width * 4, (fields) =>
    struct(value, [
      ['it_interval', timevalFields(fields, 0, width)],
      ['it_value', timevalFields(fields, width * 2, width)],
    ]),
  );
};

const timezone: Decoder = (context, value) =>
  structAt(context, value, 8, (fields) =>
    struct(value, [
      ['tz_minuteswest', decimal(fields.i32(0))],
      ['tz_dsttime', decimal(fields.i32(4))],
    ]),
  );

const utimbuf: Decoder = (context, value) => {
  const width = widthOf(context);
  return structAt(context, value, width * 2, (fields) => {
    const access = signed(fields, 0, width);
    const change = signed(fields, width, width);
    return struct(value, [
      ['actime', withTime(decimal(access), access, 0n)],
      ['modtime', withTime(decimal(change), change, 0n)],
    ]);
  });
};

const time: Decoder = (context, value) => {
  const width = widthOf(context);
  const fields = fieldsAt(context, value, width);
  if (!fields) return pointer(value);
  const seconds = signed(fields, 0, width);
  return array(value, [withTime(decimal(seconds), seconds, 0n)]);
};

/** clock_t: USER_HZ is 100 in every ABI here (asm-generic/param.h). */
export function ticks(count: bigint): Decoded {
  if (count === 0n) return decimal(count);
  const said = `${count / 100n}.${(count % 100n).toString().padStart(2, '0')} s`;
  return { ...decimal(count), comment: said, isName: true };
}

const tms: Decoder = (context, value) => {
  const width = widthOf(context);
  return structAt(context, value, width * 4, (fields) =>
    struct(
      value,
      ['tms_utime', 'tms_stime', 'tms_cutime', 'tms_cstime'].map(
        (name, i) => [name, ticks(width === 8 ? fields.u64(i * 8) : BigInt(fields.u32(i * 4)))] as const,
      ),
    ),
  );
};

export const TIMES: Readonly<Record<string, Decoder>> = {
  timespec,
  timespec64,
  timespec32: (context, value) => context.before ?? timespecAt(context, value, 4),
  timespec_pair: (context, value) =>
    pair(context, value, widthOf(context), (fields, offset) => utimespec(fields, offset, widthOf(context))),
  timespec64_pair: (context, value) => pair(context, value, 8, (fields, offset) => utimespec(fields, offset, 8)),
  timeval,
  timeval_pair: (context, value) => {
    const width = widthOf(context);
    return pair(context, value, width, (fields, offset) =>
      withTime(
        timevalFields(fields, offset, width),
        signed(fields, offset, width),
        signed(fields, offset + width, width),
        6,
      ),
    );
  },
  timezone,
  utimbuf,
  itimerspec: itimerspecOf(widthOf),
  itimerspec64: itimerspecOf(() => 8),
  itimerval,
  time_ptr: time,
  tms,
};
