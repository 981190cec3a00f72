import { constants as os } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  constant,
  constantSet,
  errnoMessage,
  errnoName,
  setNames,
  signalName,
  signalNumber,
} from '../../../../native/abi/constants/index.ts';

describe('constant sets', () => {
  it.each(setNames())('%s is well formed', (name) => {
    const set = constantSet(name);
    const names = set?.values.map(([constantName]) => constantName) ?? [];
    expect(new Set(names).size).toBe(names.length);
    // strace shows some bits as what makes them: 1<<_UFFDIO_REGISTER.
    for (const constantName of names) expect(constantName).toMatch(/^(1<<)?\w+(<<4)?$|^1<<\(\w+-1\)$/);
    expect(set?.kind).toMatch(/^(flags|enum)$/);
    expect(set?.unknown).not.toBe('');
    if (set?.kind === 'flags') for (const [, value] of set.values) expect(value >= 0n).toBe(true);
  });

  it('gives a name the same value in every set', () => {
    const seen = new Map<string, bigint>();
    const different: string[] = [];
    for (const set of setNames()) {
      for (const [name, value] of constantSet(set)?.values ?? []) {
        if ((seen.get(name) ?? value) !== value) different.push(`${set} ${name}`);
        seen.set(name, value);
      }
    }
    expect(different).toEqual([]);
  });

  it('depends on the ABI where the kernel does', () => {
    const value = (arch: 'x86_64' | 'i386' | 'aarch64', set: string, name: string) =>
      constantSet(set, arch)?.values.find(([known]) => known === name)?.[1];
    expect(value('x86_64', 'open_flags', 'O_DIRECTORY')).toBe(0o200000n);
    expect(value('aarch64', 'open_flags', 'O_DIRECTORY')).toBe(0o40000n);
    expect(value('aarch64', 'map_flags', 'MAP_32BIT')).toBeUndefined();
    expect(value('i386', 'fcntl_cmds', 'F_GETLK64')).toBe(12n);
    expect(constantSet('no_such_set')).toBeUndefined();
    expect(constantSet('constructor')).toBeUndefined();
  });

  it('may hold another set', () => {
    const names = (set: string, arch?: 'i386') => constantSet(set, arch)?.values.map(([name]) => name) ?? [];
    expect(names('clone3_flags')).toEqual([
      'CLONE_NEWTIME',
      ...names('clone_flags'),
      'CLONE_CLEAR_SIGHAND',
      'CLONE_INTO_CGROUP',
    ]);
    expect(names('fcntl_cmds', 'i386')).toEqual([...names('fcntl_cmds'), 'F_GETLK64', 'F_SETLK64', 'F_SETLKW64']);
  });

  it.each([
    ['O_CREAT', 0o100n],
    ['ENOENT', 2n],
    ['EWOULDBLOCK', 11n],
    ['ERESTARTSYS', 512n],
    ['SIGTERM', 15n],
    ['SIGRT_1', 33n],
    ['AF_INET', 2n],
    ['AT_FDCWD', -100n],
    ['PROT_READ', 1n],
    ['TCGETS', 0x5401n],
    ['SOCK_CLOEXEC', 0o2000000n],
    ['CLONE_NEWUSER', 0x10000000n],
  ])('%s is found by name', (name, value) => {
    expect(constant(name)).toBe(value);
    expect(constant(name)).toBe(value);
  });

  it.each(['', 'O_CREAT ', 'open_flags', 'x y', 'toString', '.*', '\nENOENT'])('%j is no constant', (name) => {
    expect(constant(name)).toBeUndefined();
  });
});

describe('errno', () => {
  it('agrees with libc', () => {
    for (const [name, value] of Object.entries(os.errno)) expect(constant(name)).toBe(BigInt(value));
  });

  it('has the first of several names, and strerror’s text', () => {
    expect(errnoName(11)).toBe('EAGAIN');
    expect(errnoMessage(11)).toBe('Resource temporarily unavailable');
    expect(errnoName(95)).toBe('EOPNOTSUPP');
    expect(errnoMessage(2)).toBe('No such file or directory');
    expect(errnoName(133)).toBe('EHWPOISON');
  });

  it('explains restarts as strace does', () => {
    expect([512, 513, 514, 516].map((number) => `${errnoName(number)} (${errnoMessage(number)})`)).toEqual([
      'ERESTARTSYS (To be restarted if SA_RESTART is set)',
      'ERESTARTNOINTR (To be restarted)',
      'ERESTARTNOHAND (To be restarted if no handler)',
      'ERESTART_RESTARTBLOCK (Interrupted by signal)',
    ]);
  });

  it('knows no others', () => {
    for (const number of [0, -1, 41, 134, 511, 519, 531, 1.5]) expect(errnoName(number)).toBeUndefined();
  });
});

describe('signals', () => {
  it('agrees with libc', () => {
    for (const [name, value] of Object.entries(os.signals)) expect(signalNumber(name)).toBe(value);
  });

  it('spells them as strace does', () => {
    expect([1, 29, 31, 32, 33, 64].map(signalName)).toEqual([
      'SIGHUP',
      'SIGIO',
      'SIGSYS',
      'SIGRTMIN',
      'SIGRT_1',
      'SIGRT_32',
    ]);
    for (const number of [0, -1, 65]) expect(signalName(number)).toBeUndefined();
  });

  it('reads names with and without SIG', () => {
    expect(signalNumber('TERM')).toBe(15);
    expect(signalNumber('SIGTERM')).toBe(15);
    expect(signalNumber('SIGRT_2')).toBe(34);
    expect(signalNumber('RTMIN')).toBe(32);
    expect(signalNumber('SIGNOTHING')).toBeUndefined();
    expect(signalNumber('')).toBeUndefined();
  });
});
