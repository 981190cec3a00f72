/**
 * VS Code's window as its users see it: open a folder, press keys, run commands, read panes. One window a test file.
 * Knows VS Code's own parts; Trapline's are in trapline.ts beside it.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { workbenchAddress } from './address.ts';
import { startBrowser } from './browser.ts';
import { choose } from './palette.ts';
import { startServer, temporaryFolder } from './server.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SHOTS = join(ROOT, 'test', 'editor', 'shots');

export interface Workbench {
  readonly page: Page;
  /** Runs a command of the palette by its full title, `View: Close All Editors`. */
  readonly command: (title: string) => Promise<void>;
  /** Keeps a picture of the window in test/editor/shots/NAME.png. */
  readonly screenshot: (name: string) => Promise<void>;
  /** Makes the sidebar this wide, in pixels. */
  readonly widenSidebar: (width: number) => Promise<void>;
  /** A section of the sidebar by its title, opened when it is folded. */
  readonly pane: (title: string) => Promise<Locator>;
  /** Every error or warning toast's text so far. */
  readonly notifications: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

export interface WorkbenchOptions {
  /** Absolute path. */
  readonly folder: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Opens a window on the folder, with the extension from this checkout, and waits for VS Code to be there. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  mkdirSync(SHOTS, { recursive: true });
  const root = temporaryFolder();
  // Without the panel there is more room for what is tested; tests that want the console open it.
  const settings = { 'debug.internalConsoleOptions': 'neverOpen', ...options.settings };
  const server = await startServer({ root, settings });
  const { browser, context } = await startBrowser();
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const close = async () => {
    await browser.close();
    await server.stop();
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await page.goto(workbenchAddress(server, { folder: options.folder, extensions: [ROOT] }), { timeout: 60_000 });
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    page,
    command: (title) => choose(page, `>${title}`, title),
    screenshot: async (name) => {
      // Menus and questions fade in: the picture is of their end.
      await page.screenshot({ path: join(SHOTS, `${name}.png`), animations: 'disabled' });
    },
    widenSidebar: (width) => widenSidebar(page, width),
    pane: (title) => openPane(page, title),
    notifications: () => notifications(page),
    close,
  };
}

async function widenSidebar(page: Page, width: number): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (!box) return;
  // The sash lies on the sidebar's right edge.
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width, y);
  await page.mouse.down();
  await page.mouse.move(box.x + width, y, { steps: 4 });
  await page.mouse.up();
  // Away from the sash, which is drawn in blue under the pointer.
  await page.mouse.move(box.x + width + 200, y);
}

function paneHeader(page: Page, title: string): Locator {
  return page
    .locator('.pane-header', { has: page.locator('h3.title', { hasText: new RegExp(`^${title}$`, 'i') }) })
    .first();
}

async function openPane(page: Page, title: string): Promise<Locator> {
  const header = paneHeader(page, title);
  await header.waitFor();
  // The extension may open a section by itself in the same moment; a click then folds it again.
  for (let attempt = 0; attempt < 3 && (await header.getAttribute('aria-expanded')) !== 'true'; attempt++) {
    await header.click();
  }
  return page.locator('.pane', { has: header }).first();
}

/** Folds sections of the sidebar, so that the others have room. */
export async function foldPanes(page: Page, titles: readonly string[]): Promise<void> {
  for (const title of titles) {
    const header = paneHeader(page, title);
    if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
  }
}

/** The tests' driver shows no toasts, so the notification centre is opened, read and closed. */
async function notifications(page: Page): Promise<readonly string[]> {
  await page.locator('[id="status.notifications"]').click();
  const centre = page.locator('.notifications-center');
  await centre.waitFor();
  const texts = await centre.locator('.notification-list-item-message').allInnerTexts();
  await page.keyboard.press('Escape');
  return texts;
}
