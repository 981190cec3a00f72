import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS, decodeEntry, decodeExit } from '../../../../adapter/syscalls/decode.ts';
import { describedRequests } from '../../../../adapter/syscalls/decoders/ioctl.ts';
import { requestName } from '../../../../adapter/syscalls/decoders/ioctlCommand.ts';
import { printNode } from '../../../../adapter/syscalls/print.ts';
import { constantSet, namesByText } from '../../../../native/abi/constants/index.ts';
import { contextOf } from './contexts.ts';
import { FakeMemory, pack } from './fakes.ts';

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

describe('a request that fails', () => {
  /** Its argument at entry, with all its fields, and as the log has it when it fails. */
  function failing(request: string, bytes: Uint8Array, errno: number) {
    const memory = new FakeMemory();
    const number = new Map(constantSet('ioctl_cmds')?.values).get(request) ?? 0n;
    const naming = { fdPath: () => undefined, cwd: () => undefined };
    const args = [3n, BigInt.asUintN(32, number), memory.put(bytes), 0n, 0n, 0n];
    const inputs = { arch: 'x86_64', nr: 16, args, memory, naming, options: DEFAULT_OPTIONS } as const;
    const entry = decodeEntry(inputs);
    const exit = decodeExit(entry, { ...inputs, result: { value: -1n, isError: true, errno } });
    const [given, shown] = [entry, exit].map((call) => call.args[2]?.node);
    return { given, shown: shown && printNode(shown) };
  }

  it('shows what the kernel wrote: which control, how much room', () => {
    const controls = pack([4, 0x980000], [4, 1], [4, 1], [4, 0], [8, 0], [8, 0x10]);
    const group = '{ctrl_class=V4L2_CTRL_CLASS_USER, count=1, controls=0x10';
    expect(failing('VIDIOC_G_EXT_CTRLS', controls, 22).shown).toBe(`${group}, error_idx=1}`);
    expect(failing('VIDIOC_TRY_EXT_CTRLS', controls, 22).shown).toBe(`${group}} => {error_idx=1}`);
    const map = pack([2, 5], [2, 0], [4, 0], [8, 0x10]);
    expect(failing('GIO_UNIMAP', map, 12).shown).toBe('{entry_ct=5 => 5, entries=0x10}');
    expect(failing('GIO_UNIMAP', map, 25).shown).toBe('{entry_ct=5, entries=0x10}');
  });

  it('shows what was asked for; the rest is there at entry', () => {
    const buffer = new Uint8Array(88);
    buffer.set(pack([4, 2], [4, 1]));
    const { given, shown } = failing('VIDIOC_QBUF', buffer, 22);
    expect(shown).toBe('{type=V4L2_BUF_TYPE_VIDEO_CAPTURE, index=2}');
    expect(given).toMatchObject({ fields: expect.arrayContaining([expect.objectContaining({ name: 'length' })]) });
    expect(failing('VIDIOC_DQBUF', buffer, 11).shown).toBe('{type=V4L2_BUF_TYPE_VIDEO_CAPTURE}');
  });
});
