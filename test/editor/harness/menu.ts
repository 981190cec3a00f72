/**
 * Context menus of the window, used by the keyboard: a menu takes no clicks in its first tenth of a second. Nothing is
 * pressed before the menu itself has marked the item: the pointer alone does not choose.
 */
import type { Locator, Page } from 'playwright-core';
import { untilSeen } from './untilSeen.ts';

/** Opens a row's context menu, in which `label` is: what is in it follows the row, which may be yet to be drawn anew. */
export async function openMenu(page: Page, row: Locator, label: string): Promise<void> {
  await untilSeen(itemOf(page, label), async (isAgain) => {
    if (isAgain) await page.keyboard.press('Escape');
    await row.click({ button: 'right' });
  });
}

/** An item of the menus that are open, by its exact label. A submenu is inside of its item: the innermost is meant. */
function itemOf(page: Page, label: string): Locator {
  const named = page.locator('.action-label', { hasText: new RegExp(`^${label.replace(/[.?()]/g, '\\$&')}$`) });
  return page.locator('.monaco-menu .action-item', { has: named }).last();
}

/** Puts the pointer on an item and waits until the menu shows it as the one that Enter takes. */
async function mark(page: Page, label: string): Promise<void> {
  const item = itemOf(page, label);
  await item.hover();
  await item.and(page.locator('.focused')).waitFor();
}

/** Opens a submenu of the menu that is open, and waits for an item of it. */
export async function openSubmenu(page: Page, label: string, item: string): Promise<void> {
  await mark(page, label);
  await itemOf(page, item).waitFor();
}

/** Chooses an item of the menu that is open, and waits until the menu is gone. */
export async function chooseItem(page: Page, label: string): Promise<void> {
  await mark(page, label);
  await page.keyboard.press('Enter');
  await page.locator('.monaco-menu').first().waitFor({ state: 'hidden' });
}
