/** Acts of a user that an editor may lose: on a row that it draws anew in that moment. */
import type { Locator } from 'playwright-core';

const ATTEMPTS = 5;

/** Acts until the effect is seen, as a user does who sees nothing happen. `act` is told when it is not the first time. */
export async function untilSeen(effect: Locator, act: (isAgain: boolean) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await act(attempt > 1);
    try {
      return await effect.first().waitFor({ timeout: 5_000 });
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}
