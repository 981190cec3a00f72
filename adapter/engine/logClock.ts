/**
 * The clock of a log. It can be stopped: what a stop has to say may be put into words later than it happened.
 */

export interface LogClock {
  /** Microseconds since the epoch: now, or when it was stopped. */
  time(): number;
  stop(time: number): void;
  go(): void;
}

/** A clock that goes, in microseconds since the epoch. */
export function createLogClock(): LogClock {
  let stopped: number | undefined;
  return {
    time: () => stopped ?? (performance.timeOrigin + performance.now()) * 1000,
    stop(time) {
      stopped = time;
    },
    go() {
      stopped = undefined;
    },
  };
}
