/**
 * What stands in front of a line of the log: whose it is and when. Must not know what the line says.
 */

export type Timestamps = 'none' | 'time' | 'microseconds' | 'epoch' | 'relative';

/**
 * Whose line it is. `file`: `12345 ` on every line (strace -f -o). `terminal`: `[pid 12345] ` once there are several
 * tracees (strace -f). `none`: strace without -f.
 */
export type PidPrefix = 'file' | 'terminal' | 'none';

export interface LeaderOptions {
  readonly prefix: PidPrefix;
  readonly timestamps: Timestamps;
  /** Microseconds since the epoch. */
  readonly clock: () => number;
}

/** Makes leaders; keeps the time of the last one for relative stamps. */
export function createLeader(options: LeaderOptions): (tid: number, several: boolean) => string {
  let last: number | undefined;
  const stamp = (): string => {
    if (options.timestamps === 'none') return '';
    const now = options.clock();
    const before = last ?? now;
    last = now;
    switch (options.timestamps) {
      case 'time':
        return `${timeOfDay(now)} `;
      case 'microseconds':
        return `${timeOfDay(now)}.${fraction(now)} `;
      case 'epoch':
        return `${seconds(now)}.${fraction(now)} `;
      case 'relative': {
        const passed = Math.max(0, now - before);
        return `${seconds(passed).toString().padStart(6)}.${fraction(passed)} `;
      }
      default:
        return options.timestamps satisfies never;
    }
  };
  return (tid, several) => pidText(options.prefix, tid, several) + stamp();
}

function pidText(prefix: PidPrefix, tid: number, several: boolean): string {
  switch (prefix) {
    case 'file':
      return `${tid.toString().padEnd(5)} `;
    case 'terminal':
      return several ? `[pid ${tid.toString().padStart(5)}] ` : '';
    case 'none':
      return '';
    default:
      return prefix satisfies never;
  }
}

const MICROSECONDS = 1_000_000;

const seconds = (microseconds: number): number => Math.floor(microseconds / MICROSECONDS);
const fraction = (microseconds: number): string =>
  Math.floor(microseconds % MICROSECONDS)
    .toString()
    .padStart(6, '0');

/** Local time, as strace has it. */
function timeOfDay(microseconds: number): string {
  const date = new Date(seconds(microseconds) * 1000);
  const two = (value: number): string => value.toString().padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
