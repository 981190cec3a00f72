/**
 * The Tracees tree: each process with what it does or how it ended, and its buttons. A shell starts one child for each
 * state.
 */
import { describe, expect, it } from 'vitest';
import { ended, startConfiguration } from '../harness/debugging.ts';
import { useWindow } from '../harness/suite.ts';
import { treeRow } from '../harness/trees.ts';
import { foldPanes } from '../harness/workbench.ts';

const SCRIPT = [
  'sh -c "exit 1" &',
  'sh -c "kill -SEGV \\$\\$" &',
  // Ends itself after it was continued.
  'sh -c "kill -STOP \\$\\$; exit 4" &',
  'wait',
].join('\n');

const window = useWindow({
  configurations: [
    { type: 'trapline', request: 'launch', name: 'Children of many fates', program: 'sh', args: ['-c', SCRIPT] },
  ],
});

describe('the Tracees tree', () => {
  it('says of each process what it does or how it ended', async () => {
    const { workbench } = window;
    const { page } = workbench;
    await foldPanes(page, ['Watch', 'Breakpoints', 'Variables', 'Syscalls', 'Tamper', 'Stops']);
    await startConfiguration(page, 'Children of many fates');
    await treeRow(workbench, 'Tracees', /sh \d+\s*group-stop \(SIGSTOP\)/);
    await treeRow(workbench, 'Tracees', /sh \d+\s*exited 1/);
    await treeRow(workbench, 'Tracees', /sh \d+\s*killed by SIGSEGV/);
    await workbench.screenshot('tracees-1-states');
  });

  it('ends a group-stop by a button', async () => {
    const { workbench } = window;
    const row = await treeRow(workbench, 'Tracees', 'group-stop (SIGSTOP)');
    await row.hover();
    await row.locator('[aria-label="End Group-Stop (SIGCONT)"]').click();
    await ended(workbench.page);
    await expect.poll(async () => (await treeRow(workbench, 'Tracees', /exited 4/)).isVisible()).toBe(true);
  });
});
