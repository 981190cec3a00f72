import { describe, expect, it } from 'vitest';
import { describedRequests } from '../../../../adapter/syscalls/decoders/ioctl.ts';
import { requestName } from '../../../../adapter/syscalls/decoders/ioctlCommand.ts';
import { constantSet, namesByText } from '../../../../native/abi/constants/index.ts';
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

  it('finds every request by its number', () => {
    // Terminals' requests are the ones that are meant by three numbers that timers have too; FS_IOC32_GETFLAGS is what
    // a 32-bit program's FS_IOC_GETFLAGS is.
    const lost = [...numbers].filter(([name, number]) => {
      const found = requestName(BigInt.asUintN(32, number), arch)?.split(' or ') ?? [];
      const isMeant =
        found.includes(name) ||
        (arch === 'i386' && found.some((one) => one.includes('32') && one.replace('32', '') === name));
      return !isMeant && !(name.startsWith('SNDCTL_TMR_') && found[0]?.startsWith('TC'));
    });
    expect(lost).toEqual([]);
  });
});

it('finds the same names of a request in the text as in the table', () => {
  const values = constantSet('ioctl_cmds')?.values ?? [];
  expect(values.length).toBeGreaterThan(2000);
  const lost = values.filter(([name, value]) => !namesByText('ioctl_cmds', value).includes(name));
  expect(lost).toEqual([]);
  expect(namesByText('ioctl_cmds', 21505n)).toEqual(['TCGETS']);
  // A number that begins or ends like another.
  expect(namesByText('ioctl_cmds', 2150n)).toEqual([]);
  expect(namesByText('ioctl_cmds', 1505n)).toEqual([]);
});
