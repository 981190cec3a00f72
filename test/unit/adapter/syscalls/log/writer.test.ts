import { describe, expect, it } from 'vitest';
import { decodeEntry, decodeExit } from '../../../../../adapter/syscalls/decode.ts';
import { createLogWriter, type LogOptions, type LogWriter } from '../../../../../adapter/syscalls/log/writer.ts';
import { FakeMemory, inputsOf, pack, resultOf } from '../fakes.ts';

/** A log that several made-up tracees write to. */
class Log {
  text = '';
  readonly memory = new FakeMemory();
  private readonly writer: LogWriter;
  constructor(options?: LogOptions) {
    this.writer = createLogWriter(options);
  }
  do(step: (writer: LogWriter) => string): this {
    this.text += step(this.writer);
    return this;
  }
  /** Begins a call; what comes back ends it. */
  begin(tid: number, name: string, ...args: (bigint | number)[]): (result: bigint | number, seconds?: number) => void {
    const inputs = inputsOf(this.memory, name, args);
    const entry = decodeEntry(inputs);
    this.do((writer) => writer.entry(tid, entry));
    return (result, seconds) => {
      const exit = decodeExit(entry, { ...inputs, result: resultOf(result) });
      this.do((writer) => writer.exit(tid, exit, seconds));
    };
  }
  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }
}

describe('lines of one tracee', () => {
  it('name it to the end if there were several at the first', () => {
    const [alone, together] = [new Log({ prefix: 'several' }), new Log({ prefix: 'several' })];
    const there = (log: Log, tid: number): void => {
      log.do((writer) => {
        writer.appeared(tid);
        return '';
      });
    };
    for (const log of [alone, together]) there(log, 1);
    there(together, 2);
    for (const log of [alone, together]) {
      log.do((writer) => writer.exited(1, 0));
      log.do((writer) => writer.exited(2, 0));
    }
    expect(alone.lines).toEqual(['+++ exited with 0 +++', '+++ exited with 0 +++']);
    expect(together.lines).toEqual(['1     +++ exited with 0 +++', '2     +++ exited with 0 +++']);
  });

  it('puts results at column 40, behind one space where the call is longer', () => {
    const log = new Log({ prefix: 'none' });
    log.begin(1, 'close', 3)(0);
    const path = log.memory.put('/a/rather/long/path/that/goes/on');
    log.begin(1, 'chdir', path)(-2);
    log.do((writer) => writer.exited(1, 0));
    expect(log.lines).toEqual([
      'close(3)                                = 0',
      'chdir("/a/rather/long/path/that/goes/on") = -1 ENOENT (No such file or directory)',
      '+++ exited with 0 +++',
    ]);
  });

  it('counts the pid and the time as part of the line', () => {
    let clock = Date.UTC(2026, 0, 2, 3, 4, 5) * 1000 + 67;
    const log = new Log({ prefix: 'file', timestamps: 'epoch', durations: true, clock: () => clock });
    const end = log.begin(7, 'close', 3);
    clock += 1_500_000;
    end(0, 0.000012);
    log.begin(7, 'getpid')(7);
    expect(log.lines[0]).toBe('7     1767323045.000067 close(3)        = 0 <0.000012>');
    expect(log.lines[1]).toBe('7     1767323046.500067 getpid()        = 7');
  });

  it('shows the time since the line before', () => {
    let clock = 5_000_000;
    const log = new Log({ prefix: 'none', timestamps: 'relative', clock: () => clock });
    log.begin(1, 'getpid')(1);
    clock += 210;
    log.begin(1, 'getpid')(1);
    expect(log.lines.map((line) => line.slice(0, 13))).toEqual(['     0.000000', '     0.000210']);
  });

  it('shows a call that never returns', () => {
    const log = new Log();
    log.begin(14903, 'exit_group', 0);
    log.do((writer) => writer.exited(14903, 0));
    expect(log.lines).toEqual(['14903 exit_group(0)                     = ?', '14903 +++ exited with 0 +++']);
    const killed = new Log();
    killed.begin(14903, 'read', 0, 0x1000, 1);
    killed.do((writer) => writer.killed(14903, 11, true));
    expect(killed.lines).toEqual([
      '14903 read(0,  <unfinished ...>)        = ?',
      '14903 +++ killed by SIGSEGV (core dumped) +++',
    ]);
  });
});

