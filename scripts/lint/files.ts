/**
 * Rules on whole files: how long a source may be, and what no committed file may hold: the addresses of package
 * registries (lock files must work from any registry) and paths of the machine it was written on. Pure.
 */
import type { Finding } from './imports.ts';

const LONGEST = 300;
/** Tests are lists of cases and read from top to bottom. */
const LONGEST_TEST = 400;

/** Data, not code: as long as the kernel has calls and constants. */
const TABLES = ['native/abi/numbers/', 'native/abi/signatures/', 'native/abi/constants/'];

/** Sources over 300 lines, tests over 400. */
export function checkLength(file: string, source: string): readonly Finding[] {
  if (!/\.(ts|mjs|cjs|js)$/.test(file) || TABLES.some((folder) => file.startsWith(folder))) return [];
  const lines = source.split('\n').length - 1;
  const most = file.endsWith('.test.ts') ? LONGEST_TEST : LONGEST;
  return lines > most
    ? [{ file, line: most + 1, message: `${lines} lines; ${most} is the most: split by reason to change` }]
    : [];
}

/** `machinePaths`: absolute folders of this machine, such as the home folder, each ending in a slash. */
export function checkText(file: string, text: string, machinePaths: readonly string[]): readonly Finding[] {
  const findings: Finding[] = [];
  const lines = text.split('\n');
  lines.forEach((content, index) => {
    const at = { file, line: index + 1 };
    if (/"resolved"\s*:/.test(content)) findings.push({ ...at, message: 'a lock file that names a registry' });
    if (/\bregistry\.\w+\.\w+/.test(content)) findings.push({ ...at, message: 'the host name of a package registry' });
    const path = machinePaths.find((folder) => content.includes(folder));
    if (path !== undefined) findings.push({ ...at, message: `a path of the machine it was written on (${path})` });
  });
  return findings;
}
