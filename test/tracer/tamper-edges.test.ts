/** Where changes meet signals, restarts, death, pauses and other ABIs. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { threadsOf } from '../../native/tracer/procfs.ts';
import { buildFixtures } from '../../scripts/fixtures.ts';
import { canBuild32 } from './stoppedProgram.ts';
import { startSession } from './support/session.ts';

beforeAll(() => {
  const names = ['does-calls', 'checks-itself', 'checks-itself-32', 'restarts', 'filters-itself', 'spawns'];
  expect(buildFixtures([...names, 'dies-around', 'clone-args', 'signalled'])).toEqual([]);
});

function freshPath(): string {
  const made = mkdtempSync(join(tmpdir(), 'trapline-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return join(made, 'made');
}

test('a call that the kernel makes again after a signal is changed again', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'read', condition: 'count == 4' }]);
  const pid = await session.launch('restarts');
  await session.engine.start();
  await session.next('stopped');
  await session.engine.command(pid, 'set count = 1');
  await session.engine.command(pid, 'signal USR1');
  await session.engine.setBreakpoints([]);
  await session.engine.resume(pid, 'continue');
  await session.next('terminated');
  expect(session.output()).toBe('read 1: a\n');
});

test('a rule counts such a call once', async () => {
  const session = startSession();
  const condition = 'count == 4';
  await session.engine.setTamperRules([{ catch: 'read', condition, when: '1', set: { count: 2 }, signal: 'USR1' }]);
  await session.launch('restarts');
  await session.engine.start();
  await session.next('terminated');
  expect(session.output()).toBe('read 2: ab\n');
  const last = session.events.findLast((event) => event.type === 'tamper');
  expect(last?.type === 'tamper' && last.rules[0]).toMatchObject({ hits: 1, applied: 1 });
});

test('a program that dies inside an extra call ends the session as any death does', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'mkdir' }]);
  const pid = await session.launch('does-calls', [`mkdir=${freshPath()}`]);
  await session.engine.start();
  await session.next('stopped');
  await expect(session.engine.command(pid, `call kill(${pid}, SIGKILL)`)).rejects.toThrow(
    'The thread ended while kill was made.',
  );
  expect(await session.next('exited')).toMatchObject({ code: 137 });
  await session.next('terminated');
});

test('a program that is killed with a change under way, and while it is delayed', async () => {
  for (const command of ['set pathname = "/nonexistent/somewhere/else"', 'delay 3000s']) {
    const session = startSession();
    await session.engine.setBreakpoints([{ id: 1, name: 'mkdir' }]);
    const pid = await session.launch('does-calls', [`mkdir=${freshPath()}`]);
    await session.engine.start();
    await session.next('stopped');
    await session.engine.command(pid, command);
    if (command.startsWith('delay')) await session.engine.resume(pid, 'continue');
    process.kill(pid, 'SIGKILL');
    expect(await session.next('exited')).toMatchObject({ code: 137 });
    await session.next('terminated');
  }
});

test('a pause does not wait for a delay', async () => {
  const session = startSession();
  await session.engine.setTamperRules([{ catch: 'mkdir', delayEntry: '3000s' }]);
  const path = freshPath();
  const pid = await session.launch('does-calls', ['getppid', `mkdir=${path}`]);
  await session.engine.setBreakpoints([{ id: 1, name: 'getppid' }]);
  await session.engine.start();
  const first = await session.next('stopped');
  await session.engine.resume(first.tid, 'next-syscall-stop');
  await session.next('stopped');
  await session.engine.resume(pid, 'continue');
  // Its rule's count says that it has come there.
  await session.next('tamper', ({ rules }) => rules[0]?.applied === 1);
  await session.engine.pause(pid);
  expect((await session.next('stopped')).reason).toBe('pause');
  await session.engine.setTamperRules([]);
  await session.engine.resume(pid, 'continue');
  await session.next('terminated');
  expect(existsSync(path)).toBe(true);
});

test('a detach does not wait for a delay, and undoes the change', async () => {
  const session = startSession();
  await session.engine.setTamperRules([{ catch: 'mkdir', delayEntry: '3000s', fail: 'EIO' }]);
  const path = freshPath();
  await session.launch('does-calls', [`mkdir=${path}`]);
  await session.engine.start();
  await session.next('tamper', ({ rules }) => rules[0]?.applied === 1);
  await session.engine.detach();
  await expect.poll(() => session.output()).toBe('mkdir: 0\n');
  expect(existsSync(path)).toBe(true);
});

test.runIf(canBuild32())('a 32-bit program: rules, texts and extra calls', async () => {
  for (const [rule, output] of [
    [{ catch: 'getppid', fail: 'EIO' }, 'getppid: -5\n'],
    [{ catch: 'getppid', set: { '@arg1': 'x"616263"', '@arg6': 7, result: 3 } }, 'getppid: 3\n'],
  ] as const) {
    const session = startSession();
    expect(await session.engine.setTamperRules([rule])).toMatchObject([{ verified: true }]);
    await session.launch('checks-itself-32');
    await session.engine.start();
    await session.next('terminated');
    expect(session.output()).toBe(output);
  }
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'getppid@both' }]);
  const pid = await session.launch('checks-itself-32');
  await session.engine.start();
  for (const retry of [true, false]) {
    await session.next('stopped');
    expect(await session.engine.command(pid, 'call getpid()')).toBe(`getpid() = ${pid}`);
    expect(await session.engine.command(pid, 'call access("/etc/passwd", F_OK)')).toBe(
      'access("/etc/passwd", F_OK) = 0',
    );
    await session.engine.resume(pid, 'continue');
    await session.next('stopped');
    expect(await session.engine.command(pid, 'call getpid()')).toBe(`getpid() = ${pid}`);
    if (retry) expect(await session.engine.command(pid, 'retry')).toBe('getppid is made again.');
  }
  await session.engine.setBreakpoints([]);
  await session.engine.command(pid, 'return 9');
  await session.engine.resume(pid, 'continue');
  await session.next('terminated');
  expect(session.output()).toBe('getppid: 9\n');
});

test('what a filter of the program refuses is said, and the program does not hear of it', async () => {
  for (const name of ['getppid', 'getppid@exit']) {
    const session = startSession();
    await session.engine.setBreakpoints([{ id: 1, name }]);
    const pid = await session.launch('filters-itself');
    await session.engine.start();
    await session.next('stopped');
    await expect(session.engine.command(pid, 'call getpid()')).rejects.toThrow(
      "The program's own seccomp filter does not allow getpid.",
    );
    expect(await session.engine.command(pid, 'call getuid()')).toMatch(/^getuid\(\) = \d+$/);
    await session.engine.resume(pid, 'continue');
    await session.next('terminated');
    expect(session.output()).toBe('trapped 0\ntrapped 1\n');
  }
});

test('a process that another thread ends inside an extra call', async () => {
  const session = startSession();
  const pid = await session.launch('dies-around');
  await session.engine.start();
  const call = (tid = pid): string => readFileSync(`/proc/${pid}/task/${tid}/syscall`, 'utf8');
  while (!call().startsWith('34 ')) await nextTurn();
  // The other one waits for the byte: its own stops are over, which nobody hears of while the call is made.
  const other = threadsOf(pid).find((tid) => tid !== pid) ?? 0;
  while (!call(other).startsWith('0 ')) await nextTurn();
  await session.engine.pause(pid);
  await session.next('stopped');
  const calling = expect(session.engine.command(pid, 'call select(0, 0, 0, 0, 0)')).rejects.toThrow(
    'The thread ended while select was made.',
  );
  // At once: the call is given a second.
  while (!call().startsWith('23 ')) await nextTurn();
  writeFileSync(`/proc/${pid}/fd/4`, 'x');
  await calling;
  expect(await session.next('exited')).toMatchObject({ code: 7 });
  await session.next('terminated');
});

test('a process that is killed from outside inside an extra call', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'getppid' }]);
  const pid = await session.launch('checks-itself');
  await session.engine.start();
  await session.next('stopped');
  const calling = expect(session.engine.command(pid, 'call pause()')).rejects.toThrow(
    'The thread ended while pause was made.',
  );
  // At once: the call is given a second.
  while (!readFileSync(`/proc/${pid}/syscall`, 'utf8').startsWith('34 ')) await nextTurn();
  process.kill(pid, 'SIGKILL');
  await calling;
  expect(await session.next('exited')).toMatchObject({ code: 137 });
  await session.next('terminated');
});

test('extra calls in a child of vfork, whose memory is its parent’s', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'execve@both', condition: 'pathname == "/bin/true"' }]);
  await session.launch('spawns');
  await session.engine.start();
  const { tid } = await session.next('stopped');
  expect(await session.engine.command(tid, 'call getpid()')).toBe(`getpid() = ${tid}`);
  expect(await session.engine.command(tid, 'call access("/etc/passwd", F_OK)')).toBe('access("/etc/passwd", F_OK) = 0');
  await session.engine.resume(tid, 'continue');
  const exit = await session.next('stopped');
  expect(exit.text).toMatch(/^execve\(.*\) = 0$/);
  expect(await session.engine.command(tid, 'call getpid()')).toBe(`getpid() = ${tid}`);
  await session.engine.resume(tid, 'continue');
  await session.next('terminated');
  expect(session.output()).toBe('exited 0, path /bin/true\n');
});

test('bytes for an extra call, also to be written to', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'getppid' }]);
  const pid = await session.launch('checks-itself');
  await session.engine.start();
  await session.next('stopped');
  expect(await session.engine.command(pid, 'call rt_sigpending(x"0000000000000000", 8)')).toBe(
    'rt_sigpending([USR2], 8) = 0',
  );
  await session.engine.setBreakpoints([]);
  await session.engine.resume(pid, 'continue');
  await session.next('terminated');
  expect(session.output()).toBe('result 0\n');
});

test('a child begins with the registers that its parent had', async () => {
  const session = startSession();
  const set = { '@arg6': 1 };
  await session.engine.setTamperRules([{ catch: 'clone', condition: 'args[5] == 0x9999', set }]);
  await session.launch('clone-args');
  await session.engine.start();
  await session.next('terminated');
  expect(session.output()).toBe('parent the same, child the same\n');
});

test('a call that a pause found can be ended', async () => {
  for (const [breakpoints, answer] of [
    [[], 'pause ends here and returns -1 EINTR.'],
    // With syscall-stops the pause comes at its exit.
    [[{ id: 1, name: 'getppid' }], 'The program is told that pause returned -1 EINTR.'],
  ] as const) {
    const session = startSession();
    await session.engine.setBreakpoints(breakpoints);
    const pid = await session.launch('dies-around');
    await session.engine.start();
    await expect.poll(() => readFileSync(`/proc/${pid}/syscall`, 'utf8')).toMatch(/^34 /);
    await expect(session.engine.command(pid, 'fail EINTR')).rejects.toThrow(
      `Thread ${pid} is running; pause it first.`,
    );
    await session.engine.pause(pid);
    await session.next('stopped');
    expect(await session.engine.command(pid, 'fail EINTR')).toBe(answer);
    await session.engine.resume(pid, 'continue');
    expect(await session.next('exited')).toMatchObject({ code: 0 });
    await session.next('terminated');
  }
});

test('at a signal there is no call to change, and the signal can wait', async () => {
  const session = startSession();
  await session.engine.setExceptionFilters([{ filter: 'signal' }]);
  const pid = await session.launch('signalled');
  await session.engine.start();
  await session.next('stopped');
  for (const command of ['fail EPERM', 'set count = 1', 'retry']) {
    await expect(session.engine.command(pid, command)).rejects.toThrow(/^(There is no call here|Only a call that has)/);
  }
  await session.engine.command(pid, 'delay 5ms');
  await session.engine.resume(pid, 'continue');
  await session.next('terminated');
  expect(session.output()).toBe('queued 10 value 42\n');
});
