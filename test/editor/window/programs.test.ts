/** Threads and children in the window: each stops by itself, and Tracees shows who there is. */
import { afterEach, describe, expect, it } from 'vitest';
import { chooseConfiguration, ended, frame, KEYS, start } from '../harness/debugging.ts';
import { useWindow } from '../harness/suite.ts';
import { treeTexts } from '../harness/trees.ts';
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
    await chooseConfiguration(page, 'Threads, each write');
    await start(page);
    for (const number of [1, 2, 3]) await frame(page, `thread ${number}, line 1`).waitFor();
    await expect.poll(async () => (await tracees()).filter((row) => row.includes('in write entry')).length).toBe(3);
    await window.workbench.screenshot('threads');
  });

  it('shows the children of a forking program, also one that has ended', async () => {
    const { page } = window.workbench;
    await chooseConfiguration(page, 'Forks, with their children');
    await start(page);
    await frame(page, 'execve("/bin/echo"').waitFor();
    await frame(page, 'wait4(').waitFor();
    await expect.poll(async () => (await tracees()).join('\n')).toMatch(/exited 3/);
    await window.workbench.screenshot('forks');
  });
});
