/**
 * The main job in the window: tick a system call, F5, stop at its entry with the C line in view, Step Over to its
 * exit, go on to the end. The tests of this file are one story and run in order.
 */
import { describe, expect, it } from 'vitest';
import { callStack, ended, frame, resume, start, stoppedLine, variable } from '../harness/debugging.ts';
import { useWindow } from '../harness/suite.ts';
import { syscallRow, tick, treeTexts } from '../harness/trees.ts';
import { foldPanes } from '../harness/workbench.ts';

const window = useWindow();

const newestStop = async () => (await treeTexts(window.workbench, 'Stops'))[0] ?? '';

describe('F5 on a program', () => {
  it('takes a tick as a breakpoint', async () => {
    await foldPanes(window.workbench.page, ['Watch', 'Breakpoints']);
    for (const title of ['Stops', 'Tracees', 'Syscalls']) await window.workbench.pane(title);
    const row = await tick(window.workbench, 'openat');
    await expect.poll(() => row.textContent()).toMatch(/openat\s*entry/);
    expect(await row.getByRole('checkbox').getAttribute('aria-checked')).toBe('true');
    await window.workbench.screenshot('session-1-ticked');
  });

  it('stops at the entry of each openat, the loader’s first', async () => {
    await start(window.workbench.page);
    await frame(window.workbench.page, 'ld.so.cache').waitFor();
    await resume(window.workbench.page, 'continue');
    await frame(window.workbench.page, 'libc.so').waitFor();
    await resume(window.workbench.page, 'continue');
    await frame(window.workbench.page, 'user.conf').waitFor();
  });

  it('shows the path in the stack, in Stops, in Variables, and the C line of the call', async () => {
    await expect
      .poll(() => stoppedLine(window.workbench.page))
      .toEqual({ file: 'config.c', text: expect.stringContaining('open(places[i], O_RDONLY | O_CLOEXEC)') });
    await expect.poll(newestStop).toMatch(/openat\(AT_FDCWD.*, "user\.conf", O_RDONLY\|O_CLOEXEC/);
    expect(await (await variable(window.workbench, 'pathname')).textContent()).toContain('user.conf');
    await window.workbench.screenshot('session-2-entry');
  });

  it('steps over to the exit, with the result', async () => {
    await resume(window.workbench.page, 'stepOver');
    await frame(window.workbench.page, 'ENOENT (No such file or directory)').waitFor();
    await expect.poll(newestStop).toContain('= -1 ENOENT');
    expect(await (await variable(window.workbench, /^result/)).textContent()).toContain('-1 ENOENT');
    await window.workbench.screenshot('session-3-exit');
  });

  it('counts the hits in the tree', async () => {
    const row = await syscallRow(window.workbench, 'openat');
    await expect.poll(() => row.textContent()).toMatch(/3 hits/);
  });

  it('runs to the end without the tick, and shows what the program printed', async () => {
    const row = await syscallRow(window.workbench, 'openat');
    await row.getByRole('checkbox').click();
    // The box changes with the click; the row's text follows the breakpoint.
    await expect.poll(() => row.textContent()).not.toContain('entry');
    expect(await row.getByRole('checkbox').getAttribute('aria-checked')).toBe('false');
    await resume(window.workbench.page, 'continue');
    await ended(window.workbench.page);
    await expect.poll(() => callStack(window.workbench.page).count()).toBe(0);
    await window.workbench.command('Debug Console: Focus on Debug Console View');
    await window.workbench.page.locator('.repl .monaco-list-row', { hasText: /read \d+ bytes/ }).waitFor();
    await window.workbench.screenshot('session-4-ended');
  });
});
