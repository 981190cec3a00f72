/** An initramfs is read back by the rules of its format. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cpioOf } from '../../../scripts/lib/cpio.ts';

interface Entry {
  readonly name: string;
  readonly mode: string;
  readonly content: string;
}

function entriesOf(archive: Buffer): Entry[] {
  const found: Entry[] = [];
  const aligned = (at: number): number => (at + 3) & ~3;
  for (let at = 0; at < archive.length; ) {
    const field = (index: number): number =>
      Number.parseInt(archive.toString('latin1', at + 6 + 8 * index, at + 14 + 8 * index), 16);
    expect(archive.toString('latin1', at, at + 6)).toBe('070701');
    const name = archive.toString('utf8', at + 110, at + 110 + field(11) - 1);
    const content = aligned(at + 110 + field(11));
    found.push({ name, mode: field(1).toString(8), content: archive.toString('utf8', content, content + field(6)) });
    at = aligned(content + field(6));
  }
  return found;
}

test('files, folders and links, folders before what is in them, and the end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'bin'));
  chmodSync(join(folder, 'bin'), 0o755);
  writeFileSync(join(folder, 'bin', 'tool'), 'abcde');
  chmodSync(join(folder, 'bin', 'tool'), 0o700);
  symlinkSync('bin/tool', join(folder, 'grüße'));
  expect(entriesOf(cpioOf(folder))).toEqual([
    { name: 'bin', mode: '40755', content: '' },
    { name: 'bin/tool', mode: '100700', content: 'abcde' },
    { name: 'grüße', mode: '120777', content: 'bin/tool' },
    { name: 'TRAILER!!!', mode: '0', content: '' },
  ]);
});

test('what the kernel could not make of it is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  spawnSync('mkfifo', [join(folder, 'pipe')]);
  expect(() => cpioOf(folder)).toThrow(`${folder}/pipe is no file, folder or link`);
});
