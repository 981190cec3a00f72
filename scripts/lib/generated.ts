/** Files that scripts generate: written, or with --check compared with what is there. Must not know what is in them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

const isCheck = process.argv.includes('--check');

/** Writes a file; with --check says that it differs, and the script then fails. */
export function save(path: string, text: string): void {
  if (!isCheck) {
    writeFileSync(path, text);
    return;
  }
  if (readFileSync(path, 'utf8') === text) return;
  console.log(`${basename(path)} is not what would be generated`);
  process.exitCode = 1;
}
