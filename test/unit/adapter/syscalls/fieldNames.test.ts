/** The fields that structures can have are all of them: what a decoder shows of any bytes, and what the manual pages say. */
import { describe, expect, it } from 'vitest';
import { compileBreakpoint } from '../../../../adapter/breakpoints/breakpoint.ts';
import { nativeCatalog } from '../../../../adapter/breakpoints/nativeCatalog.ts';
import { type FieldNames, fieldNames } from '../../../../adapter/syscalls/fieldNames.ts';
import { compileRule } from '../../../../adapter/tamper/rule.ts';

const catalog = { ...nativeCatalog, fieldNames };

function pathsOf(names: FieldNames | undefined, before = ''): string[] {
  if (!names) return [];
  const own = [...(names.fields ?? [])].flatMap(([name, inner]) => [
    `${before}${name}`,
    ...pathsOf(inner, `${before}${name}.`),
  ]);
  return [...own, ...pathsOf(names.items, `${before}[].`)];
}

describe('fieldNames', () => {
  it.each([
    ['clock_nanosleep', 't', ['tv_sec', 'tv_nsec']],
    ['gettimeofday', 'tv', ['tv_sec', 'tv_usec']],
    [
      'timerfd_settime',
      'new_value',
      ['it_interval.tv_sec', 'it_interval.tv_nsec', 'it_value.tv_sec', 'it_value.tv_nsec'],
    ],
    [
      'fstat',
      'statbuf',
      [
        'st_dev',
        'st_ino',
        'st_mode',
        'st_nlink',
        'st_uid',
        'st_gid',
        'st_rdev',
        'st_size',
        'st_blksize',
        'st_blocks',
        'st_atime',
        'st_mtime_nsec',
      ],
    ],
    ['statx', 'statxbuf', ['stx_mask', 'stx_mode', 'stx_size', 'stx_btime.tv_sec', 'stx_mnt_id']],
    ['poll', 'fds', ['[].fd', '[].events', '[].revents']],
    ['epoll_ctl', 'event', ['events', 'data.u32', 'data.u64']],
    ['writev', 'iov', ['[].iov_base', '[].iov_len']],
    ['rt_sigaction', 'act', ['sa_handler', 'sa_mask', 'sa_flags', 'sa_restorer']],
    ['prlimit64', 'new_limit', ['rlim_cur', 'rlim_max']],
    ['openat2', 'how', ['flags', 'mode', 'resolve']],
    [
      'connect',
      'addr',
      [
        'sa_family',
        'sin_port',
        'sin_addr',
        'sin6_port',
        'sin6_addr',
        'sin6_scope_id',
        'sun_path',
        'nl_pid',
        'sll_ifindex',
        'svm_cid',
        'can_ifindex',
        'l2_psm',
        'rc_channel',
        'hci_dev',
      ],
    ],
  ] as const)('%s: %s', (call, argument, paths) => {
    expect(pathsOf(fieldNames(call, argument))).toEqual(expect.arrayContaining([...paths]));
  });

  it('says nothing of what another argument decides, and of what is no structure', () => {
    for (const [call, argument] of [
      ['ioctl', 'argp'],
      ['setsockopt', 'optval'],
      ['mmap', 'addr'],
      ['openat', 'flags'],
      ['sendmsg', 'msg'],
    ] as const) {
      expect(fieldNames(call, argument)).toBeUndefined();
    }
  });
});

describe('a field that is not there', () => {
  const refused = (name: string, condition: string): string | undefined => {
    const compiled = compileBreakpoint({ id: 1, name, condition }, catalog);
    return 'message' in compiled ? compiled.message : undefined;
  };

  it.each([
    ['connect', 'addr.sin_prt == 80', '"addr" has no field "sin_prt". Did you mean sin_port'],
    ['bind,connect', 'addr["sin_prt"] == 80', '"addr" has no field "sin_prt".'],
    ['clock_nanosleep', 't.tv_secs > 1', '"t" has no field "tv_secs". Did you mean tv_sec, tv_nsec?'],
    ['timer_settime', 'new_value.it_value.tv_usec > 1', '"new_value.it_value" has no field "tv_usec".'],
    ['%net', 'addr.sin_prt == 80', '"addr" has no field "sin_prt".'],
    ['poll', 'fds[nfds - 1].event == 1', '"fds" has no field "event". Did you mean events'],
    ['fstat@exit', 'ret == 0 && statbuf.size > 10', '"statbuf" has no field "size".'],
  ])('is refused at once: %s if %s', (name, condition, message) => {
    expect(refused(name, condition)).toContain(message);
  });

  it.each([
    ['connect', 'addr.sin_port == 80 || addr.sun_path contains "x"'],
    ['connect', 'addr.transport.sin.anything == 1'],
    ['connect,mmap', 'addr.sin_prt == 80'],
    ['poll', 'fds.length > 2 && fds[0].fd == 3'],
    ['ioctl', 'argp.anything == 1'],
    ['execve', 'argv[1].length > 2'],
  ])('that may be there is not: %s if %s', (name, condition) => {
    expect(refused(name, condition)).toBeUndefined();
  });

  it('in a log message, and in what a rule reads and sets', () => {
    const compiled = compileBreakpoint({ id: 1, name: 'connect', logMessage: 'to {addr.sin_prt}' }, catalog);
    expect(compiled).toMatchObject({ message: expect.stringContaining('no field "sin_prt"') });
    const rule = (more: object) => compileRule({ catch: 'connect', ...more }, catalog);
    expect(rule({ set: { 'addr.sin_prt': 8080 } })).toMatchObject({ message: expect.stringContaining('sin_port') });
    expect(rule({ set: { 'addr.sin_port': 'addr.sin_prt' } })).toHaveProperty('message');
    expect(rule({ condition: 'addr.sin_prt == 1', fail: 'EIO' })).toHaveProperty('message');
    expect(rule({ set: { 'addr.sin_port': 'addr.sin_port + 1' } })).toHaveProperty('rule');
  });
});
