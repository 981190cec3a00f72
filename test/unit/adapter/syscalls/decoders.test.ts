/**
 * One call a line, by family: what stands in memory, and what strace 6.1 prints of it.
 */
import { describe, expect, it } from 'vitest';
import { printCall } from '../../../../adapter/syscalls/print.ts';
import { printSignal } from '../../../../adapter/syscalls/signal.ts';
import { FakeMemory, type FakeOptions, type Part, pack, runCall } from './fakes.ts';

type Args = readonly (bigint | number)[];
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function line(
  name: string,
  make: (memory: FakeMemory) => Args,
  result: bigint | number,
  options?: FakeOptions,
): string {
  const memory = new FakeMemory();
  return printCall(runCall(memory, name, make(memory), result, options));
}

/** Addresses vary with what was put before: not part of these lines. */
const masked = (printed: string): string => printed.replace(/0x[0-9a-f]{5,}/g, 'ADDR');

describe('files', () => {
  const stat = (mode: number, rdev = 0): Uint8Array => {
    const bytes = new Uint8Array(144);
    bytes.set(pack([4, mode]), 24);
    bytes.set(pack([8, rdev], [8, 1234]), 40);
    return bytes;
  };
  it('stat by kind of file', () => {
    const of = (mode: number, rdev?: number): string => line('fstat', (memory) => [1, memory.put(stat(mode, rdev))], 0);
    expect(of(0o100644)).toBe('fstat(1, {st_mode=S_IFREG|0644, st_size=1234, ...}) = 0');
    expect(of(0o41777)).toBe('fstat(1, {st_mode=S_IFDIR|S_ISVTX|0777, st_size=1234, ...}) = 0');
    expect(of(0o20620, 0x8801)).toBe('fstat(1, {st_mode=S_IFCHR|0620, st_rdev=makedev(0x88, 0x1), ...}) = 0');
  });

  it('stat of i386 and of an older call', () => {
    const bytes = new Uint8Array(96);
    bytes.set(pack([4, 0o100755]), 16);
    bytes.set(pack([8, 5_000_000_000n]), 44);
    expect(line('fstat64', (memory) => [1, memory.put(bytes)], 0, { arch: 'i386' })).toBe(
      'fstat64(1, {st_mode=S_IFREG|0755, st_size=5000000000, ...}) = 0',
    );
  });

  it('modes, devices, owners', () => {
    expect(line('chmod', (memory) => [memory.put('f'), 0], 0)).toBe('chmod("f", 000) = 0');
    expect(line('umask', () => [0o22], 0)).toBe('umask(022) = 000');
    expect(line('mknod', (memory) => [memory.put('n'), 0o20600, 0x103], 0)).toBe(
      'mknod("n", S_IFCHR|0600, makedev(0x1, 0x3)) = 0',
    );
    expect(line('mknod', (memory) => [memory.put('p'), 0o10600, 0], 0)).toBe('mknod("p", S_IFIFO|0600) = 0');
    expect(line('chown', (memory) => [memory.put('f'), 0xffffffff, 5], 0)).toBe('chown("f", -1, 5) = 0');
  });

  it('directory entries are counted', () => {
    const one = new Uint8Array(24);
    one.set(pack([8, 7], [8, 1], [2, 24], [1, 8]));
    one.set(text('a'), 19);
    const two = Uint8Array.from([...one, ...one]);
    const of = (bytes: Uint8Array): string =>
      masked(line('getdents64', (memory) => [3, memory.put(bytes), 32768], bytes.length));
    expect(of(one)).toBe('getdents64(3, ADDR /* 1 entries */, 32768) = 24');
    expect(of(two)).toBe('getdents64(3, ADDR /* 2 entries */, 32768) = 48');
    expect(line('getdents64', (memory) => [3, memory.put(one), 99], 24, { abbreviate: false })).toBe(
      'getdents64(3, [{d_ino=7, d_off=1, d_reclen=24, d_type=DT_REG, d_name="a"}], 99) = 24',
    );
  });

  it('offsets that a call changes', () => {
    const memory = new FakeMemory();
    const offset = memory.put(pack([8, 0]));
    const call = runCall(memory, 'sendfile', [1, 3, offset, 10], 5, {
      between: () => memory.replace(offset, pack([8, 5])),
    });
    expect(printCall(call)).toBe('sendfile(1, 3, [0] => [5], 10) = 5');
    expect(line('pipe2', (one) => [one.put(pack([4, 3], [4, 4])), 0o2000000], 0)).toBe('pipe2([3, 4], O_CLOEXEC) = 0');
  });

  it('64-bit offsets in two registers of i386', () => {
    expect(line('ftruncate64', () => [3, 5, 1], 0, { arch: 'i386' })).toBe('ftruncate64(3, 4294967301) = 0');
  });
});

