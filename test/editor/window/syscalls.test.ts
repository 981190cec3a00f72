/**
 * The Syscalls tree and VS Code's breakpoints are one list: what is ticked, chosen from a row's menu, or written in the
 * Breakpoints section shows in both. The tests are one story and run in order.
 */
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { ended, frame, KEYS, start } from '../harness/debugging.ts';
import { chooseItem, openMenu } from '../harness/menu.ts';
import { answer } from '../harness/quickInput.ts';
import { useWindow } from '../harness/suite.ts';
import { expandRow, syscallRow, tick, treeRow, treeTexts } from '../harness/trees.ts';
import { foldPanes } from '../harness/workbench.ts';

const window = useWindow();

const breakpoints = () => treeTexts(window.workbench, 'Breakpoints');
const checked = (row: Locator) => row.getByRole('checkbox').getAttribute('aria-checked');

/** Waits for the row to say it: a menu or a click on a row that is yet to be drawn anew is lost. */
const says = (row: Locator, text: string) => expect.poll(() => row.textContent()).toContain(text);

/** Chooses an item of the row's context menu. */
async function choose(row: Locator, item: string): Promise<void> {
  await openMenu(window.workbench.page, row, item);
  await chooseItem(window.workbench.page, item);
}

describe('the Syscalls tree', () => {
  it('ticks a class as one breakpoint, which covers its calls', async () => {
    const { workbench } = window;
    await foldPanes(workbench.page, ['Variables', 'Watch', 'Call Stack', 'Tamper', 'Stops', 'Tracees']);
    await workbench.pane('Breakpoints');
    const row = await treeRow(workbench, 'Syscalls', 'File names');
    await row.getByRole('checkbox').click();
    await expect.poll(() => checked(row)).toBe('true');
    await expect.poll(breakpoints).toEqual(['%file']);
    const pane = await workbench.pane('Syscalls');
    await expandRow(row, pane.locator('.monaco-list-row', { hasText: 'access' }));
    const access = await syscallRow(workbench, 'access');
    await says(access, 'via %file');
    expect(await checked(access)).toBe('false');
    await workbench.page.mouse.move(1000, 300);
    await workbench.screenshot('syscalls-1-class');
    await row.getByRole('checkbox').click();
    await expect.poll(breakpoints).toEqual([]);
    await expect.poll(() => access.textContent()).not.toContain('via');
  });

  it('sets where a call stops, its condition and its hit count from the menu of its row', async () => {
    const { workbench } = window;
    const row = await tick(workbench, 'openat');
    await says(row, 'openatentry');
    expect(await breakpoints()).toEqual(['openat']);
    await choose(row, 'Stop at Exit');
    await says(row, 'openatexit');
    expect(await breakpoints()).toEqual(['openat@exit']);
    await choose(row, 'Edit Condition…');
    await answer(workbench.page, 'Condition of openat', 'errno == ENOENT');
    await says(row, 'exit · errno == ENOENT');
    await choose(row, 'Edit Hit Count…');
    await answer(workbench.page, 'Hit Count of openat', '1');
    await says(row, 'exit · errno == ENOENT · hit 1');
    await openMenu(workbench.page, row, 'Edit Log Message…');
    await workbench.screenshot('syscalls-2-menu');
    await workbench.page.keyboard.press('Escape');
  });

  it('keeps what took work when the tick goes, and turns it on again', async () => {
    const { workbench } = window;
    const row = await syscallRow(workbench, 'openat');
    await row.getByRole('checkbox').click();
    await says(row, 'off · exit · errno == ENOENT');
    const listed = (await treeRow(workbench, 'Breakpoints', 'openat@exit')).getByRole('checkbox');
    await expect.poll(() => listed.isChecked()).toBe(false);
    // The other way round, in the Breakpoints section.
    await listed.click();
    await expect.poll(() => checked(row)).toBe('true');
  });

  it('shows what was written in the Breakpoints section', async () => {
    const { workbench } = window;
    const { page } = workbench;
    const row = await syscallRow(workbench, 'openat');
    await (await treeRow(workbench, 'Breakpoints', 'openat@exit')).dblclick();
    const input = page.locator('.debug-breakpoints input[type="text"]');
    await input.fill('openat@both');
    await input.press('Enter');
    await says(row, 'entry and exit · errno == ENOENT');
    await workbench.screenshot('syscalls-3-written');
  });

  it('stops as it says', async () => {
    const { workbench } = window;
    // At an entry there is no errno yet.
    const row = await syscallRow(workbench, 'openat');
    await choose(row, 'Stop at Exit');
    await says(row, 'openatexit');
    await start(workbench.page);
    await workbench.pane('Call Stack');
    await frame(workbench.page, 'user.conf').waitFor();
    await workbench.screenshot('syscalls-4-stopped');
    await workbench.page.keyboard.press(KEYS.stop);
    await ended(workbench.page);
  });

  it('is emptied by one button', async () => {
    const { workbench } = window;
    await (await syscallRow(workbench, 'openat')).hover();
    await (await workbench.pane('Syscalls')).locator('[aria-label="Remove All Syscall Breakpoints"]').click();
    await expect.poll(async () => (await breakpoints()).join()).not.toContain('openat@exit');
    const row = await syscallRow(workbench, 'openat');
    await expect.poll(() => checked(row)).toBe('false');
  });
});
