import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Arch } from '../../../../native/abi/arch.ts';
import { constantSet } from '../../../../native/abi/constants/index.ts';
import { OWN_NAMES } from '../../../../native/abi/multiplexed.ts';
import { allNames } from '../../../../native/abi/numbers/index.ts';
import { parseSignature } from '../../../../native/abi/signature.ts';
import {
  CLASSES,
  classMembers,
  classNamed,
  SIGNATURE_TEXTS,
  signatureOf,
} from '../../../../native/abi/signatures/index.ts';
import { vocabulary } from '../../../../native/abi/signatures/vocabulary.ts';

const ARCHS: readonly Arch[] = ['x86_64', 'i386', 'x32', 'aarch64'];
const LINES = Object.entries(SIGNATURE_TEXTS).flatMap(([table, texts]) =>
  texts.flatMap((text) => text.split('\n').filter((line) => line !== '')).map((line) => [table, line] as const),
);
const WORDS = vocabulary();

/** What is wrong with one line; empty when nothing is. */
function faults(line: string): string[] {
  const signature = parseSignature(line);
  const names = signature.args.map((argument) => argument.name);
  const found: string[] = [];
  if (new Set(names).size !== names.length) found.push('two arguments of one name');
  if (names.length > 6) found.push('more than six arguments');
  for (const name of signature.classes) if (!classNamed(name)) found.push(`no class ${name}`);
  for (const { type, params } of [...signature.args, signature.result]) {
    const word = WORDS.get(type);
    if (!word) {
      found.push(`${type} is no word of the vocabulary`);
      continue;
    }
    const needed = word.params.filter((param) => !param.endsWith('?')).length;
    if (params.length < needed || params.length > word.params.length) found.push(`${type} takes ${word.params}`);
    params.forEach((param, index) => {
      if (word.params[index] === 'SET') {
        if (!constantSet(param)) found.push(`no set ${param}`);
      } else if (param !== 'ret' && !/^\d+$/.test(param) && !names.includes(param)) {
        found.push(`${type}(${param}): no such argument`);
      }
    });
  }
  return found;
}

