/** Commands at a held stop, on real programs: what is done, what is said, and what is put back. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { UserError } from '../../adapter/engine/api.ts';
import { buildFixtures } from '../../scripts/fixtures.ts';
import { type EventOf, startSession, type TestSession } from './support/session.ts';

beforeAll(() => {
  expect(buildFixtures(['does-calls', 'checks-itself', 'shares-memory', 'signalled', 'fields'])).toEqual([]);
});

function freshPath(): string {
  const made = mkdtempSync(join(tmpdir(), 'trapline-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return join(made, 'made');
}

interface Held {
  readonly session: TestSession;
  readonly stop: EventOf<'stopped'>;
  /** Runs the commands; what each said. */
  say(...commands: string[]): Promise<(string | undefined)[]>;
  /** Resumes and waits for the next stop. */
  step(): Promise<EventOf<'stopped'>>;
  /** Runs to the end; all output. */
  finish(): Promise<string>;
}

async function holdAt(name: string, program: string, ...args: string[]): Promise<Held> {
  const session = startSession();
  // The loader's own calls are not the program's.
  const condition = name === 'access' ? 'pathname != "/etc/ld.so.preload"' : 'true';
  const [verified] = await session.engine.setBreakpoints([{ id: 1, name, condition }]);
  expect(verified).toEqual({ id: 1, verified: true });
  await session.launch(program, args);
  await session.engine.start();
  const stop = await session.next('stopped');
  const { tid } = stop;
  return {
    session,
    stop,
    async say(...commands) {
      const answers: (string | undefined)[] = [];
      for (const command of commands) answers.push(await session.engine.command(tid, command));
      return answers;
    },
    async step() {
      await session.engine.resume(tid, 'next-syscall-stop');
      return session.next('stopped');
    },
    async finish() {
      await session.engine.setBreakpoints([]);
      await session.engine.resume(tid, 'continue');
      await session.next('terminated');
      return session.output();
    },
  };
}

const rowText = ({ events }: TestSession): string | undefined => {
  const rows = events.flatMap((event) => (event.type === 'stops' ? event.rows : []));
  return rows.at(-1)?.text;
};

test('skip: never made, and said at once', async () => {
  const path = freshPath();
  const { session, say, step, finish } = await holdAt('mkdir', 'does-calls', `mkdir=${path}`);
  expect(await say('skip EACCES')).toEqual(['mkdir will be skipped and return -1 EACCES.']);
  const exit = await step();
  expect(exit.text).toBe(`mkdir("${path}", 0700) = -1 EACCES (Permission denied) (INJECTED)`);
  expect(await finish()).toBe('mkdir: EACCES\n');
  expect(existsSync(path)).toBe(false);
  expect(rowText(session)).toBe(exit.text);
});

test('the last word counts: skip, return, fail', async () => {
  const path = freshPath();
  const { say, finish } = await holdAt('mkdir', 'does-calls', `mkdir=${path}`);
  expect(await say('skip', 'return 7', 'fail 28', 'return 3 + 4')).toEqual([
    'mkdir will be skipped and return 0.',
    'mkdir will be skipped and return 7.',
    'mkdir will be skipped and return -1 ENOSPC.',
    'mkdir will be skipped and return 7.',
  ]);
  expect(await finish()).toBe('mkdir: 7\n');
});

test('at the exit: fail, return, retry', async () => {
  const path = freshPath();
  const { stop, say, session, finish } = await holdAt('mkdir@exit', 'does-calls', `mkdir=${path}`);
  await expect(say('skip')).rejects.toThrow(
    'mkdir has been made already: use fail or return, or retry to make it again.',
  );
  expect(await say('fail EIO', 'return 5')).toEqual([
    'The program is told that mkdir returned -1 EIO.',
    'The program is told that mkdir returned 5.',
  ]);
  expect(await say('retry')).toEqual(['mkdir is made again.']);
  const entry = await session.next('stopped');
  expect(entry).toMatchObject({ description: 'mkdir entry', text: `mkdir("${path}", 0700)` });
  await session.engine.resume(stop.tid, 'next-syscall-stop');
  const exit = await session.next('stopped');
  // It exists by now: the kernel was really asked twice.
  expect(exit.text).toMatch(/= -1 EEXIST \(File exists\)$/);
  expect(await finish()).toBe('mkdir: EEXIST\n');
});