describe('lines of several tracees', () => {
  it('interrupts a call and takes it up again', () => {
    const log = new Log();
    const vfork = log.begin(14903, 'vfork');
    log.begin(14904, 'getpid')(14904);
    vfork(14904);
    const buffer = log.memory.put(new Uint8Array([0x61]));
    const read = log.begin(14903, 'read', 3, buffer, 10);
    const close = log.begin(14904, 'close', 9);
    read(1);
    close(-9);
    expect(log.lines).toEqual([
      '14903 vfork( <unfinished ...>',
      '14904 getpid()                          = 14904',
      '14903 <... vfork resumed>)              = 14904',
      '14903 read(3,  <unfinished ...>',
      '14904 close(9 <unfinished ...>',
      '14903 <... read resumed>"a", 10)        = 1',
      '14904 <... close resumed>)              = -1 EBADF (Bad file descriptor)',
    ]);
  });

  it('keeps the comma of clone for later, as strace does', () => {
    const log = new Log();
    const clone = log.begin(5, 'clone', 0x1200011, 0, 0, 0x7000, 0);
    log.begin(6, 'getpid')(6);
    clone(6);
    expect(log.lines[0]).toBe(
      '5     clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD <unfinished ...>',
    );
    expect(log.lines[2]).toBe('5     <... clone resumed>, child_tidptr=0x7000) = 6');
  });

  it('names the tracee on a terminal only while there are several', () => {
    const log = new Log({ prefix: 'terminal' });
    log.begin(10, 'getpid')(10);
    log.do((writer) => {
      writer.appeared(11);
      return '';
    });
    log.begin(10, 'getpid')(10);
    log.do((writer) => writer.exited(11, 1));
    log.begin(10, 'getpid')(10);
    expect(log.lines.map((line) => line.slice(0, 20))).toEqual([
      'getpid()            ',
      '[pid    10] getpid()',
      '[pid    11] +++ exit',
      'getpid()            ',
    ]);
  });

  it('hands a call on when a thread runs execve', () => {
    const log = new Log();
    const pause = log.begin(20, 'pause');
    const path = log.memory.put('/bin/true');
    const execve = log.begin(21, 'execve', path, 0, 0);
    log.do((writer) => writer.ending(20)).do((writer) => writer.superseded(21, 20));
    expect(pause).toBeTypeOf('function');
    const inputs = inputsOf(log.memory, 'execve', [path, 0, 0]);
    log.do((writer) => writer.exit(20, decodeExit(decodeEntry(inputs), { ...inputs, result: resultOf(0) })));
    expect(execve).toBeTypeOf('function');
    expect(log.lines).toEqual([
      '20    pause( <unfinished ...>',
      '21    execve("/bin/true", NULL, NULL <unfinished ...>',
      '20    <... pause resumed>)              = ?',
      '20    +++ superseded by execve in pid 21 +++',
      '20    <... execve resumed>)             = 0',
    ]);
  });

  it('on a terminal has no pid from the line on that is about the only process left', () => {
    const log = new Log({ prefix: 'terminal' });
    log.begin(20, 'pause');
    log.do((writer) => writer.appeared(21) ?? '');
    log.begin(21, 'getpid')(20);
    log.do((writer) => writer.superseded(21, 20));
    log.begin(20, 'getppid')(1);
    expect(log.lines).toEqual([
      'pause( <unfinished ...>',
      '[pid    21] getpid()                    = 20',
      '[pid    20] <... pause resumed>)        = ?',
      '+++ superseded by execve in pid 21 +++',
      'getppid()                               = 1',
    ]);
  });

  it('ends a begun line when the tracee or the log goes', () => {
    const log = new Log();
    log.begin(5, 'pause');
    log.do((writer) => writer.detached(5));
    log.begin(6, 'pause');
    log.do((writer) => writer.finish());
    expect(log.lines).toEqual(['5     pause( <detached ...>', '6     pause( <unfinished ...>']);
  });
});

describe('restarts', () => {
  it('says which call goes on', () => {
    const log = new Log({ prefix: 'none' });
    const duration = log.memory.put(pack([8, 1], [8, 0]));
    log.begin(3, 'nanosleep', duration, 0)(-516);
    log.begin(3, 'restart_syscall')(0);
    log.begin(4, 'restart_syscall')(-4);
    expect(log.lines).toEqual([
      'nanosleep({tv_sec=1, tv_nsec=0}, NULL)  = ? ERESTART_RESTARTBLOCK (Interrupted by signal)',
      'restart_syscall(<... resuming interrupted nanosleep ...>) = 0',
      'restart_syscall(<... resuming interrupted system call ...>) = -1 EINTR (Interrupted system call)',
    ]);
  });
});

describe('events', () => {
  it('shows signals and group-stops', () => {
    const log = new Log();
    const siginfo = new Uint8Array(128);
    siginfo.set(pack([4, 17], [4, 0], [4, 1], [4, 0], [4, 42], [4, 1000], [4, 3], [4, 0], [8, 1], [8, 0]));
    log.do((writer) => writer.signal(9, siginfo)).do((writer) => writer.groupStop(9, 19));
    expect(log.lines).toEqual([
      '9     --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=42, si_uid=1000, si_status=3, si_utime=1 /* 0.01 s */, si_stime=0} ---',
      '9     --- stopped by SIGSTOP ---',
    ]);
  });
});
