/** Quick picks and input boxes of the window, answered as a person does: read the title, type, choose a row. */
import type { Locator, Page } from 'playwright-core';

/** Chooses the row that has this text, after typing `filter` where the list is long. */
export async function choose(page: Page, row: string | RegExp, filter = ''): Promise<void> {
  const widget = page.locator('.quick-input-widget');
  if (filter !== '') await widget.locator('input').first().fill(filter);
  await widget.locator('.monaco-list-row', { hasText: row }).first().click();
}

/** Writes a text into the input box with this title, and presses Enter. */
export async function answer(page: Page, title: string | RegExp, text: string): Promise<void> {
  await quickTitle(page, title).waitFor();
  await page.locator('.quick-input-widget input').first().fill(text);
  await page.keyboard.press('Enter');
}

/** The question with this title. */
export function quickTitle(page: Page, title: string | RegExp): Locator {
  return page.locator('.quick-input-widget .quick-input-title', { hasText: title });
}