describe('memory', () => {
  it('protections and mappings', () => {
    expect(line('mmap', () => [0, 4096, 3, 0x22, -1, 0], 0x7ffff7dcf000n)).toBe(
      'mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7ffff7dcf000',
    );
    expect(line('mmap', () => [0, 1, 0, 0, -1, 0x1000], -9)).toBe(
      'mmap(NULL, 1, PROT_NONE, MAP_FILE, -1, 0x1000) = -1 EBADF (Bad file descriptor)',
    );
    expect(line('mmap', () => [0, 1, 0, 0x40022 | (21 << 26), -1, 0], 0)).toContain(
      'MAP_PRIVATE|MAP_ANONYMOUS|MAP_HUGETLB|21<<MAP_HUGE_SHIFT',
    );
    expect(line('brk', () => [0], 0x555555559000n)).toBe('brk(NULL) = 0x555555559000');
  });
});

describe('processes', () => {
  it('wait statuses', () => {
    const of = (status: number): string =>
      line('wait4', (memory) => [-1, memory.put(pack([4, status])), 0, 0], 42).slice(10, -15);
    expect(of(0x500)).toBe('[{WIFEXITED(s) && WEXITSTATUS(s) == 5}]');
    expect(of(0x80)).toBe('[{WIFEXITED(s) && WEXITSTATUS(s) == 0}|0x80]');
    expect(of(0x8b)).toBe('[{WIFSIGNALED(s) && WTERMSIG(s) == SIGSEGV && WCOREDUMP(s)}]');
    expect(of(0x137f)).toBe('[{WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP}]');
    expect(of(0x857f)).toBe('[{WIFSTOPPED(s) && WSTOPSIG(s) == SIGTRAP | 0x80}]');
    expect(of(0x4057f)).toBe('[{WIFSTOPPED(s) && WSTOPSIG(s) == SIGTRAP}|PTRACE_EVENT_EXEC<<16]');
    expect(of(0xffff)).toBe('[{WIFCONTINUED(s)}]');
  });

  it('a wait that found nobody wrote no status', () => {
    expect(masked(line('wait4', (memory) => [-1, memory.put(pack([4, 0])), 1, 0], 0))).toBe(
      'wait4(-1, ADDR, WNOHANG, NULL) = 0',
    );
  });

  it('limits', () => {
    const of = (current: bigint): string =>
      line('getrlimit', (memory) => [7, memory.put(pack([8, current], [8, -1]))], 0);
    expect(of(1024n)).toBe('getrlimit(RLIMIT_NOFILE, {rlim_cur=1024, rlim_max=RLIM64_INFINITY}) = 0');
    expect(of(8388608n)).toContain('rlim_cur=8192*1024');
  });

  it('clone and clone3', () => {
    expect(line('clone', () => [0x1200011, 0, 0, 0x7000, 0], 6)).toBe(
      'clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7000) = 6',
    );
    const memory = new FakeMemory();
    const tid = memory.put(pack([4, 99]));
    const args = memory.put(pack([8, 0x100000], [8, 0], [8, 0], [8, tid], [8, 17], [8, 0], [8, 0], [8, 0]));
    expect(printCall(runCall(memory, 'clone3', [args, 64], 99)).replace(/0x[0-9a-f]+/, 'TID')).toBe(
      'clone3({flags=CLONE_PARENT_SETTID, parent_tid=TID, exit_signal=SIGCHLD, stack=NULL, stack_size=0} => {parent_tid=[99]}, 64) = 99',
    );
  });

  it('futex by operation', () => {
    expect(line('futex', () => [0x1000, 129, 0x7fffffff], 0)).toBe('futex(0x1000, FUTEX_WAKE_PRIVATE, 2147483647) = 0');
    expect(line('futex', () => [0x1000, 128, 2, 0], -11)).toBe(
      'futex(0x1000, FUTEX_WAIT_PRIVATE, 2, NULL) = -1 EAGAIN (Resource temporarily unavailable)',
    );
    expect(line('futex', () => [0x1000, 0x189, 2, 0, 0, -1], 0)).toBe(
      'futex(0x1000, FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME, 2, NULL, FUTEX_BITSET_MATCH_ANY) = 0',
    );
  });

  it('sleeps say what is left only when interrupted', () => {
    const make = (memory: FakeMemory): Args => [memory.put(pack([8, 1], [8, 5])), memory.put(pack([8, 0], [8, 7]))];
    expect(masked(line('nanosleep', make, 0))).toBe('nanosleep({tv_sec=1, tv_nsec=5}, ADDR) = 0');
    expect(line('nanosleep', make, -516)).toBe(
      'nanosleep({tv_sec=1, tv_nsec=5}, {tv_sec=0, tv_nsec=7}) = ? ERESTART_RESTARTBLOCK (Interrupted by signal)',
    );
  });
});

