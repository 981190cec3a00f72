import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logFile, readEnvFile, workingFolder } from '../../../../adapter/plan/folders.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  writeFileSync(join(folder, '.env'), 'A=1\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a working folder', () => {
  expect(workingFolder(folder)).toBe(folder);
  expect(workingFolder(undefined)).toBe(process.cwd());
  expect(() => workingFolder('/no/such')).toThrow('"cwd" does not exist: /no/such');
  expect(() => workingFolder(join(folder, '.env'))).toThrow('"cwd" is not a directory');
});

test('an envFile', () => {
  expect(readEnvFile('.env', folder)).toEqual(new Map([['A', '1']]));
  expect(() => readEnvFile('none', folder)).toThrow(`"envFile" does not exist: ${folder}/none`);
  expect(() => readEnvFile('.', folder)).toThrow('"envFile" is a directory');
  expect(() => readEnvFile('/dev/zero', folder)).toThrow('no plain file');
});

test('a log', () => {
  expect(logFile('a.log', folder)).toBe(join(folder, 'a.log'));
  expect(logFile('.env', folder)).toBe(join(folder, '.env'));
  expect(() => logFile('no/such/a.log', folder)).toThrow(`does not exist: ${folder}/no/such`);
  expect(() => logFile('.', folder)).toThrow('"log" is a directory');
});
