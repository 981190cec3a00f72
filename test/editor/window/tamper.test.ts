/**
 * Changing calls in the window: a rule made by its questions makes the second open of the configuration fail, and the
 * program is seen on its error path; then a stopped call is changed by hand. The tests are one story and run in order.
 */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { ended, frame, KEYS, resume, start, startConfiguration, stoppedLine, variable } from '../harness/debugging.ts';
import { chooseItem, openMenu, openSubmenu } from '../harness/menu.ts';
import { answer, choose, quickTitle } from '../harness/quickInput.ts';
import { useWindow } from '../harness/suite.ts';
import { tick, treeRow, treeTexts } from '../harness/trees.ts';
import { untilSeen } from '../harness/untilSeen.ts';
import { foldPanes } from '../harness/workbench.ts';

const window = useWindow();

const CHANGE = 'Change the Call';

/** Opens “Change the Call” in the menu that is open, and chooses one of it. */
async function changeMenu(page: Page, item: string): Promise<void> {
  await openSubmenu(page, CHANGE, item);
  await chooseItem(page, item);
}

describe('a rule', () => {
  it('is made by answering questions', async () => {
    const { workbench } = window;
    const { page } = workbench;
    await foldPanes(page, ['Watch', 'Breakpoints', 'Variables']);
    await workbench.pane('Tamper');
    await workbench.screenshot('tamper-1-empty');
    await workbench.command('Trapline: Add Tamper Rule');
    await quickTitle(page, 'Add Tamper Rule').waitFor();
    await choose(page, /^openat\(/, 'openat');
    await choose(page, 'Fail with an error');
    await page.locator('.quick-input-list', { hasText: 'Likely for openat' }).waitFor();
    await workbench.screenshot('tamper-2-errors');
    await choose(page, 'ENOENT');
    await page.locator('.quick-input-list', { hasText: 'The second time' }).waitFor();
    await workbench.screenshot('tamper-3-when');
    await choose(page, 'The second time');
    await answer(page, 'openat (5/5)', 'pathname =~ /\\.conf$/');
    const row = await treeRow(workbench, 'Tamper', 'openat: fail ENOENT');
    await expect.poll(() => row.textContent()).toContain('the 2nd');
    await expect.poll(() => row.getByRole('checkbox').getAttribute('aria-checked')).toBe('true');
  });

  it('puts the program on its error path, seen at its source line', async () => {
    const { workbench } = window;
    await tick(workbench, 'write');
    await start(workbench.page);
    await frame(workbench.page, 'user.conf: No such file').waitFor();
    await resume(workbench.page, 'continue');
    await frame(workbench.page, 'default.conf: No such file').waitFor();
    await expect
      .poll(() => stoppedLine(workbench.page))
      .toEqual({ file: 'config.c', text: expect.stringContaining('fprintf(stderr') });
    const row = await treeRow(workbench, 'Tamper', 'openat: fail ENOENT');
    await expect.poll(() => row.textContent()).toContain('1 of 2 changed');
    await workbench.screenshot('tamper-4-error-path');
  });

  it('is switched off while the program runs', async () => {
    const { workbench } = window;
    const row = await treeRow(workbench, 'Tamper', 'openat: fail ENOENT');
    await row.getByRole('checkbox').click();
    // The box changes with the click; the row's text follows the rule.
    await expect.poll(() => row.textContent()).toMatch(/ENOENT\s*off/);
    await resume(workbench.page, 'continue');
    await ended(workbench.page);
  });
});

describe('a stopped call', () => {
  it('fails by hand, from its row in Stops', async () => {
    const { workbench } = window;
    const { page } = workbench;
    await start(page);
    await frame(page, 'user.conf: No such file').waitFor();
    await openMenu(page, await treeRow(workbench, 'Stops', 'user.conf: No such file'), CHANGE);
    await openSubmenu(page, CHANGE, 'Fail with Errno…');
    await workbench.screenshot('tamper-5-menu');
    await chooseItem(page, 'Fail with Errno…');
    await quickTitle(page, 'Fail write with an Error').waitFor();
    await choose(page, 'ENOSPC');
    await page.locator('.statusbar-item', { hasText: 'write will be skipped and return -1 ENOSPC' }).waitFor();
    await resume(page, 'stepOver');
    await frame(page, /= -1 ENOSPC .*INJECTED/).waitFor();
    await expect.poll(async () => (await treeTexts(workbench, 'Stops'))[0]).toContain('INJECTED');
    await workbench.screenshot('tamper-6-injected');
  });

  it('makes an extra call from the Call Stack', async () => {
    const { workbench } = window;
    const { page } = workbench;
    await resume(page, 'continue');
    await frame(page, 'greeting.out').waitFor();
    await openMenu(page, frame(page, 'greeting.out'), CHANGE);
    await changeMenu(page, 'Call Syscall…');
    await choose(page, /^getpid\(/, 'getpid');
    await answer(page, '(2/2)', 'getpid()');
    await page.locator('.statusbar-item', { hasText: /getpid\(\) = \d+/ }).waitFor();
    await workbench.screenshot('tamper-8-call');
  });

  it('makes an extra call from its row in Tracees', async () => {
    const { workbench } = window;
    const { page } = workbench;
    await openMenu(page, await treeRow(workbench, 'Tracees', 'in write entry'), CHANGE);
    await changeMenu(page, 'Call Syscall…');
    await choose(page, /^getppid\(/, 'getppid');
    await answer(page, '(2/2)', 'getppid()');
    await page.locator('.statusbar-item', { hasText: /getppid\(\) = \d+/ }).waitFor();
    await workbench.screenshot('tamper-11-tracees');
  });

  it('gets another argument from its row in Variables, which says the new value', async () => {
    const { workbench } = window;
    const { page } = workbench;
    await openMenu(page, await variable(workbench, 'count'), CHANGE);
    await changeMenu(page, 'Set Argument…');
    await answer(page, 'Set count of write', '5');
    await expect.poll(async () => (await variable(workbench, 'count')).textContent()).toMatch(/[= ]5$/);
    await workbench.screenshot('tamper-7-argument');
    await resume(page, 'continue');
    await ended(page);
  });
});

describe('a rule that is there', () => {
  it('is edited part by part, and says on its row what is wrong', async () => {
    const { workbench } = window;
    const { page } = workbench;
    const row = await treeRow(workbench, 'Tamper', 'openat: fail ENOENT');
    await row.getByRole('checkbox').click();
    // A click on a row that is drawn anew is lost: the box changes at once, the text with the new row.
    await expect.poll(() => row.textContent()).not.toMatch(/ENOENT\s*off/);
    await expect.poll(() => row.getByRole('checkbox').getAttribute('aria-checked')).toBe('true');
    await untilSeen(quickTitle(page, 'Tamper Rule'), async () => {
      await row.hover();
      await row.locator('[aria-label="Edit Rule…"]').click();
    });
    await workbench.screenshot('tamper-9-edit');
    await choose(page, /^Condition/);
    await answer(page, '(2/2)', 'pathnam == "x"');
    await choose(page, /^When/);
    await choose(page, 'Every time');
    await quickTitle(page, /openat$/).waitFor();
    await page.keyboard.press('Escape');
    await start(page);
    await frame(page, 'user.conf: No such file').waitFor();
    await expect.poll(() => row.textContent()).toMatch(/Did you mean pathname/);
    await treeRow(workbench, 'Stops', 'user.conf: No such file');
    await workbench.screenshot('tamper-10-wrong');
    await page.keyboard.press(KEYS.stop);
    await ended(page);
  });
});

describe('a preset', () => {
  it('is chosen from a list, and asks its question', async () => {
    const { workbench } = window;
    const { page } = workbench;
    await (await treeRow(workbench, 'Tamper', 'openat: fail ENOENT')).hover();
    await (await workbench.pane('Tamper')).locator('[aria-label="Remove All Tamper Rules"]').click();
    await workbench.command('Trapline: Add Tamper Preset');
    await quickTitle(page, 'Tamper Presets').waitFor();
    await workbench.screenshot('tamper-12-presets');
    await choose(page, /^Slow disk/);
    await answer(page, 'Slow disk', '20ms');
    await treeRow(workbench, 'Tamper', 'read, pread64, … (12): delay 20ms at its end');
    expect(await treeTexts(workbench, 'Tamper')).toHaveLength(1);
    await start(page);
    await frame(page, 'user.conf: No such file').waitFor();
    await resume(page, 'continue');
    await frame(page, 'greeting.out').waitFor();
    const row = await treeRow(workbench, 'Tamper', /delay 20ms/);
    // The loader's read of the C library, and the configuration's.
    await expect.poll(() => row.textContent()).toMatch(/[2-9] changed/);
    await treeRow(workbench, 'Stops', 'greeting.out');
    await workbench.screenshot('tamper-13-slow');
    await page.keyboard.press(KEYS.stop);
    await ended(page);
  });
});

describe('rules of launch.json', () => {
  it('have rows with counts beside the workspace’s, and no box', async () => {
    const { workbench } = window;
    await startConfiguration(workbench.page, 'Config reader, its configuration missing');
    await frame(workbench.page, 'user.conf: No such file').waitFor();
    await resume(workbench.page, 'continue');
    await frame(workbench.page, 'default.conf: No such file').waitFor();
    const row = await treeRow(workbench, 'Tamper', 'launch.json');
    await expect.poll(() => row.textContent()).toContain('2 changed');
    expect(await row.getByRole('checkbox').count()).toBe(0);
    expect(await treeTexts(workbench, 'Tamper')).toHaveLength(2);
    await workbench.screenshot('tamper-11-launch-json');
    await workbench.page.keyboard.press(KEYS.stop);
    await ended(workbench.page);
  });
});
