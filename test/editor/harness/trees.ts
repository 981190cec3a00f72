/** Trapline's three trees in the window: rows, ticks and their texts. */
import type { Locator } from 'playwright-core';
import { untilSeen } from './untilSeen.ts';
import type { Workbench } from './workbench.ts';

/** A row of a tree by a part of its text. Rows that are scrolled away do not exist. */
export async function treeRow(workbench: Workbench, pane: string, text: string | RegExp): Promise<Locator> {
  const row = (await workbench.pane(pane)).locator('.monaco-list-row', { hasText: text }).first();
  await row.waitFor();
  return row;
}

/** The texts of a tree's rows that are in view, top first. */
export async function treeTexts(workbench: Workbench, pane: string): Promise<readonly string[]> {
  const rows = (await workbench.pane(pane)).locator('.monaco-list-row');
  return (await rows.allTextContents()).map((text) => text.replaceAll('\u00a0', ' ').trim());
}

/**
 * Opens a folded row of a tree, once it is there, and waits for a row that is below it. The editor opens rows by itself
 * too (a thread that has just stopped): a click that comes behind that folds the row again, so it is looked at again.
 */
export async function expandRow(row: Locator, child: Locator): Promise<void> {
  await row.waitFor();
  await untilSeen(child, async () => {
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click();
  });
}

/** A system call's row by its exact name; its description follows in the same text. */
export async function syscallRow(workbench: Workbench, name: string): Promise<Locator> {
  const label = workbench.page.locator('.label-name', { hasText: new RegExp(`^${name}$`) });
  const row = (await workbench.pane('Syscalls')).locator('.monaco-list-row').filter({ has: label }).first();
  await row.waitFor();
  return row;
}

/** Ticks or unticks a system call in the Syscalls tree, found through the tree's filter as a user would find it. */
export async function tick(workbench: Workbench, name: string): Promise<Locator> {
  await workbench.pane('Syscalls');
  await workbench.command('Trapline: Filter System Calls');
  const input = workbench.page.locator('.quick-input-widget input').first();
  await input.waitFor();
  await input.fill(name);
  await workbench.page.keyboard.press('Enter');
  const row = await syscallRow(workbench, name);
  await row.getByRole('checkbox').click();
  // Away from the tree, or its tooltip stays over the next rows.
  await workbench.page.mouse.move(1000, 300);
  return row;
}
