/**
 * What stands in front of a line of the log: whose it is and when. Must not know what the line says.
 */

import { escapeText } from '../quote.ts';

export type Timestamps = 'none' | 'time' | 'microseconds' | 'epoch' | 'relative';

/** Digits behind the seconds. */
export type Digits = 0 | 3 | 6 | 9;

/** Both at once print as `03:57:57 (+     0.000037) `. */
export interface Stamps {
  readonly absolute?: { readonly format: 'time' | 'unix'; readonly digits: Digits };
  /** The time since the last line. */
  readonly relative?: Digits;
}

/**
 * Whose line it is. `file`: `12345 ` on every line (strace -f -o). `terminal`: `[pid 12345] ` once there are several
 * tracees (strace -f). `none`: strace without -f. `several`: `file` if there are several at the first line, else `none`
 * (strace -o with more than one -p).
 */
export type PidPrefix = 'file' | 'terminal' | 'none' | 'several';

export interface LeaderOptions {
  readonly prefix: PidPrefix;
  readonly timestamps: Timestamps;
  /** Instead of `timestamps`. */
  readonly stamps?: Stamps;
  /** Microseconds since the epoch. */
  readonly clock: () => number;
  /** The command name behind the id (strace -Y). */
  readonly comm?: (tid: number) => string | undefined;
  /** What else stands in front of a tracee's line (strace -n, -i), with a space at its end. */
  readonly mark?: (tid: number) => string;
}

const STAMPS: Readonly<Record<Timestamps, Stamps>> = {
  none: {},
  time: { absolute: { format: 'time', digits: 0 } },
  microseconds: { absolute: { format: 'time', digits: 6 } },
  epoch: { absolute: { format: 'unix', digits: 6 } },
  relative: { relative: 6 },
};

/** Makes leaders; keeps the time of the last one for relative stamps. */
export function createLeader(options: LeaderOptions): (tid: number, several: boolean) => string {
  const { comm, mark, clock } = options;
  let { prefix } = options;
  const { absolute, relative } = options.stamps ?? STAMPS[options.timestamps];
  let last: number | undefined;
  const stamp = (): string => {
    if (!absolute && relative === undefined) return '';
    const now = clock();
    const before = last ?? now;
    last = now;
    const time = absolute ? absoluteText(now, absolute) : '';
    if (relative === undefined) return `${time} `;
    const passed = Math.max(0, now - before);
    const text = `${seconds(passed).toString().padStart(6)}${fraction(passed, relative)}`;
    return absolute ? `${time} (+${text}) ` : `${text} `;
  };
  return (tid, several) => {
    if (prefix === 'several') prefix = several ? 'file' : 'none';
    return pidText(prefix, tid, several, comm?.(tid)) + stamp() + (mark ? mark(tid) : '');
  };
}

function absoluteText(now: number, { format, digits }: NonNullable<Stamps['absolute']>): string {
  return (format === 'time' ? timeOfDay(now) : seconds(now).toString()) + fraction(now, digits);
}

function pidText(
  prefix: Exclude<PidPrefix, 'several'>,
  tid: number,
  several: boolean,
  comm: string | undefined,
): string {
  const name = comm === undefined ? '' : `<${escapeText(comm, '<>')}>`;
  switch (prefix) {
    case 'file':
      return `${(tid.toString() + name).padEnd(5)} `;
    case 'terminal':
      return several ? `[pid ${tid.toString().padStart(5)}${name}] ` : '';
    case 'none':
      return '';
    default:
      return prefix satisfies never;
  }
}

const MICROSECONDS = 1_000_000;

const seconds = (microseconds: number): number => Math.floor(microseconds / MICROSECONDS);

/** `.123456`, cut and not rounded; nothing for 0 digits. */
function fraction(microseconds: number, digits: Digits): string {
  if (digits === 0) return '';
  const nanoseconds = Math.floor((microseconds % MICROSECONDS) * 1000);
  return `.${nanoseconds.toString().padStart(9, '0').slice(0, digits)}`;
}

/** A duration in strace's way: `0.000014`. */
export const durationText = (time: number, digits: Digits): string =>
  `${seconds(time * MICROSECONDS)}${fraction(time * MICROSECONDS, digits)}`;

/** Local time, as strace has it. */
function timeOfDay(microseconds: number): string {
  const date = new Date(seconds(microseconds) * 1000);
  const two = (value: number): string => value.toString().padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
