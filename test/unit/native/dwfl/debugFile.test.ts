import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { debugFileCandidates, openDebugFile } from '../../../../native/dwfl/debugFile.ts';

const none = { path: '/opt/a/program', buildId: new Uint8Array(0), link: undefined, crc: 0 };
const paths = (query: Parameters<typeof debugFileCandidates>[0]) => debugFileCandidates(query).map(({ path }) => path);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trapline-debug-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('by build id, then by link beside the module and under the debug root', () => {
  expect(paths({ ...none, buildId: Uint8Array.of(0xab, 0xcd, 0x01), link: 'program.debug', crc: 5 })).toEqual([
    '/usr/lib/debug/.build-id/ab/cd01.debug',
    '/opt/a/program.debug',
    '/opt/a/.debug/program.debug',
    '/usr/lib/debug/opt/a/program.debug',
  ]);
  expect(paths(none)).toEqual([]);
});

test('a link never leads elsewhere', () => {
  for (const link of ['../../etc/passwd', '/etc/passwd', '/usr/lib/debug/../../../etc/passwd', '..', 'a/b']) {
    expect(paths({ ...none, link, crc: 5 })).toEqual([]);
  }
  expect(paths({ ...none, link: 'program', crc: 5 })).not.toContain('/opt/a/program');
  expect(paths({ ...none, link: '/usr/lib/debug/.dwz/a.debug' })).toEqual(['/usr/lib/debug/.dwz/a.debug']);
});

test('the file must be regular and match its CRC', () => {
  const query = { ...none, path: join(folder, 'program'), link: 'program.debug', crc: crc32('right') };
  execFileSync('mkfifo', [join(folder, 'program.debug')]);
  expect(openDebugFile(query)).toBe(-1);
  mkdirSync(join(folder, '.debug'));
  writeFileSync(join(folder, '.debug', 'program.debug'), 'wrong');
  expect(openDebugFile(query)).toBe(-1);
  writeFileSync(join(folder, '.debug', 'program.debug'), 'right');
  const fd = openDebugFile(query);
  expect(fd).toBeGreaterThan(2);
  closeSync(fd);
});
