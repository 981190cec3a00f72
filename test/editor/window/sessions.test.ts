/**
 * Two sessions at once: the trees follow the one that has the focus, and each ends by itself. In a dark theme, for the
 * eye.
 */
import { describe, expect, it } from 'vitest';
import { callStack, ended, frame, KEYS, resume, startConfiguration } from '../harness/debugging.ts';
import { useWindow } from '../harness/suite.ts';
import { expandRow, treeTexts } from '../harness/trees.ts';
import { foldPanes } from '../harness/workbench.ts';

const window = useWindow({ settings: { 'workbench.colorTheme': 'Default Dark Modern' } });

const stops = async () => (await treeTexts(window.workbench, 'Stops')).join('\n');

describe('two sessions', () => {
  it('run side by side', async () => {
    const { workbench } = window;
    const { page } = workbench;
    await foldPanes(page, ['Watch', 'Breakpoints', 'Variables', 'Tamper']);
    await startConfiguration(page, 'Config reader, each file name');
    await frame(page, 'ld.so.preload').waitFor();
    await expect.poll(stops).toContain('ld.so.preload');
    await startConfiguration(page, 'Forks, with their children');
    const child = callStack(page).filter({ hasText: /forks.*execve entry/ });
    await expandRow(child, frame(page, 'execve("/bin/echo"'));
    await expect.poll(stops).toContain('execve("/bin/echo"');
    expect(await stops()).not.toContain('ld.so.preload');
    await workbench.screenshot('sessions-1-both');
  });

  it('are shown one at a time: the one whose frame is chosen', async () => {
    const { workbench } = window;
    const { page } = workbench;
    const stopped = frame(page, 'ld.so.preload');
    await expandRow(callStack(page).filter({ hasText: 'Config reader' }), stopped);
    await stopped.click();
    await expect.poll(stops).toContain('ld.so.preload');
    expect(await stops()).not.toContain('execve');
    await resume(page, 'stepOver');
    await frame(page, /ld.so.preload.* = /).waitFor();
    await expect.poll(stops).toMatch(/ld.so.preload.* = /);
    await workbench.screenshot('sessions-2-first');
  });

  it('end by themselves', async () => {
    const { workbench } = window;
    const { page } = workbench;
    await page.keyboard.press(KEYS.stop);
    await frame(page, 'ld.so.preload').waitFor({ state: 'hidden' });
    await expect.poll(stops).toContain('execve("/bin/echo"');
    await page.keyboard.press(KEYS.stop);
    await ended(page);
    await workbench.screenshot('sessions-3-none');
  });
});
