/** The log: strace's own files are coloured, and a session's stops open as such a document. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useWindow } from '../harness/suite.ts';

const window = useWindow();

/** As strace -f -tt -T -y writes it. */
const LOG = `4711  10:31:07.120003 execve("./forks", ["./forks"], 0x7ffd0a1b2c38 /* 24 vars */) = 0 <0.000412>
4711  10:31:07.120881 openat(AT_FDCWD</tmp>, "user.conf", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory) <0.000021>
4711  10:31:07.121300 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD <unfinished ...>
4712  10:31:07.121422 write(1</dev/pts/0>, "hello\\n", 6) = 6 <0.000013>
4711  10:31:07.121560 <... clone resumed>, child_tidptr=0x7f2a1c0e5a10) = 4712 <0.000260>
4712  10:31:07.121893 +++ exited with 3 +++
4711  10:31:07.122004 --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=4712, si_uid=1000, si_status=3} ---
4711  10:31:07.122480 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 4712 <0.000009>
4711  10:31:07.122993 +++ exited with 0 +++
`;

describe('a log written by strace', () => {
  it('is recognised and coloured', async () => {
    writeFileSync(join(window.sample.folder, 'forks.strace'), LOG);
    const { page, screenshot } = window.workbench;
    await page.keyboard.press('Control+Shift+E');
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'forks.strace' }).dblclick();
    await page.locator('.tab.active', { hasText: 'forks.strace' }).waitFor();
    await page.locator('.statusbar-item', { hasText: /strace/i }).waitFor();
    const line = page.locator('.editor-instance .view-line', { hasText: 'openat' }).first();
    const colours = () =>
      line.locator('span[class^="mtk"]').evaluateAll((spans) => new Set(spans.map((span) => span.className)).size);
    await expect.poll(colours).toBeGreaterThanOrEqual(4);
    await screenshot('log');
  });
});
