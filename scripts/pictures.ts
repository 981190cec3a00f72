/**
 * `npm run pictures`: copies the documents' pictures out of the editor tests' screenshots. Run the window tests first
 * (`npm test -- build window`) and look at what you commit.
 */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/project.ts';

/** Picture in docs/images, and the screenshot it comes from. */
const PICTURES: Readonly<Record<string, string>> = {
  'entry.png': 'session-2-entry.png',
  'exit.png': 'session-3-exit.png',
  'threads.png': 'threads.png',
  'forks.png': 'forks.png',
  'attach.png': 'attach-1-picker.png',
  'log.png': 'log.png',
  'syscalls.png': 'syscalls-1-class.png',
  'stops.png': 'stops-1-details.png',
  'console.png': 'console-1-completion.png',
  'tamper.png': 'tamper-4-error-path.png',
  'change.png': 'tamper-5-menu.png',
};

const to = join(ROOT, 'docs', 'images');
mkdirSync(to, { recursive: true });
for (const [picture, shot] of Object.entries(PICTURES)) {
  const from = join(ROOT, 'test', 'editor', 'shots', shot);
  if (existsSync(from)) copyFileSync(from, join(to, picture));
  else console.error(`${shot} is not there: run the window tests first.`);
  process.exitCode = existsSync(from) ? (process.exitCode ?? 0) : 1;
}
