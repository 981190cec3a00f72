import { describe, expect, test } from 'vitest';
import { readAttachArguments, readLaunchArguments } from '../../../../adapter/plan/arguments.ts';

describe('launch', () => {
  test('defaults', () => {
    expect(readLaunchArguments({ program: 'ls', name: 'x', type: 'trapline', __sessionId: 1 })).toEqual({
      program: 'ls',
      args: [],
      env: {},
      console: 'internalConsole',
      stopOnEntry: false,
      stopOnExit: false,
      noDebug: false,
      catch: [],
      followForks: true,
    });
  });

  test('everything', () => {
    const log = { file: 'a.log', catch: '%file', strings: 64, timestamps: 'epoch', durations: true, decodeFds: false };
    const read = readLaunchArguments({
      program: './a',
      args: ['-x'],
      cwd: '/w',
      env: { A: '1', B: null },
      envFile: '.env',
      console: 'integratedTerminal',
      catch: 'openat',
      followForks: false,
      stopOnExit: true,
      log,
      sourceMap: { '/build': '/src' },
      seccomp: 'off',
      record: 'off',
      tamper: [],
      strace: '',
    });
    expect(read).toMatchObject({
      cwd: '/w',
      env: { A: '1', B: null },
      catch: ['openat'],
      log,
      sourceMap: { '/build': '/src' },
    });
  });

  test.each([
    [{}, '"program" is missing'],
    [{ program: '' }, '"program" is missing'],
    [{ program: 3 }, '"program" must be a string, not 3'],
    [{ program: 'a\0b' }, 'NUL'],
    [{ program: 'ls', args: '-l' }, '"args" must be a list of strings, not "-l"'],
    [{ program: 'ls', args: ['-l', 3] }, '"args[1]" must be a string, not 3'],
    [{ program: 'ls', env: [] }, '"env" must be an object'],
    [{ program: 'ls', env: { A: 1 } }, '"env.A" must be a string, or null to remove it, not 1'],
    [{ program: 'ls', env: { 'A=B': '' } }, 'which no environment variable can have'],
    [
      { program: 'ls', console: 'window' },
      '"console" must be one of "internalConsole", "integratedTerminal", "externalTerminal"',
    ],
    [{ program: 'ls', stopOnEntry: 'yes' }, '"stopOnEntry" must be true or false'],
    [{ program: 'ls', catch: [1] }, '"catch[0]" must be a string'],
    [{ program: 'ls', log: {} }, '"file" is missing'],
    [{ program: 'ls', log: { file: 'x', timestamps: 'always' } }, '"timestamps" must be one of'],
    [{ program: 'ls', sourceMap: { a: 1 } }, '"sourceMap.a" must be a folder'],
    [{ program: 'ls', record: 'on' }, '"record" is not supported'],
    [{ program: 'ls', seccomp: 'maybe' }, '"seccomp" must be one of'],
  ])('%o is one sentence', (given, sentence) => {
    expect(() => readLaunchArguments(given)).toThrow(sentence);
  });
});

describe('attach', () => {
  test('a pid may be a number or the picker’s text', () => {
    expect(readAttachArguments({ pid: 12 }).pid).toBe(12);
    expect(readAttachArguments({ pid: '12' }).pid).toBe(12);
  });

  test.each([
    [{}, '"pid" is missing'],
    [{ pid: 'x' }, '"pid" must be a process id'],
    [{ pid: 0 }, '"pid" must be a process id'],
    [{ pid: -1 }, '"pid" must be a process id'],
    [{ pid: 1.5 }, '"pid" must be a process id'],
    [{ pid: [1] }, '"pid" must be a process id'],
  ])('%o is one sentence', (given, sentence) => {
    expect(() => readAttachArguments(given)).toThrow(sentence);
  });
});

test('vdso is one of three words', () => {
  expect(readAttachArguments({ pid: 1, vdso: 'hide' }).vdso).toBe('hide');
  expect(() => readAttachArguments({ pid: 1, vdso: 'off' })).toThrow(/"vdso"/);
});

test('stopAll is a word or false', () => {
  const read = (stopAll: unknown) => readAttachArguments({ pid: 1, stopAll }).stopAll;
  expect(read('process')).toBe('process');
  expect(read('all')).toBe('all');
  expect(read(false)).toBeUndefined();
  expect(() => read('everything')).toThrow(/"stopAll"/);
  expect(() => read(true)).toThrow(/"stopAll"/);
});
