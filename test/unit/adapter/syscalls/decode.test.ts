import { describe, expect, it } from 'vitest';
import { decodeEntry, decodeExit } from '../../../../adapter/syscalls/decode.ts';
import { printCall } from '../../../../adapter/syscalls/print.ts';
import { FakeMemory, inputsOf, pack, resultOf, runCall } from './fakes.ts';

const AT_FDCWD = -100;

describe('a call from entry to exit', () => {
  it('keeps what was read at entry, whatever the memory holds at exit', () => {
    const memory = new FakeMemory();
    const path = memory.put('/etc/passwd');
    const inputs = inputsOf(memory, 'openat', [AT_FDCWD, path, 0o2000000, 0]);
    const entry = decodeEntry(inputs);
    expect(printCall(entry)).toBe('openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC)');
    memory.replace(path, new Uint8Array(4));
    const exit = decodeExit(entry, { ...inputs, result: resultOf(3) });
    expect(printCall(exit)).toBe('openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 3');
    expect(structuredClone(exit)).toEqual(exit);
  });

  it('shows what the kernel filled in, and its address when the call failed', () => {
    const memory = new FakeMemory();
    const buffer = memory.put(new TextEncoder().encode('hello\nworld'));
    expect(printCall(runCall(memory, 'read', [3, buffer, 4096], 6))).toBe('read(3, "hello\\n", 4096) = 6');
    expect(printCall(runCall(memory, 'read', [3, buffer, 4096], -11))).toBe(
      `read(3, 0x${buffer.toString(16)}, 4096) = -1 EAGAIN (Resource temporarily unavailable)`,
    );
    expect(printCall(runCall(memory, 'read', [3, buffer, 4096], -512))).toBe(
      `read(3, 0x${buffer.toString(16)}, 4096) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)`,
    );
  });

  it('decodes everything at exit when the entry was not seen', () => {
    const memory = new FakeMemory();
    const path = memory.put('/tmp');
    const inputs = inputsOf(memory, 'chdir', [path]);
    expect(printCall(decodeExit(undefined, { ...inputs, result: resultOf(0) }))).toBe('chdir("/tmp") = 0');
  });

  it('shows an unknown number as strace does', () => {
    const memory = new FakeMemory();
    const inputs = { ...inputsOf(memory, 'close', [1, 2, 3, 4, 5, 0]), nr: 500 };
    expect(printCall(decodeExit(decodeEntry(inputs), { ...inputs, result: resultOf(-38) }))).toBe(
      'syscall_0x1f4(0x1, 0x2, 0x3, 0x4, 0x5, 0) = -1 ENOSYS (Function not implemented)',
    );
  });

  it('leaves out what the call does not use', () => {
    const memory = new FakeMemory();
    const path = memory.put('f');
    expect(printCall(runCall(memory, 'open', [path, 0o102, 0o600], 3))).toBe('open("f", O_RDWR|O_CREAT, 0600) = 3');
    expect(printCall(runCall(memory, 'open', [path, 2, 0o600], 3))).toBe('open("f", O_RDWR) = 3');
    expect(printCall(runCall(memory, 'fcntl', [3, 3, 0], 0x8002))).toBe(
      'fcntl(3, F_GETFL) = 0x8002 (flags O_RDWR|O_LARGEFILE)',
    );
    expect(printCall(runCall(memory, 'fcntl', [3, 1, 0], 0))).toBe('fcntl(3, F_GETFD) = 0');
    expect(printCall(runCall(memory, 'fcntl', [3, 1, 0], 1))).toBe('fcntl(3, F_GETFD) = 0x1 (flags FD_CLOEXEC)');
  });

  it('names descriptors when asked', () => {
    const memory = new FakeMemory();
    const path = memory.put('x<y>\n');
    const options = { decodeFds: true, paths: { 3: '/tmp/a<b>\n', 4: '/tmp/x (deleted)' }, cwd: '/home/me' };
    expect(printCall(runCall(memory, 'openat', [AT_FDCWD, path, 0], 3, options))).toBe(
      'openat(AT_FDCWD</home/me>, "x<y>\\n", O_RDONLY) = 3</tmp/a\\74b\\76\\n>',
    );
    expect(printCall(runCall(memory, 'close', [4], 0, options))).toBe('close(4</tmp/x>(deleted)) = 0');
    expect(printCall(runCall(memory, 'close', [9], -9, options))).toBe('close(9) = -1 EBADF (Bad file descriptor)');
  });

  it('bounds strings and arrays and shows bad pointers as addresses', () => {
    const memory = new FakeMemory();
    const long = memory.put(new Uint8Array(100).fill(0x61));
    const a32 = 'a'.repeat(32);
    expect(printCall(runCall(memory, 'write', [1, long, 100], 100))).toBe(`write(1, "${a32}"..., 100) = 100`);
    expect(printCall(runCall(memory, 'write', [1, 16, 5], -14))).toBe('write(1, 0x10, 5) = -1 EFAULT (Bad address)');
    expect(printCall(runCall(memory, 'write', [1, 0, 0], 0))).toBe('write(1, NULL, 0) = 0');
    expect(printCall(runCall(memory, 'chdir', [long], -36))).toContain(`chdir(0x${long.toString(16)})`);
    const endless = memory.put(new Uint8Array(10_000).fill(0x62));
    expect(printCall(runCall(memory, 'chdir', [endless], -36))).toBe(
      `chdir("${'b'.repeat(4095)}"...) = -1 ENAMETOOLONG (File name too long)`,
    );
  });

  it('shows argv and counts the environment', () => {
    const memory = new FakeMemory();
    const path = memory.put('/bin/ls');
    const one = memory.put('ls');
    const two = memory.put('-l');
    const argv = memory.put(pack([8, one], [8, two], [8, 0]));
    const envp = memory.put(pack([8, one], [8, two], [8, two], [8, 0]));
    const single = memory.put(pack([8, one], [8, 0]));
    expect(printCall(runCall(memory, 'execve', [path, argv, envp], 0))).toBe(
      `execve("/bin/ls", ["ls", "-l"], 0x${envp.toString(16)} /* 3 vars */) = 0`,
    );
    expect(printCall(runCall(memory, 'execve', [path, argv, single], 0))).toContain('/* 1 var */');
    expect(printCall(runCall(memory, 'execve', [path, argv, single], 0, { abbreviate: false }))).toContain(
      '["ls", "-l"], ["ls"])',
    );
  });

  it('shows a changed length', () => {
    const memory = new FakeMemory();
    const address = memory.put(pack([2, 2], [2, 0x5000], [4, 0x0100007f], [8, 0]));
    const length = memory.put(pack([4, 100]));
    const call = runCall(memory, 'accept', [3, address, length], 4, {
      between: () => memory.replace(length, pack([4, 16])),
    });
    expect(printCall(call)).toBe(
      'accept(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, [100 => 16]) = 4',
    );
  });
});

describe('calls that stand for others', () => {
  it('shows a socketcall as the call it names', () => {
    const memory = new FakeMemory();
    const words = memory.put(pack([4, 2], [4, 0o2000001], [4, 6]));
    const call = runCall(memory, 'socketcall', [1, words], 3, { arch: 'i386' });
    expect(printCall(call)).toBe('socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = 3');
    expect(call.via).toBe('socketcall');
    const unknown = runCall(memory, 'socketcall', [99, words], -22, { arch: 'i386' });
    expect(printCall(unknown)).toMatch(/^socketcall\(99, /);
    const unreadable = runCall(memory, 'socketcall', [1, 8], -14, { arch: 'i386' });
    expect(printCall(unreadable)).toBe('socketcall(SYS_SOCKET, 0x8) = -1 EFAULT (Bad address)');
  });

  it('shows an ipc with its arguments in their places', () => {
    const memory = new FakeMemory();
    const call = runCall(memory, 'ipc', [24, 7, 0x102, 0, 0x5000, 0], 0, { arch: 'i386' });
    expect(printCall(call)).toBe('shmctl(7, IPC_64|IPC_STAT, 0x5000) = 0');
  });
});