describe('signals', () => {
  it('sets and their complements', () => {
    const of = (mask: bigint): string =>
      line('rt_sigprocmask', (memory) => [2, memory.put(pack([8, mask])), 0, 8], 0).slice(28, -14);
    expect(of(0n)).toBe('[]');
    expect(of(0x4002n)).toBe('[INT TERM]');
    expect(of(0xffffffffffffffffn)).toBe('~[]');
    expect(of(0xfffffffe7fffffffn)).toBe('~[RTMIN RT_1]');
  });

  it('handlers', () => {
    const action = pack([8, 1], [8, 0x14000000], [8, 0x4000], [8, 0]);
    expect(line('rt_sigaction', (memory) => [2, memory.put(action), 0, 8], 0)).toBe(
      'rt_sigaction(SIGINT, {sa_handler=SIG_IGN, sa_mask=[], sa_flags=SA_RESTORER|SA_RESTART, sa_restorer=0x4000}, NULL, 8) = 0',
    );
  });

  it('siginfo by signal and code', () => {
    const of = (...parts: readonly Part[]): string => {
      const bytes = new Uint8Array(128);
      bytes.set(pack(...parts));
      return printSignal(bytes);
    };
    expect(of([4, 11], [4, 0], [4, 1], [4, 0], [8, 0x10])).toBe(
      '--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x10} ---',
    );
    expect(of([4, 15], [4, 0], [4, 0], [4, 0], [4, 42], [4, 1000])).toBe(
      '--- SIGTERM {si_signo=SIGTERM, si_code=SI_USER, si_pid=42, si_uid=1000} ---',
    );
    expect(of([4, 35], [4, 0], [4, -1], [4, 0], [4, 42], [4, 0], [8, 7])).toBe(
      '--- SIGRT_3 {si_signo=SIGRT_3, si_code=SI_QUEUE, si_pid=42, si_uid=0, si_int=7, si_ptr=0x7} ---',
    );
    expect(of([4, 13], [4, 0], [4, 0x80], [4, 0])).toBe('--- SIGPIPE {si_signo=SIGPIPE, si_code=SI_KERNEL} ---');
  });
});

describe('sockets', () => {
  const connect = (bytes: Uint8Array, length = bytes.length): string =>
    line('connect', (memory) => [3, memory.put(bytes), length], 0).slice('connect(3, '.length, -4);
  it('addresses by family', () => {
    const inet6 = pack([2, 10], [2, 0xbb01], [4, 0], [8, 0], [8, 1n << 56n], [4, 0]);
    expect(connect(inet6)).toBe(
      '{sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28)',
    );
    expect(connect(Uint8Array.from([1, 0, ...text('/run/x\0junk')]))).toBe(
      '{sa_family=AF_UNIX, sun_path="/run/x"}, 13)',
    );
    expect(connect(Uint8Array.from([1, 0, 0, ...text('abs')]))).toBe('{sa_family=AF_UNIX, sun_path=@"abs"}, 6)');
    expect(connect(pack([2, 16], [2, 0], [4, 9], [4, 5]))).toBe(
      '{sa_family=AF_NETLINK, nl_pid=9, nl_groups=0x000005}, 12)',
    );
    expect(connect(pack([2, 2], [1, 7]))).toBe('{sa_family=AF_INET, sa_data="\\7"}, 3)');
  });

  it('messages with control data', () => {
    const memory = new FakeMemory();
    const data = memory.put('hi');
    const vector = memory.put(pack([8, data], [8, 2]));
    const control = memory.put(pack([8, 24], [4, 1], [4, 1], [4, 5], [4, 6]));
    const header = memory.put(pack([8, 0], [8, 0], [8, vector], [8, 1], [8, control], [8, 24], [8, 0]));
    expect(printCall(runCall(memory, 'sendmsg', [3, header, 0x4000], 2))).toBe(
      'sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="hi", iov_len=2}], msg_iovlen=1, ' +
        'msg_control=[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[5, 6]}], ' +
        'msg_controllen=24, msg_flags=0}, MSG_NOSIGNAL) = 2',
    );
  });

  it('control messages that lie about their length end', () => {
    const memory = new FakeMemory();
    const control = memory.put(pack([8, 0], [4, 1], [4, 1], [8, 0]));
    const header = memory.put(pack([8, 0], [8, 0], [8, 0], [8, 0], [8, control], [8, 1 << 30], [8, 0]));
    const printed = printCall(runCall(memory, 'sendmsg', [3, header, 0], -22));
    expect(printed.length).toBeLessThan(400);
  });

  it('options', () => {
    const of = (level: number, option: number, bytes: Uint8Array): string =>
      line('setsockopt', (memory) => [3, level, option, memory.put(bytes), bytes.length], 0).slice(14, -4);
    expect(of(1, 2, pack([4, 1]))).toBe('SOL_SOCKET, SO_REUSEADDR, [1], 4)');
    expect(of(1, 13, pack([4, 1], [4, 5]))).toBe('SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=5}, 8)');
    expect(of(6, 1, pack([4, 1]))).toBe('SOL_TCP, TCP_NODELAY, [1], 4)');
    expect(of(1, 25, text('lo\0'))).toBe('SOL_SOCKET, SO_BINDTODEVICE, "lo\\0", 3)');
  });
});

