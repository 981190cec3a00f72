/**
 * Writes native/abi/constants/*.ts: the sets that scripts/constants/*.txt define (lib/definitions.ts says how, of
 * ioctls.txt its own first lines), with the values that the kernel's and libc's headers of this machine give.
 * Run: node scripts/generate-constants.ts [NAME of a definition …] (--check: says what would change, and writes nothing)
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { block, blocksOf, parse } from './lib/definitions.ts';
import { save } from './lib/generated.ts';
import { identifiers, valuesIn } from './lib/headers.ts';
import { requestsOf } from './lib/requests.ts';

const DEFINITIONS = join(import.meta.dirname, 'constants');
const FOLDER = join(import.meta.dirname, '../native/abi/constants');

function write(file: string, blocks: readonly string[], from: string): void {
  const text = [
    '/**',
    ` * Constants by set. Written by scripts/generate-constants.ts from scripts/constants/${from} and the headers each`,
    ' * set names. Do not edit. Format: see index.ts.',
    ' */',
    `export const ${file.toUpperCase()} = \``,
    blocks.join('\n\n'),
    '`;',
    '',
  ].join('\n');
  save(join(FOLDER, `${file}.ts`), text);
}

async function ioctls(text: string, problem: (message: string) => void): Promise<readonly string[]> {
  const { values, narrow } = await requestsOf(text, problem);
  const table = (set: string, of: ReadonlyMap<string, bigint>) => {
    const sorted = [...of].sort(([a, x], [b, y]) => Number(x - y) || (a < b ? -1 : 1));
    return block({ set, kind: 'enum', unknown: 'IOCTL_???', headers: ['uapi'], words: [] }, sorted);
  };
  return [table('ioctl_cmds', values), table('ioctl_cmds@i386', narrow)];
}

/** strerror(3)'s texts in English, by a program that is compiled and run. */
function errorTexts(values: readonly bigint[]): readonly string[] {
  const work = mkdtempSync(join(tmpdir(), 'constants-'));
  const program = join(work, 'texts');
  const lines = values.map((value) => `puts(strerror(${value}));`).join('\n');
  const source = `#include <string.h>\n#include <stdio.h>\nint main(void) {\n${lines}\n}\n`;
  try {
    execFileSync('gcc', ['-x', 'c', '-o', program, '-'], { input: source });
    return execFileSync(program, { encoding: 'utf8', env: { LC_ALL: 'C' } }).split('\n');
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** errno.h, each line with the text of strerror(3) behind its value. */
async function errnos(): Promise<string> {
  const names = [...(await identifiers(['errno.h']))].filter((name) => /^E[A-Z0-9]+$/.test(name));
  const values = [...(await valuesIn(['errno.h'], names))].sort(([, a], [, b]) => Number(a - b));
  const texts = errorTexts(values.map(([, value]) => value));
  const rows = values.map(([name, value], index) => `${name} ${value} ${texts[index]}`);
  return ['errnos enum E??? errno.h', ...rows].join('\n');
}

const problems: string[] = [];
const seen = new Set<string>();

async function blocksIn(file: string): Promise<readonly string[]> {
  const problem = (message: string) => problems.push(`${file}: ${message}`);
  const text = readFileSync(join(DEFINITIONS, file), 'utf8');
  if (file === 'ioctls.txt') return ioctls(text, problem);
  const definitions = parse(text);
  for (const { set } of definitions) {
    if (seen.has(set)) problem(`${set} is defined twice`);
    seen.add(set);
  }
  const blocks = await blocksOf(definitions, problem);
  return file === 'system.txt' ? [await errnos(), ...blocks] : blocks;
}

const wanted = process.argv.slice(2).filter((word) => word !== '--check');
const files = readdirSync(DEFINITIONS)
  .sort()
  .filter((file) => wanted.length === 0 || wanted.includes(file.replace(/\.txt$/, '')));
const written = files.map(async (file) => {
  const name = file.replace(/\.txt$/, '');
  const blocks = await blocksIn(file);
  write(name, blocks, file);
  console.log(`${name}: ${blocks.length} sets`);
});
await Promise.all(written);
if (problems.length > 0) throw new Error(problems.join('\n'));
