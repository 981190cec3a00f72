import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
/** The rules on whole files: lengths, and texts that must not be committed. */
import { afterAll, describe, expect, it } from 'vitest';
import { fixtureFlags, upToDate, withIncluded } from '../../../scripts/fixtures.ts';
import { checkLength, checkText } from '../../../scripts/lint/files.ts';

const lines = (count: number) => 'x;\n'.repeat(count);

describe('length', () => {
  it('lets 300 lines pass and not 301', () => {
    expect(checkLength('adapter/a.ts', lines(300))).toEqual([]);
    expect(checkLength('adapter/a.ts', lines(301))).toHaveLength(1);
  });

  it('gives tests 400', () => {
    expect(checkLength('test/unit/a.test.ts', lines(400))).toEqual([]);
    expect(checkLength('test/unit/a.test.ts', lines(401))).toHaveLength(1);
  });

  it('leaves tables and texts alone', () => {
    expect(checkLength('native/abi/numbers/x86_64.ts', lines(900))).toEqual([]);
    expect(checkLength('docs/guide.md', lines(900))).toEqual([]);
  });
});

describe('texts', () => {
  const found = (text: string) => checkText('f', text, ['/home/me/']).map(({ line }) => line);

  it('finds registries and paths of the machine, by line', () => {
    expect(found(`a\n  "resolved"${':'} "https://x"\nregistry${'.'}example.org\nsee /home/me/src`)).toEqual([2, 3, 4]);
  });

  it('lets a plain lock file and relative paths pass', () => {
    expect(found('"version": "1.0.0",\n"integrity": "sha512-x"\nhome/me')).toEqual([]);
  });
});

describe('compiler flags of a fixture', () => {
  it.each([
    ['/* flags: -O2 -static */\nint main;', { m32: false, extra: ['-O2', '-static'] }],
    ['/* m32 */', { m32: true, extra: [] }],
    ['/* m32 flags: -O1 */', { m32: true, extra: ['-O1'] }],
    ['// flags: -O2', { m32: false, extra: ['-O2'] }],
    ['#include <stdio.h>\n/* flags: -O2 */', { m32: false, extra: [] }],
  ])('%s', (source, expected) => {
    expect(fixtureFlags(source)).toEqual(expected);
  });
});

describe('what a fixture is made of', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-fixtures-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string, seconds: number): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    utimesSync(path, seconds, seconds);
    return path;
  };
  const source = write('a.c', '#include <stdio.h>\n#include "b.inc"\nint main;\n', 100);
  const outer = write('b.inc', '  #  include "c.inc"\n#include "missing.inc"\n', 100);
  const inner = write('c.inc', '#include "b.inc"\n', 100);
  const target = write('a', '', 200);

  it('its source and what that includes from beside it', () => {
    expect([...withIncluded(source)]).toEqual([source, outer, inner]);
  });

  it('is built again when any of them is newer', () => {
    expect(upToDate(source, join(folder, 'absent'))).toBe(false);
    expect(upToDate(source, target)).toBe(true);
    for (const file of [source, outer, inner]) {
      utimesSync(file, 300, 300);
      expect(upToDate(source, target)).toBe(false);
      utimesSync(file, 100, 100);
    }
    expect(upToDate(source, target)).toBe(true);
  });
});