describe('waiting', () => {
  it('poll says what came', () => {
    const memory = new FakeMemory();
    const fds = memory.put(pack([4, 5], [2, 5], [2, 0], [4, -1], [4, 1]));
    const call = runCall(memory, 'poll', [fds, 2, 100], 1, {
      between: () => memory.replace(fds, pack([4, 5], [2, 5], [2, 4], [4, -1], [4, 1])),
    });
    expect(printCall(call)).toBe(
      'poll([{fd=5, events=POLLIN|POLLOUT}, {fd=-1}], 2, 100) = 1 ([{fd=5, revents=POLLOUT}])',
    );
    expect(printCall(runCall(memory, 'poll', [fds, 2, 0], 0))).toContain(' = 0 (Timeout)');
  });

  it('select shows what is left', () => {
    const memory = new FakeMemory();
    const reads = memory.put(pack([8, 0b101000]));
    const timeout = memory.put(pack([8, 1], [8, 5]));
    const call = runCall(memory, 'select', [20, reads, 0, 0, timeout], 1, {
      between: () => {
        memory.replace(reads, pack([8, 0b1000]));
        memory.replace(timeout, pack([8, 0], [8, 9]));
      },
    });
    expect(printCall(call)).toBe(
      'select(20, [3 5], NULL, NULL, {tv_sec=1, tv_usec=5}) = 1 (in [3], left {tv_sec=0, tv_usec=9})',
    );
  });

  it('epoll', () => {
    const event = pack([4, 0x80000001], [8, 0x1234567890n]);
    expect(line('epoll_ctl', (memory) => [4, 1, 5, memory.put(event)], 0)).toBe(
      'epoll_ctl(4, EPOLL_CTL_ADD, 5, {events=EPOLLIN|EPOLLET, data={u32=878082192, u64=78187493520}}) = 0',
    );
  });
});

describe('commands', () => {
  it('prctl shows as much as the operation uses', () => {
    expect(line('prctl', (memory) => [15, memory.put('hello')], 0)).toBe('prctl(PR_SET_NAME, "hello") = 0');
    expect(line('prctl', () => [3], 1)).toBe('prctl(PR_GET_DUMPABLE) = 1 (SUID_DUMP_USER)');
    expect(line('prctl', () => [38, 1], 0)).toBe('prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) = 0');
    expect(line('arch_prctl', () => [0x1002, 0x7f00], 0)).toBe('arch_prctl(ARCH_SET_FS, 0x7f00) = 0');
  });

  it('ioctl by name or in parts', () => {
    const winsize = pack([2, 24], [2, 80], [4, 0]);
    expect(line('ioctl', (memory) => [1, 0x5413, memory.put(winsize)], 0)).toBe(
      'ioctl(1, TIOCGWINSZ, {ws_row=24, ws_col=80, ws_xpixel=0, ws_ypixel=0}) = 0',
    );
    expect(line('ioctl', () => [1, 0xc0ffee11, 0x10], -25)).toMatch(
      /^ioctl\(1, _IOC\(_IOC_READ\|_IOC_WRITE, 0xee, 0x11, 0xff\), 0x10\) = -1 ENOTTY/,
    );
  });
});
