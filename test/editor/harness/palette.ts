/** The command palette, used as a person uses it. */
import type { Page } from 'playwright-core';
import { untilSeen } from './untilSeen.ts';

/** Types into the palette and chooses the row with that title. It is asked for again when the editor closes it, as it
 *  does when something of its own takes the focus while it starts. */
export async function choose(page: Page, typed: string, title: string): Promise<void> {
  const input = page.locator('.quick-input-widget input').first();
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  await untilSeen(row, async () => {
    await page.keyboard.press('F1');
    await input.fill(typed, { timeout: 5_000 }).catch(() => undefined);
  });
  await row.click();
}
