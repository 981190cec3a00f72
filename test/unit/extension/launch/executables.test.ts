import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findExecutables } from '../../../../extension/launch/executables.ts';

const ELF = (type: number) => Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, type, 0, 0, 0]);
let folder: string;

function put(name: string, content: Buffer | string, { mode = 0o755, age = 0 } = {}): void {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, mode);
  utimesSync(path, 1_700_000_000 - age, 1_700_000_000 - age);
}

const names = async (...bounds: Parameters<typeof findExecutables> extends [string, ...infer Rest] ? Rest : never) =>
  (await findExecutables(folder, ...bounds)).map(({ path }) => relative(folder, path));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'executables-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the executables of a folder', () => {
  it('are programs and scripts with their x bit, newest first', async () => {
    put('old', ELF(3), { age: 20 });
    put('build/new', ELF(2), { age: 10 });
    put('run.sh', '#!/bin/sh\n', { age: 30 });
    expect(await names()).toEqual(['build/new', 'old', 'run.sh']);
  });

  it('leave out what cannot be run', async () => {
    put('object.o', ELF(1));
    put('core', ELF(4));
    put('libx.so.1', ELF(3));
    put('text', 'hello world, not a program');
    put('off', ELF(3), { mode: 0o644 });
    put('empty', '');
    put('node_modules/tool', ELF(3));
    put('.git/hook', '#!/bin/sh\n');
    expect(await names()).toEqual([]);
  });

  it('are searched within bounds', async () => {
    put('a/b/deep', ELF(3));
    put('one', ELF(3));
    put('two', ELF(3), { age: 1 });
    expect(await names({ depth: 1, entries: 100, results: 10 })).toEqual(['one', 'two']);
    expect(await names({ depth: 9, entries: 100, results: 1 })).toEqual(['one']);
    expect(await names({ depth: 9, entries: 0, results: 10 })).toEqual([]);
  });

  it('are none in a folder that is not there', async () => {
    expect(await findExecutables(join(folder, 'missing'))).toEqual([]);
  });
});
