import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Arch, X32_SYSCALL_BIT } from '../../../../native/abi/arch.ts';
import { allNames, syscallName, syscallNumber, syscallText } from '../../../../native/abi/numbers/index.ts';

const ARCHS: readonly Arch[] = ['x86_64', 'i386', 'x32', 'aarch64'];

describe('system call numbers', () => {
  it.each([
    ['x86_64', 0, 'read'],
    ['x86_64', 59, 'execve'],
    ['x86_64', 257, 'openat'],
    ['x86_64', 334, 'rseq'],
    ['x86_64', 335, 'uretprobe'],
    ['x86_64', 453, 'map_shadow_stack'],
    ['x86_64', 469, 'file_setattr'],
    ['i386', 3, 'read'],
    ['i386', 102, 'socketcall'],
    ['i386', 335, 'rt_tgsigqueueinfo'],
    ['i386', 422, 'futex_time64'],
    ['i386', 466, 'removexattrat'],
    ['x32', X32_SYSCALL_BIT, 'read'],
    ['x32', X32_SYSCALL_BIT + 520, 'execve'],
    ['aarch64', 56, 'openat'],
    ['aarch64', 63, 'read'],
    ['aarch64', 221, 'execve'],
    ['aarch64', 435, 'clone3'],
  ] as const)('%s %i is %s', (arch, nr, name) => {
    expect(syscallName(arch, nr)).toBe(name);
    expect(syscallNumber(arch, name)).toBe(nr);
  });

  it.each(ARCHS)('%s reads back every name', (arch) => {
    const names = allNames(arch);
    expect(names.length).toBeGreaterThan(300);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(syscallName(arch, syscallNumber(arch, name) ?? -1)).toBe(name);
  });

  it('knows no call outside the tables', () => {
    expect(syscallName('x86_64', -1)).toBeUndefined();
    expect(syscallName('x86_64', 400)).toBeUndefined();
    expect(syscallName('x86_64', 1e9)).toBeUndefined();
    expect(syscallNumber('x86_64', 'socketcall')).toBeUndefined();
    expect(syscallNumber('aarch64', 'open')).toBeUndefined();
    expect(syscallNumber('x86_64', 'toString')).toBeUndefined();
  });

  it('spells unknown numbers as strace does', () => {
    expect(syscallText('x86_64', 500)).toBe('syscall_0x1f4');
    expect(syscallText('x86_64', -1)).toBe('syscall_0xffffffff');
    expect(syscallText('x86_64', 1)).toBe('write');
  });

  const kallsyms = '/proc/kallsyms';
  const symbols = existsSync(kallsyms) ? readFileSync(kallsyms, 'utf8') : '';
  it.skipIf(!symbols.includes(' __x64_sys_file_setattr\n'))('has no name that a new kernel does not have', () => {
    const entryPoints = new Set([...symbols.matchAll(/ __x64_sys_(\w+)\n/g)].map((match) => match[1] as string));
    const missing = allNames('x86_64').filter((name) => !entryPoints.has(name) && !GONE.has(name));
    expect(missing).toEqual([]);
  });
});

/** Numbers that are kept for calls that were removed, and umount2, whose entry point is called umount. */
const GONE = new Set(
  (
    '_sysctl umount2 create_module get_kernel_syms query_module nfsservctl getpmsg putpmsg afs_syscall tuxcall ' +
    'security lookup_dcookie epoll_ctl_old epoll_wait_old vserver'
  ).split(' '),
);
