/** Threads and children in the window: each stops by itself, and Tracees shows who there is. */
import { afterEach, describe, expect, it } from 'vitest';
import { callStack, ended, frame, KEYS, startConfiguration } from '../harness/debugging.ts';
import { useWindow } from '../harness/suite.ts';
import { expandRow, treeRow, treeTexts } from '../harness/trees.ts';
import { foldPanes } from '../harness/workbench.ts';

const window = useWindow();

const tracees = () => treeTexts(window.workbench, 'Tracees');

afterEach(async () => {
  await window.workbench.page.keyboard.press(KEYS.stop);
  await ended(window.workbench.page);
});

describe('programs of many', () => {
  it('shows the threads of a pthread program, stopped in their own calls', async () => {
    const { page } = window.workbench;
    await foldPanes(page, ['Variables', 'Watch', 'Breakpoints', 'Syscalls']);
    await startConfiguration(page, 'Threads, each write');
    await expect
      .poll(() =>
        callStack(page)
          .filter({ hasText: /threads.*write entry/ })
          .count(),
      )
      .toBe(3);
    const stops = async () => (await treeTexts(window.workbench, 'Stops')).join('\n');
    for (const number of [1, 2, 3]) await expect.poll(stops).toContain(`thread ${number}, line 1`);
    await expect.poll(async () => (await tracees()).filter((row) => row.includes('in write entry')).length).toBe(3);
    await window.workbench.screenshot('threads');
    await (await treeRow(window.workbench, 'Tracees', 'in write entry')).hover();
    await (await window.workbench.pane('Tracees')).locator('[aria-label="Continue All Threads"]').click();
    for (const number of [1, 2, 3]) await expect.poll(stops).toContain(`thread ${number}, line 2`);
  });

  it('shows the children of a forking program, also one that has ended', async () => {
    const { page } = window.workbench;
    await startConfiguration(page, 'Forks, with their children');
    // Which of the two stops first, and so is shown opened, is not ours to say.
    const child = callStack(page).filter({ hasText: /forks.*execve entry/ });
    await expandRow(child, frame(page, 'execve("/bin/echo"'));
    await callStack(page)
      .filter({ hasText: /forks.*wait4 entry/ })
      .waitFor();
    const parent = await treeRow(window.workbench, 'Tracees', /forks.*wait4/);
    const pane = await window.workbench.pane('Tracees');
    await expandRow(parent, pane.locator('.monaco-list-row', { hasText: 'exited 3' }));
    await window.workbench.screenshot('forks');
  });
});
