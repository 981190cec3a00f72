/** A process that runs already: chosen in the picker, paused, let go, and running on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, KEYS, pause, variable } from '../harness/debugging.ts';
import { useWindow } from '../harness/suite.ts';

const window = useWindow();
let ticker: ChildProcess;
let lines: Interface;

beforeAll(async () => {
  const child = spawn(join(window.sample.folder, 'ticker'), { stdio: ['ignore', 'pipe', 'inherit'] });
  ticker = child;
  lines = createInterface({ input: child.stdout });
  await once(lines, 'line');
});

afterAll(() => {
  lines?.close();
  ticker?.kill('SIGKILL');
});

describe('attach', () => {
  it('finds the process in the picker', async () => {
    const { page, command, screenshot } = window.workbench;
    await command('Trapline: Attach to a Process');
    // Newer processes may stand before it, as far as out of sight.
    await page.locator('.quick-input-widget input').first().fill('hello-syscalls/ticker');
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: String(ticker.pid) }).first();
    await row.waitFor();
    await screenshot('attach-1-picker');
    await row.click();
    await page.locator('.debug-toolbar').waitFor();
  });

  it('pauses it where it is', async () => {
    const { page, screenshot } = window.workbench;
    await pause(page, 'main');
    // The sleep itself, or its going on after the attach interrupted it.
    await variable(window.workbench, /(clock_nanosleep|restart_syscall) \(\d+\)/);
    await screenshot('attach-2-paused');
  });

  it('lets it go, and it runs on', async () => {
    const { page } = window.workbench;
    await page.keyboard.press(KEYS.stop);
    await ended(page);
    const [line] = await once(lines, 'line');
    expect(String(line)).toMatch(/^tick \d+$/);
    expect(ticker.exitCode).toBeNull();
  });
});