test('retry leaves registers, mask and mappings as they were', async () => {
  const { say, session, stop, finish } = await holdAt('getppid@exit', 'checks-itself');
  for (let round = 0; round < 2; round++) {
    await say('retry');
    await session.next('stopped');
    await session.engine.resume(stop.tid, 'next-syscall-stop');
    await session.next('stopped');
  }
  expect(await finish()).toBe('result 0\n');
});

test('arguments: flags by name, texts, registers, another call, the result', async () => {
  const { say, step, session, stop, finish } = await holdAt('access', 'does-calls', 'access=/nonexistent', 'fixed');
  expect(await say('set pathname = "/etc/passwd"', 'set mode = R_OK|W_OK', 'set mode = 0')).toEqual([
    'access will be made with pathname = "/etc/passwd", was "/nonexistent".',
    'access will be made with mode changed, was F_OK.',
    'access will be made with mode changed, was R_OK|W_OK.',
  ]);
  const scopes = await session.engine.scopes(stop.tid);
  expect(scopes[0]?.rows.find(({ name }) => name === 'pathname')?.text).toBe('"/etc/passwd"');
  expect((await session.engine.stack(stop.tid))[0]?.name).toBe('access("/etc/passwd", F_OK)');
  const exit = await step();
  expect(exit.text).toBe('access("/etc/passwd", F_OK) = 0 (INJECTED: args)');
  await session.engine.resume(stop.tid, 'continue');
  const second = await session.next('stopped');
  expect(second.text).toBe('access("/nonexistent", F_OK)');
  expect(await say('set syscall = getpid', 'set result = 42')).toEqual([
    'The kernel will make getpid in place of access.',
    'access will be made, and the program told that it returned 42.',
  ]);
  expect(await finish()).toBe('access: 0\nfixed: 42\n');
});

test('a buffer that the kernel filled', async () => {
  const { session, say, stop, finish } = await holdAt('read@exit', 'does-calls', 'zeros');
  let text = stop.text;
  while (!text.includes(', 4)')) {
    await session.engine.resume(stop.tid, 'continue');
    text = (await session.next('stopped')).text;
  }
  await expect(say('set buf = "12345"')).rejects.toThrow('5 bytes do not fit there: buf has 4.');
  await expect(say('set fd = 1')).rejects.toThrow(/has been made already/);
  expect(await say('set buf = x"01 02 03"')).toEqual(['The program reads the new buf.']);
  expect(await finish()).toBe('read: 4\nbytes 1 2 3 0\n');
});

test('call: an extra system call, with numbers and texts, everything put back', async () => {
  for (const at of ['getppid', 'getppid@exit']) {
    const { say, stop, finish } = await holdAt(at, 'checks-itself');
    const path = freshPath();
    const answers = await say(
      'call getpid()',
      `call mkdir("${path}", 0700)`,
      `call access("${path}", F_OK)`,
      'call close(99)',
    );
    expect(answers).toEqual([
      `getpid() = ${stop.tid}`,
      `mkdir("${path}", 0700) = 0`,
      `access("${path}", F_OK) = 0`,
      'close(99) = -1 EBADF (Bad file descriptor)',
    ]);
    expect(existsSync(path)).toBe(true);
    expect(await finish()).toBe('result 0\n');
  }
});

test('call at the first instruction, in a pause and at a signal', async () => {
  const session = startSession();
  await session.engine.setExceptionFilters([{ filter: 'signal' }]);
  const pid = await session.launch('signalled', [], { stopOnEntry: true });
  await session.engine.start();
  await session.next('stopped');
  expect(await session.engine.command(pid, 'call getpid()')).toBe(`getpid() = ${pid}`);
  await session.engine.resume(pid, 'continue');
  const signal = await session.next('stopped');
  expect(signal.description).toMatch(/^SIGUSR1/);
  expect(await session.engine.command(pid, 'call getpid()')).toBe(`getpid() = ${pid}`);
  await session.engine.resume(pid, 'continue');
  await session.next('terminated');
  expect(session.output()).toBe('queued 10 value 42\n');
});

test('a second thread in the same memory never sees an extra call', async () => {
  const { say, finish } = await holdAt('getppid', 'shares-memory');
  for (let round = 0; round < 50; round++) await say('call getpid()', 'call access("/etc/passwd", 0)');
  expect(await finish()).toBe('the code is the same\n');
});