describe('signatures', () => {
  it.each(LINES)('%s: %s', (_table, line) => {
    expect(faults(line)).toEqual([]);
  });

  it('has one line a call and table, and a number for each', () => {
    const numbered = new Set([...ARCHS.flatMap((arch) => allNames(arch)), ...OWN_NAMES]);
    for (const table of ['common', 'i386']) {
      const names = LINES.filter(([own]) => own === table).map(([, line]) => line.split(' ', 1)[0] as string);
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
      expect(names.filter((name) => !numbered.has(name))).toEqual([]);
    }
  });

  it.each(ARCHS)('covers every call of %s', (arch) => {
    expect(allNames(arch).filter((name) => !signatureOf(arch, name))).toEqual([]);
  });

  it('differs by ABI where the ABI does', () => {
    expect(signatureOf('x86_64', 'pread64')?.args).toHaveLength(4);
    expect(signatureOf('i386', 'pread64')?.args).toHaveLength(5);
    const cloneOrder = (arch: Arch) => signatureOf(arch, 'clone')?.args.map(({ name }) => name);
    expect(cloneOrder('x86_64')).toEqual(['flags', 'stack', 'parent_tid', 'child_tid', 'tls']);
    expect(cloneOrder('aarch64')).toEqual(['flags', 'stack', 'parent_tid', 'tls', 'child_tid']);
    expect(signatureOf('aarch64', 'pread64')?.args).toHaveLength(4);
    expect(signatureOf('i386', 'getuid')?.result.type).toBe('uid16');
    expect(signatureOf('x32', 'getuid')?.result.type).toBe('uid');
    expect(signatureOf('x86_64', 'no_such_call')).toBeUndefined();
  });

  it('parses once', () => {
    expect(signatureOf('x86_64', 'openat')).toBe(signatureOf('aarch64', 'openat'));
  });

  const recorded = readFileSync(join(import.meta.dirname, 'kernelArguments.txt'), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const said = new Map(
    recorded.map((line): [string, string[]] => {
      const [name = '', ...rest] = line.split(' ');
      return [name, rest.length === 0 ? [] : rest.join(' ').split('; ')];
    }),
  );
  it('has the arguments that the kernel says', () => {
    expect(said.size).toBeGreaterThan(350);
    expect(differences(said)).toEqual([]);
    expect(mixed(said)).toEqual([]);
  });

  const formats = ['/sys/kernel/tracing', '/sys/kernel/debug/tracing']
    .map((folder) => `${folder}/events/syscalls`)
    .find((folder) => existsSync(folder));
  it.skipIf(!formats)('has the arguments that the running kernel says (where its tracefs is mounted)', () => {
    const found = new Map<string, string[]>();
    for (const entry of readdirSync(formats ?? '').filter((name) => name.startsWith('sys_enter_'))) {
      const format = readFileSync(`${formats}/${entry}/format`, 'utf8');
      const fields = [...format.matchAll(/field:([^;]*);\s*offset:(\d+);/g)].filter((match) => Number(match[2]) >= 16);
      found.set(
        entry.slice('sys_enter_'.length),
        fields.map((match) => match[1] as string),
      );
    }
    expect(differences(found)).toEqual([]);
    expect(mixed(found)).toEqual([]);
  });
});

/** Entry points that are called otherwise than their call. */
const ENTRY_POINTS: Readonly<Record<string, string>> = {
  newuname: 'uname',
  newstat: 'stat',
  newfstat: 'fstat',
  newlstat: 'lstat',
  sendfile64: 'sendfile',
  umount: 'umount2',
};

type Said = ReadonlyMap<string, readonly string[]>;

const signatureAt = (entryPoint: string) => signatureOf('x86_64', ENTRY_POINTS[entryPoint] ?? entryPoint);

/** The calls whose signature has another number of arguments; calls of newer kernels are left out. */
function differences(said: Said): string[] {
  return [...said].flatMap(([entryPoint, kernel]) => {
    const signature = signatureAt(entryPoint);
    // What sigreturn takes is on the stack.
    const inRegisters = signature?.args.filter(({ type }) => type !== 'sigframe').length ?? kernel.length;
    return inRegisters === kernel.length ? [] : [`${entryPoint}: ${kernel.join(', ')}`];
  });
}

/** Words of arguments that are pointers in one call of the kernel's and values in another. */
function mixed(said: Said): string[] {
  const kinds = new Map<string, Map<boolean, string>>();
  for (const [entryPoint, kernel] of said) {
    signatureAt(entryPoint)?.args.forEach(({ type }, index) => {
      const isPointer = kernel[index]?.includes('*');
      // An address that the kernel declares as a long.
      if (isPointer === undefined || type === 'ptr') return;
      const kind = kinds.get(type) ?? new Map<boolean, string>();
      kinds.set(type, kind.set(isPointer, entryPoint));
    });
  }
  return [...kinds]
    .filter(([, kind]) => kind.size > 1)
    .map(([type, kind]) => `${type}: ${[...kind.values()].join(' ')}`);
}

describe('classes', () => {
  it.each(CLASSES)('%$name has members and a description', ({ name, description }) => {
    expect(classMembers(name).size).toBeGreaterThan(1);
    expect(description).toMatch(/^[^\n]{8,80}$/);
  });

  it('knows other spellings', () => {
    expect(classMembers('network')).toBe(classMembers('%net'));
    expect(classMembers('%%stat')).toBe(classMembers('stat_like'));
    expect(classMembers('%stat')).not.toBe(classMembers('%%stat'));
    expect(classMembers('%nothing').size).toBe(0);
  });

  it('has strace’s members', () => {
    expect([...classMembers('clock')].filter((name) => allNames('x86_64').includes(name)).sort()).toEqual([
      'adjtimex',
      'clock_adjtime',
      'clock_getres',
      'clock_gettime',
      'clock_settime',
      'gettimeofday',
      'settimeofday',
      'time',
    ]);
    expect(classMembers('fstat').has('statx')).toBe(true);
    expect(classMembers('file').has('openat')).toBe(true);
    expect(classMembers('file').has('read')).toBe(false);
  });
});
