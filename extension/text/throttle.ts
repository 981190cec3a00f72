/**
 * Joins bursts of changes into few refreshes, so that a tracee with a hundred thousand stops a second leaves the
 * editor quick. Must not know what is refreshed.
 */

export interface Throttled {
  /** Runs the action now if the last run is long enough ago, else once when the interval is over. */
  (): void;
  dispose(): void;
}

/** At most one run of `action` in `interval` milliseconds; the last request is never lost. */
export function throttle(action: () => void, interval = 100): Throttled {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const open = () => {
    timer = undefined;
    if (again) request();
  };
  const request = () => {
    if (timer !== undefined) {
      again = true;
      return;
    }
    again = false;
    timer = setTimeout(open, interval);
    action();
  };
  const dispose = () => {
    if (timer !== undefined) clearTimeout(timer);
    timer = undefined;
    again = false;
  };
  return Object.assign(request, { dispose });
}