test('signals: another one, none, one more', async () => {
  const session = startSession();
  await session.engine.setExceptionFilters([{ filter: 'signal' }]);
  const pid = await session.launch('signalled');
  await session.engine.start();
  await session.next('stopped');
  expect(await session.engine.command(pid, 'signal HUP')).toBe('SIGHUP will be delivered instead.');
  await session.engine.resume(pid, 'continue');
  await session.next('terminated');
  expect(session.output()).toBe('sent 1\n');

  const { say, finish } = await holdAt('getppid', 'does-calls', 'getppid', 'usr1');
  expect(await say('signal USR1')).toEqual(['SIGUSR1 will be sent when this thread goes on.']);
  expect(await finish()).toMatch(/^getppid: \d+\nusr1: 1\n$/);
});

test('delay holds one thread, and commands are answered meanwhile', async () => {
  const { say, session, stop } = await holdAt('getppid', 'does-calls', 'getppid');
  expect(await say('delay 300ms')).toEqual(["This thread goes on 300 ms after it is resumed; the others don't wait."]);
  const before = performance.now();
  await session.engine.resume(stop.tid, 'continue');
  await session.engine.threads();
  const answered = performance.now() - before;
  await session.next('terminated');
  const whole = performance.now() - before;
  expect(whole).toBeGreaterThanOrEqual(300);
  expect(answered).toBeLessThan(whole);
});

test('what can not be done is one sentence', async () => {
  const { say, finish } = await holdAt('access', 'does-calls', 'access=/etc');
  const refused = async (command: string): Promise<string> => {
    try {
      await say(command);
      return 'done';
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      return (error as Error).message;
    }
  };
  expect(await refused('retry')).toBe('Only a call that has returned can be made again: step to its exit first.');
  expect(await refused('fail ENOEN')).toMatch(/^Unknown error "ENOEN"\. Did you mean ENOENT/);
  expect(await refused('fail 5000')).toBe('5000 is no errno: they are from 1 to 4095.');
  expect(await refused('set path = "x"')).toBe('access has no argument path. It has pathname, mode.');
  expect(await refused('set mode = "x"')).toBe("mode is a number to the kernel: a text can't be put there.");
  expect(await refused('set syscall = frobnicate')).toMatch(/There is no system call frobnicate/);
  expect(await refused('signal SIGFOO')).toMatch(/^Unknown signal "SIGFOO"/);
  expect(await refused('delay soon')).toMatch(/is no time/);
  expect(await refused('call frobnicate()')).toMatch(/^Unknown system call "frobnicate"/);
  expect(await refused('call exit_group(0)')).toMatch(/can't be made as an extra call/);
  expect(await refused('call pause()')).toBe('pause did not return within 1000 ms and was interrupted.');
  expect(await refused('set $rflags = 1')).toMatch(/^There is no register \$rflags/);
  expect(await say('flags')).toEqual([undefined]);
  expect(await finish()).toBe('access: 0\n');
});

test('parts of structures: in the order of the network or the machine, put back or kept', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([
    { id: 1, name: 'bind,clock_nanosleep' },
    { id: 2, name: 'newfstatat,stat@exit', condition: 'pathname == "/etc"' },
  ]);
  const pid = await session.launch('fields');
  await session.engine.start();
  expect((await session.next('stopped')).text).toMatch(/sin_port=htons\(0\)/);
  expect(await session.engine.command(pid, 'set addr.sin_port = 40123')).toBe(
    'bind will be made with addr.sin_port changed, was htons(0).',
  );
  await expect(session.engine.command(pid, 'set addr.sin_port = 70000')).rejects.toThrow(
    "addr.sin_port has 2 bytes and can't be that value.",
  );
  await expect(session.engine.command(pid, 'set addr.sin_prt = 1')).rejects.toThrow('bind has no addr.sin_prt here.');
  await session.engine.resume(pid, 'continue');
  expect((await session.next('stopped')).text).toMatch(/st_size=\d+/);
  await session.engine.command(pid, 'set statbuf.st_size = 12345');
  await session.engine.resume(pid, 'continue');
  await session.next('stopped');
  await session.engine.command(pid, 'set t.tv_sec = 0');
  await session.engine.resume(pid, 'continue');
  await session.next('terminated');
  expect(session.output()).toBe('bind 0: port 40123, asked for 0\nstat 0: size 12345\nnanosleep 0\nleft 1000\n');
});
