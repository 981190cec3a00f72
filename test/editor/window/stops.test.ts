/**
 * The Stops tree: newest first, a failed call marked, a click shows the source line and the decoded arguments; a
 * restart begins a new list. Then what the debug console says and offers. The tests are one story and run in order.
 */
import { describe, expect, it } from 'vitest';
import { ended, frame, KEYS, resume, startConfiguration, stoppedLine } from '../harness/debugging.ts';
import { useWindow } from '../harness/suite.ts';
import { treeRow, treeTexts } from '../harness/trees.ts';
import { foldPanes } from '../harness/workbench.ts';

const window = useWindow();

const stops = () => treeTexts(window.workbench, 'Stops');

describe('the Stops tree', () => {
  it('has the newest on top, a failed call with its error', async () => {
    const { workbench } = window;
    const { page } = workbench;
    await foldPanes(page, ['Watch', 'Breakpoints', 'Variables', 'Tamper']);
    await startConfiguration(page, 'Config reader, each file name');
    // The first session opens it; the rows of Stops need the room.
    await workbench.pane('Tracees');
    await foldPanes(page, ['Syscalls', 'Tracees']);
    const top = page.locator('.debug-call-stack .monaco-list-row .stack-frame').first();
    const opened = /default\.conf.* = \d/;
    for (let stop = 0, before = ''; !opened.test(before); stop++) {
      if (stop > 30) throw new Error('default.conf is never opened');
      await expect.poll(() => top.textContent()).not.toBe(before);
      before = (await top.textContent()) ?? '';
      if (!opened.test(before)) await resume(page, 'continue');
    }
    await expect.poll(async () => (await stops())[0]).toContain('default.conf');
    const rows = await stops();
    const failed = rows.findIndex((row) => row.includes('"user.conf", …) = -1 ENOENT'));
    expect(failed).toBeGreaterThan(0);
    const row = await treeRow(workbench, 'Stops', '"user.conf", …) = -1 ENOENT');
    expect(await row.locator('.codicon-error').count()).toBe(1);
    expect(await row.textContent()).toMatch(/config \d+ · exit, failed/);
  });

  it('opens a row with a click: its source line and its values', async () => {
    const { workbench } = window;
    const { page } = workbench;
    await (await treeRow(workbench, 'Stops', '"user.conf", …) = -1 ENOENT')).click();
    await treeRow(workbench, 'Stops', /^pathname"user.conf"/);
    await treeRow(workbench, 'Stops', /^result-1 ENOENT/);
    await treeRow(workbench, 'Stops', /^Stackopen_config/);
    await expect.poll(async () => (await stoppedLine(page)).file).toBe('config.c');
    await page.mouse.move(1000, 900);
    await workbench.screenshot('stops-1-details');
  });

  it('begins anew with a restart', async () => {
    const { workbench } = window;
    const { page } = workbench;
    const before = (await stops()).length;
    await page.keyboard.press('Control+Shift+F5');
    await expect.poll(async () => (await stops()).length).toBeLessThan(before);
    await frame(page, 'ld.so.preload').waitFor();
    await resume(page, 'stepOver');
    await expect
      .poll(stops)
      .toEqual([
        expect.stringMatching(/ld\.so\.preload.* = -1 ENOENT/),
        expect.stringMatching(/ld\.so\.preload", R_OK\)config/),
      ]);
  });
});

describe('the debug console', () => {
  it('offers arguments, commands and constants', async () => {
    const { workbench } = window;
    const { page } = workbench;
    await workbench.command('Debug Console: Focus on Debug Console View');
    const list = page.locator('.suggest-widget .monaco-list-row');
    await page.keyboard.type('fail ENOE');
    await list.filter({ hasText: 'ENOEXEC' }).waitFor();
    await workbench.screenshot('console-1-completion');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('pathn');
    await list.filter({ hasText: 'pathname' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.repl .monaco-list-row', { hasText: '"/etc/ld.so.preload"' }).first().waitFor();
  });

  it('says what is wrong in one sentence', async () => {
    const { workbench } = window;
    const { page } = workbench;
    for (const [text, sentence] of [
      ['pathnam', 'Did you mean pathname?'],
      ['skpi ENOENT', 'Did you mean the command "skip"?'],
      ['1 +', 'The expression ends where a value should stand'],
    ] as const) {
      await page.keyboard.type(text);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Enter');
      await page.locator('.repl .monaco-list-row', { hasText: sentence }).first().waitFor();
    }
    await workbench.screenshot('console-2-sentences');
    await page.keyboard.press(KEYS.stop);
    await ended(page);
  });
});
