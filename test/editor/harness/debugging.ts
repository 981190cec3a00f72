/**
 * Debugging in the window: start, step, and what its views show. VS Code's own debug views only; texts are read as a
 * person reads them.
 */
import type { Locator, Page } from 'playwright-core';
import { choose } from './palette.ts';
import type { Workbench } from './workbench.ts';

export interface StoppedLine {
  /** File name in the active tab. */
  readonly file: string;
  /** The source text of the highlighted line, trimmed. */
  readonly text: string;
}

/** Waits until the extension runs; F5 before that only opens the view. */
export async function extensionReady(page: Page): Promise<void> {
  await page.locator('[id="trapline.trapline.trapline.status"]').waitFor({ timeout: 60_000 });
}

/** Shows Run and Debug. */
export async function showDebugView(page: Page): Promise<void> {
  await page.keyboard.press('Control+Shift+D');
  await page.locator('.sidebar .composite.title', { hasText: /run and debug/i }).waitFor();
}

/** Starts a configuration of launch.json by its name, as Select and Start Debugging does. */
export async function startConfiguration(page: Page, name: string): Promise<void> {
  await choose(page, `debug ${name}`, name);
  await page.locator('.debug-toolbar').waitFor({ timeout: 60_000 });
}

/** F5, and wait for a session. */
export async function start(page: Page): Promise<void> {
  await page.keyboard.press('F5');
  await page.locator('.debug-toolbar').waitFor({ timeout: 60_000 });
}

/** Waits for the end of the session. */
export async function ended(page: Page): Promise<void> {
  await page.locator('.debug-toolbar').waitFor({ state: 'hidden', timeout: 60_000 });
}

/** Rows of the call stack, threads and frames, as text. */
export function callStack(page: Page): Locator {
  return page.locator('.debug-call-stack .monaco-list-row');
}

/** The top frames of stopped threads whose text matches. */
export function frame(page: Page, text: string | RegExp): Locator {
  return page.locator('.debug-call-stack .monaco-list-row .stack-frame', { hasText: text }).first();
}

/**
 * Runs in the window, which has other types than these files; in one go, because the mark and the text are separate
 * layers of the editor that match only by their place.
 */
const STOPPED_LINE = `(() => {
  const mark = document.querySelector('.editor-instance .debug-top-stack-frame-line');
  const top = mark?.getBoundingClientRect().top ?? NaN;
  const lines = [...document.querySelectorAll('.editor-instance .view-lines .view-line')];
  const line = lines.find((each) => Math.abs(each.getBoundingClientRect().top - top) < 3);
  return {
    file: document.querySelector('.tab.active')?.getAttribute('data-resource-name') ?? '',
    text: (line?.textContent ?? '').replaceAll('\\u00a0', ' ').trim(),
  };
})()`;

/** The highlighted line of the active editor; empty texts when there is none. */
export function stoppedLine(page: Page): Promise<StoppedLine> {
  return page.evaluate<StoppedLine>(STOPPED_LINE);
}

/** A row of the Variables view by the start of its text; `expand` names rows to open on the way. */
export async function variable(workbench: Workbench, text: string | RegExp): Promise<Locator> {
  const pane = await workbench.pane('Variables');
  const row = pane.locator('.monaco-list-row', { hasText: text }).first();
  await row.waitFor();
  return row;
}

export const KEYS = {
  continue: 'F5',
  stepOver: 'F10',
  stepInto: 'F11',
  stepOut: 'Shift+F11',
  pause: 'F6',
  stop: 'Shift+F5',
} as const;

/**
 * Presses a key that acts on a stopped thread, once the editor has taken note of the stop: its keys follow the toolbar,
 * which comes a little after the stack.
 */
export async function resume(page: Page, key: 'continue' | 'stepOver' | 'stepInto' | 'stepOut'): Promise<void> {
  await page.locator('.debug-toolbar .codicon-debug-continue').waitFor();
  await page.keyboard.press(KEYS[key]);
}

/**
 * Pauses a running program and waits for a frame. The editor ignores Pause until it has asked for the threads, and
 * nothing on the screen says when it has: a user presses again, and so does this.
 */
export async function pause(page: Page, text: string | RegExp): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press(KEYS.pause);
    try {
      return await frame(page, text).waitFor({ timeout: 5_000 });
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}
