/** Without a session: the extension is there, its trees show, and a tick is a breakpoint. */
import { describe, expect, it } from 'vitest';
import { useWindow } from '../harness/suite.ts';

const window = useWindow();

describe('the window', () => {
  it('shows the four trees in Run and Debug', async () => {
    for (const title of ['Syscalls', 'Tamper', 'Stops', 'Tracees']) {
      expect(await (await window.workbench.pane(title)).isVisible(), title).toBe(true);
    }
    await window.workbench.screenshot('views');
  });
});
