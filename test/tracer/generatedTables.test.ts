/** The tables of numbers and constants are what their scripts generate from the headers they name. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const SCRIPTS = join(import.meta.dirname, '../../scripts');
const VERSION = '/usr/include/linux/version.h';
/** Linux of linux-libc-dev in Debian 12, from whose headers the tables are. */
const HEADERS = 'LINUX_VERSION_MAJOR 6\n#define LINUX_VERSION_PATCHLEVEL 1\n';

/** Why the scripts can't say anything here. */
function missing(): string | undefined {
  if (process.arch !== 'x64') return 'another machine than x86_64';
  if (spawnSync('gcc', ['--version']).status !== 0) return 'no gcc';
  if (!existsSync(VERSION)) return 'no kernel headers (linux-libc-dev)';
  return readFileSync(VERSION, 'utf8').includes(HEADERS) ? undefined : "not Linux 6.1's headers (Debian 12)";
}

it.for(['generate-numbers.ts', 'generate-constants.ts'])(
  '%s generates what is there',
  { timeout: 300_000 },
  (script, { skip }) => {
    const reason = missing();
    skip(reason !== undefined, reason);
    const result = spawnSync(process.execPath, [join(SCRIPTS, script), '--check'], { encoding: 'utf8' });
    expect(result.stdout.split('\n').filter((line) => line.includes('is not what'))).toEqual([]);
    expect(result.status, result.stderr.slice(-1000)).toBe(0);
  },
);
