import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
