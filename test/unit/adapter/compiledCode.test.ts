import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { compiledCodeFolder } from '../../../adapter/compiledCode.ts';

const BUNDLE = 'file:///opt/trapline/dist/trace.js';

function home(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('the user’s own cache folder, made for nobody else', () => {
  const HOME = home();
  const folder = compiledCodeFolder({ HOME }, BUNDLE);
  expect(folder).toBe(join(HOME, '.cache', 'trapline'));
  expect(statSync(folder as string).mode & 0o777).toBe(0o700);
  expect(compiledCodeFolder({ HOME, XDG_CACHE_HOME: join(HOME, 'own') }, BUNDLE)).toBe(join(HOME, 'own', 'trapline'));
  expect(compiledCodeFolder({ HOME, XDG_CACHE_HOME: 'relative' }, BUNDLE)).toBe(folder);
});

test('none for programs that run from source, without a home, or where a folder can’t be made', () => {
  const HOME = home();
  expect(compiledCodeFolder({ HOME }, 'file:///src/adapter/compiledCode.ts')).toBeUndefined();
  expect(compiledCodeFolder({}, BUNDLE)).toBeUndefined();
  writeFileSync(join(HOME, 'file'), '');
  expect(compiledCodeFolder({ HOME: join(HOME, 'file') }, BUNDLE)).toBeUndefined();
});

test('none that somebody else could write to', () => {
  const HOME = home();
  const folder = compiledCodeFolder({ HOME }, BUNDLE) as string;
  for (const mode of [0o720, 0o702]) {
    chmodSync(folder, mode);
    expect(compiledCodeFolder({ HOME }, BUNDLE)).toBeUndefined();
  }
  chmodSync(folder, 0o755);
  expect(compiledCodeFolder({ HOME }, BUNDLE)).toBe(folder);
});

test('none that belongs to somebody else', (context) => {
  context.skip(process.geteuid?.() !== 0, 'only root can give a folder away');
  const HOME = home();
  const folder = compiledCodeFolder({ HOME }, BUNDLE) as string;
  chownSync(folder, 1, 1);
  expect(compiledCodeFolder({ HOME }, BUNDLE)).toBeUndefined();
});

const MODULE = pathToFileURL(join(import.meta.dirname, '..', '..', '..', 'adapter', 'compiledCode.ts'));
const HASH = '0123456789abcdef0123456789abcdef01234567';

/** A bundle as scripts/build.ts writes it, whose function says what it was given. */
function bundle(folder: string, says: string, hash = HASH): string {
  const file = join(folder, 'bundle.cjs');
  const body = `(function(exports,require,module,__filename){exports.say=()=>${says}+require('node:path').basename(__filename)})`;
  writeFileSync(file, `${body}\n//${hash}`);
  return pathToFileURL(file).href;
}

/** Runs the bundle in a process of its own: what it says. */
function start(url: string, folder: string | undefined): string {
  const code = `import { keepCompiledCode, runCompiled } from '${MODULE}';
    keepCompiledCode(${JSON.stringify(folder)});
    console.log(runCompiled('${url}').say());`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }).stdout.trim();
}

/** The files of compiled bundles, and at how many starts the newest was there. */
const kept = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('bundle.cjs-'));
const starts = (folder: string): number => readFileSync(join(folder, kept(folder)[0] as string)).readUInt32LE();

test('what a bundle has compiled is kept and used, and each start is counted', () => {
  const folder = home();
  const url = bundle(folder, "'one '");
  for (const number of [1, 2, 3, 4]) {
    expect(start(url, folder)).toBe('one bundle.cjs');
    expect(starts(folder)).toBe(number);
  }
  expect(kept(folder)).toHaveLength(1);
});

test('what belongs to another build, or is no compiled code, is not used', () => {
  const folder = home();
  expect(start(bundle(folder, "'one '"), folder)).toBe('one bundle.cjs');
  expect(start(bundle(folder, "'two '", HASH.replace('0', 'f')), folder)).toBe('two bundle.cjs');
  expect(kept(folder)).toHaveLength(2);
  for (const name of kept(folder)) writeFileSync(join(folder, name), 'no compiled code at all');
  expect(start(bundle(folder, "'one '"), folder)).toBe('one bundle.cjs');
  for (const name of kept(folder)) writeFileSync(join(folder, name), '');
  expect(start(bundle(folder, "'one '"), folder)).toBe('one bundle.cjs');
  expect(start(bundle(folder, "'one '"), folder)).toBe('one bundle.cjs');
});

test('a bundle runs without a place to keep anything, and with one that is gone', () => {
  const folder = home();
  const url = bundle(folder, "'one '");
  expect(start(url, undefined)).toBe('one bundle.cjs');
  expect(kept(folder)).toEqual([]);
  expect(start(url, join(folder, 'gone'))).toBe('one bundle.cjs');
});

test('what no start has used for long goes', () => {
  const folder = home();
  const old = join(folder, 'bundle.cjs-old');
  writeFileSync(old, '');
  utimesSync(old, 0, 0);
  writeFileSync(join(folder, 'bundle.cjs-new'), '');
  start(bundle(folder, "'one '"), folder);
  expect(kept(folder)).not.toContain('bundle.cjs-old');
  expect(kept(folder)).toContain('bundle.cjs-new');
});
