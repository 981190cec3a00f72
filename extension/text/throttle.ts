/**
 * Joins bursts of changes into few refreshes, so that a tracee with a hundred thousand stops a second leaves the
 * editor quick. Must not know what is refreshed.
 */

export interface Throttled {
  /** Runs the action now if the last run is long enough ago, else once when the interval is over. */
  (): void;
  dispose(): void;
}

/**
 * VS Code itself waits until a tree was not changed for 200 ms (ExtHostTreeView, a debounce): changes that come more
 * often than that would leave the tree as it is for as long as a program is busy.
 */
const INTERVAL_MS = 250;

/** At most one run of `action` in `interval` milliseconds; the last request is never lost. */
export function throttle(action: () => void, interval = INTERVAL_MS): Throttled {
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
