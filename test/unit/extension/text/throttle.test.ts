import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { throttle } from '../../../../extension/text/throttle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a throttled action', () => {
  it('runs at once, then once for all requests of an interval', () => {
    const action = vi.fn();
    const request = throttle(action, 100);
    for (let i = 0; i < 50; i++) request();
    expect(action).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(100);
    expect(action).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1_000);
    expect(action).toHaveBeenCalledTimes(2);
    request();
    expect(action).toHaveBeenCalledTimes(3);
  });

  it('is silent once disposed', () => {
    const action = vi.fn();
    const request = throttle(action, 100);
    request();
    request();
    request.dispose();
    vi.advanceTimersByTime(1_000);
    expect(action).toHaveBeenCalledTimes(1);
  });
});
