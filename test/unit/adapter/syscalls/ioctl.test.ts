import { describe, expect, it } from 'vitest';
import { describedRequests } from '../../../../adapter/syscalls/decoders/ioctl.ts';
import { constantSet } from '../../../../native/abi/constants/index.ts';
import { contextOf } from './contexts.ts';
import { FakeMemory } from './fakes.ts';

const SIZE_SHIFT = 16n;
const SIZE_MASK = 0x3fffn;
const DIRECTIONS = 30n;

/** Made with a size_t, a long, a pointer, or without padding, where the kernel uses another type. */
const OTHERWISE = new Set(
  'BLKBSZGET BLKBSZSET BLKGETSIZE64 PERF_EVENT_IOC_ID FS_IOC_GETFLAGS FS_IOC_SETFLAGS FS_IOC_GETVERSION FS_IOC_SETVERSION UBI_IOCEBCH UBI_IOCRSVOL'.split(
    ' ',
  ),
);

describe.each(['x86_64', 'i386'] as const)('requests of ioctl as data in %s', (arch) => {
  const own = constantSet('ioctl_cmds', arch)?.values ?? [];
  const numbers = new Map([...(constantSet('ioctl_cmds')?.values ?? []), ...own]);
  const described = describedRequests(contextOf(new FakeMemory(), { arch }));

  it('has only requests that there are', () => {
    expect(described.map(([name]) => name).filter((name) => !numbers.has(name))).toEqual([]);
  });

  it('has the sizes that the requests say', () => {
    const wrong = described.flatMap(([name, size]) => {
      const number = BigInt.asUintN(32, numbers.get(name) ?? 0n);
      const said = Number((number >> SIZE_SHIFT) & SIZE_MASK);
      if (size === undefined || number >> DIRECTIONS === 0n || said === 0 || OTHERWISE.has(name)) return [];
      return size === said ? [] : [`${name} ${said} ${size}`];
    });
    expect(wrong).toEqual([]);
  });
});
