/** A folder without a launch.json: F5 asks for the program and runs it. */
import { describe, expect, it } from 'vitest';
import { ended, frame, KEYS, resume } from '../harness/debugging.ts';
import { useWindow } from '../harness/suite.ts';
import { tick } from '../harness/trees.ts';

const window = useWindow({ launchJson: false });

describe('F5 without a configuration', () => {
  it('offers the programs of the folder', async () => {
    const { page, screenshot } = window.workbench;
    await tick(window.workbench, 'close');
    await page.keyboard.press('F5');
    const rows = page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'Trapline' }).first().click();
    await rows.filter({ hasText: 'forks' }).first().waitFor();
    const names = (await rows.allTextContents()).join('\n');
    for (const name of ['config', 'threads', 'forks', 'ticker']) expect(names).toContain(name);
    expect(names).not.toContain('config.c');
    await screenshot('first-programs');
  });

  it('runs the chosen one', async () => {
    const { page } = window.workbench;
    await page
      .locator('.quick-input-list .monaco-list-row', { hasText: /^\s*config/ })
      .first()
      .click();
    await frame(page, /close\(3/).waitFor();
    await resume(page, 'stepOver');
    await frame(page, /close\(3.*\) = 0/).waitFor();
    await page.keyboard.press(KEYS.stop);
    await ended(page);
  });
});
