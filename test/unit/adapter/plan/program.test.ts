import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProgram } from '../../../../adapter/plan/program.ts';

let folder: string;

/** A file with this content and mode. */
function file(name: string, content: string | Buffer, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

/** A link to itself. */
function circle(name: string): string {
  symlinkSync(name, join(folder, name));
  return `./${name}`;
}

/** A 32-bit x86 program header table with one PT_INTERP, and nothing to run. */
function elf32(loader: string, machine = 3): Buffer {
  const bytes = Buffer.alloc(52 + 32 + loader.length + 1);
  bytes.write('\x7fELF\x01\x01\x01', 0, 'latin1');
  bytes.writeUInt16LE(2, 16);
  bytes.writeUInt16LE(machine, 18);
  bytes.writeUInt32LE(52, 28);
  bytes.writeUInt16LE(32, 42);
  bytes.writeUInt16LE(1, 44);
  bytes.writeUInt32LE(3, 52);
  bytes.writeUInt32LE(84, 56);
  bytes.writeUInt32LE(loader.length + 1, 68);
  bytes.write(loader, 84, 'latin1');
  return bytes;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('found', () => {
  test('on PATH without a slash, in its order', () => {
    mkdirSync(join(folder, 'one'));
    mkdirSync(join(folder, 'two'));
    copyFileSync('/bin/true', join(folder, 'two', 'tool'));
    writeFileSync(join(folder, 'one', 'tool'), 'not executable');
    expect(findProgram('tool', folder, `${folder}/one:two`)).toBe(join(folder, 'two', 'tool'));
  });

  test('relative to the working folder with a slash', () => {
    copyFileSync('/bin/true', join(folder, 'prog'));
    expect(findProgram('./prog', folder, '')).toBe(join(folder, 'prog'));
  });

  test('a script, through its interpreters', () => {
    const inner = file('inner.sh', '#!/bin/sh\n');
    expect(findProgram(file('outer.sh', `#! ${inner} -x\n`), folder, '')).toBe(join(folder, 'outer.sh'));
  });
});

describe('refused with one sentence', () => {
  const cases: [string, () => string, string, string][] = [
    ['missing', () => './none', 'program-missing', 'does not exist'],
    ['missing on PATH', () => 'no-such-tool', 'program-missing', 'is on PATH'],
    [
      'in the working folder and not on PATH',
      () => file('here', '#!/bin/sh\n') && 'here',
      'program-missing',
      'write "./here"',
    ],
    ['through a file', () => '/bin/true/x', 'program-missing', 'no directory'],
    ['a circle of links', () => circle('loop'), 'program-missing', 'in a circle'],
    ['a directory', () => '/tmp', 'program-is-directory', 'is a directory'],
    ['a device', () => '/dev/null', 'program-format', 'not a regular file'],
    ['no permission', () => file('plain', '#!/bin/sh\n', 0o644), 'program-not-executable', 'chmod +x'],
    [
      'an interpreter that is missing',
      () => file('wrong.sh', '#!/no/such -x\n'),
      'program-interpreter',
      '"/no/such", which does not exist',
    ],
    [
      'an interpreter that is a folder',
      () => file('folder.sh', '#!/tmp\n'),
      'program-interpreter',
      'not an executable file',
    ],
    ['Windows line ends', () => file('dos.sh', '#!/bin/sh\r\n'), 'program-interpreter', 'Unix line ends'],
    ['an empty #! line', () => file('empty.sh', '#!\n'), 'program-interpreter', 'without an interpreter'],
    [
      'itself as its interpreter',
      () => file('self.sh', `#!${join(folder, 'self.sh')}\n`),
      'program-interpreter',
      'more than 5 interpreters',
    ],
    ['text', () => file('text', 'echo hello\n'), 'program-format', 'neither an ELF program nor a script'],
    ['nothing', () => file('nothing', ''), 'program-format', 'neither an ELF program nor a script'],
    ['half a header', () => file('half', Buffer.from('\x7fELF\x02\x01', 'latin1')), 'program-format', 'neither an ELF'],
    ['another machine', () => file('sparc', elf32('/x', 2)), 'program-format', 'built for machine 2'],
    [
      'a 32-bit loader that is missing',
      () => file('old', elf32('/lib/no-loader.so.2')),
      'program-loader',
      'libc6-i386',
    ],
  ];
  test.each(cases)('%s', (_what, program, kind, sentence) => {
    const path = program();
    expect(() => findProgram(path, folder, '/bin:/usr/bin')).toThrow(
      expect.objectContaining({ kind, message: expect.stringContaining(sentence) }),
    );
  });

  test('an object file', () => {
    const object = Buffer.from(readFileSync('/bin/true'));
    object.writeUInt16LE(1, 16);
    expect(() => findProgram(file('a.o', object), folder, '')).toThrow('no program (an object');
  });
});
