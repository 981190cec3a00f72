/** A headless Chromium from the system, under playwright. Nothing is downloaded. */
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { chromiumPath } from '../../../scripts/lib/debian.ts';

export const VIEWPORT = { width: 1400, height: 1000 } as const;

const FLAGS = [
  // The sandbox needs user namespaces, which containers do not give; it loads nothing but our own server.
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export async function startBrowser(): Promise<{ browser: Browser; context: BrowserContext }> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error('No Chromium here: `npm run setup -- --editor` says what to do.');
  const browser = await chromium.launch({
    executablePath,
    headless: true,
    // The harness ends it itself, after the server.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: FLAGS,
  });
  const context = await browser.newContext({
    viewport: VIEWPORT,
    permissions: ['clipboard-read', 'clipboard-write'],
    colorScheme: 'dark',
  });
  return { browser, context };
}
