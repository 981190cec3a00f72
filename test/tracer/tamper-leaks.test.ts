/** What a change must not leave behind, where memory is shared, calls are filtered, or nothing runs any more. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { TamperRule } from '../../adapter/protocol/trapline.ts';
import { buildFixtures } from '../../scripts/fixtures.ts';
import { startSession, type TestSession } from './support/session.ts';

beforeAll(() => {
  const names = ['filters-all', 'spawns', 'does-calls', 'sleeps-once', 'signalled', 'same-buffer', 'returns'];
  expect(buildFixtures([...names, 'seccomp-trace', 'checks-itself'])).toEqual([]);
});

function freshPath(): string {
  const made = mkdtempSync(join(tmpdir(), 'trapline-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return join(made, 'made');
}

async function under(
  rules: readonly TamperRule[],
  program: string,
  args: readonly string[] = [],
): Promise<TestSession> {
  const session = startSession();
  const states = await session.engine.setTamperRules(rules);
  expect(states.filter(({ verified }) => !verified)).toEqual([]);
  await session.launch(program, args);
  await session.engine.start();
  await session.next('terminated');
  return session;
}

test('a seccomp filter that kills for unknown calls does not see a skipped one', async () => {
  const path = freshPath();
  const session = await under([{ catch: 'mkdir', return: 7 }], 'filters-all', [path]);
  expect(session.output()).toBe('mkdir 7\n');
  expect(existsSync(path)).toBe(false);
  const strict = await under([{ catch: 'read', condition: 'count == 5', return: 4 }], 'filters-all', ['', 'strict']);
  expect(strict.output()).toBe('read 4\n');
});

test.each(['/bin/false', '/bin/../bin/../bin/false'])(
  'a child of vfork that executes %s instead leaves its parent as it was',
  async (path) => {
    const set = { pathname: JSON.stringify(path) };
    const session = await under([{ catch: 'execve', condition: 'pathname == "/bin/true"', set }], 'spawns');
    expect(session.output()).toBe('exited 1, path /bin/true\n');
  },
);

test('so does one that is killed before', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'execve', condition: 'pathname == "/bin/true"' }]);
  await session.launch('spawns');
  await session.engine.start();
  const { tid } = await session.next('stopped');
  await session.engine.command(tid, 'set pathname = "/no"');
  await session.engine.command(tid, 'set pathname = "/usr/bin/no/such/program"');
  process.kill(tid, 'SIGKILL');
  await session.next('terminated');
  expect(session.output()).toBe('exited -9, path /bin/true\n');
});

test('what another thread writes meanwhile stays', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([
    { id: 1, name: 'access', condition: 'pathname startsWith "/nonexistent"' },
    { id: 2, name: 'getppid' },
  ]);
  await session.launch('same-buffer');
  await session.engine.start();
  const { tid } = await session.next('stopped');
  await session.engine.command(tid, 'set pathname = "/etc/passwd"');
  // It has seen the new text, and written to it.
  const other = await session.next('stopped', (stop) => stop.tid !== tid);
  await session.engine.resume(tid, 'continue');
  await session.engine.resume(other.tid, 'continue');
  await session.next('terminated');
  expect(session.output()).toBe('/nonexistenX/path\n');
});

test('the end of a handler has no result and no arguments to change', async () => {
  const condition = 'syscall == "rt_sigreturn"';
  const rules = [
    { catch: 'all@exit', condition, return: 77 },
    { catch: 'all', condition, set: { '@arg1': 1 } },
  ];
  const ruled = await under(rules, 'returns');
  expect(ruled.output()).toBe('handled 1, result 0, the same\n');
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'rt_sigreturn@both' }]);
  await session.launch('returns');
  await session.engine.start();
  for (const command of ['fail EPERM', 'return 3']) {
    const { tid } = await session.next('stopped');
    await expect(session.engine.command(tid, command)).rejects.toThrow(
      /^rt_sigreturn can't be changed: it ends a signal's handler/,
    );
    await session.engine.resume(tid, 'continue');
  }
  await session.next('terminated');
  expect(session.output()).toBe('handled 1, result 0, the same\n');
});

test('no extra call in a thread that is ending, and none over the sleep that the kernel remembers', async () => {
  const session = startSession();
  const pid = await session.launch('does-calls', ['getppid'], { stopOnExit: true });
  await session.engine.start();
  await session.next('stopped');
  await expect(session.engine.command(pid, 'call getpid()')).rejects.toThrow(
    'This thread is ending: it makes no system call any more.',
  );
  await session.engine.resume(pid, 'continue');
  expect(await session.next('exited')).toMatchObject({ code: 0 });
  await session.next('terminated');

  const sleeper = startSession();
  await sleeper.engine.setBreakpoints([{ id: 1, name: 'clock_nanosleep' }]);
  await sleeper.launch('sleeps-once');
  await sleeper.engine.start();
  const { tid } = await sleeper.next('stopped');
  await sleeper.engine.resume(tid, 'continue');
  await sleeper.engine.pause(tid);
  await sleeper.next('stopped', ({ reason }) => reason === 'pause');
  await expect(sleeper.engine.command(tid, 'call poll(0, 0, 1)')).rejects.toThrow(
    "poll can't be made here: the thread is in a call that the kernel will go on with.",
  );
  expect(await sleeper.engine.command(tid, 'call getpid()')).toBe(`getpid() = ${tid}`);
  await sleeper.engine.resume(tid, 'continue');
  await sleeper.next('terminated');
  expect(sleeper.output()).toBe('slept: 0\n');
});

test('a signal that is on its way stays so, with what it says', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'getuid@exit' }]);
  const pid = await session.launch('seccomp-trace');
  await session.engine.start();
  await session.next('stopped');
  await expect(session.engine.command(pid, 'call getpid()')).rejects.toThrow(/^A SIGSYS of the program is on its way/);
  await session.engine.resume(pid, 'continue');
  await session.next('terminated');
  expect(session.output()).toBe('getppid ENOSYS\ntrapped 102\n');
  // Memory of its own is given back at that exit too.
  const ruled = await under([{ catch: 'getuid', set: { '@arg1': 'x"616263"' } }], 'seccomp-trace');
  expect(ruled.output()).toBe('getppid ENOSYS\ntrapped 102\n');

  const sent = startSession();
  await sent.engine.setBreakpoints([{ id: 1, name: 'getppid' }]);
  const { tid } = await sent.launch('does-calls', ['getppid']).then(async () => {
    await sent.engine.start();
    return sent.next('stopped');
  });
  process.kill(tid, 'SIGSEGV');
  expect(await sent.engine.command(tid, 'call getpid()')).toBe(`getpid() = ${tid}`);
  await sent.engine.resume(tid, 'continue');
  // With a core file where the shell's limit allows one.
  expect((await sent.next('exited')).text).toMatch(/^killed by SIGSEGV( \(core dumped\))?$/);
});

test('an extra call needs no stack', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'getppid@exit' }]);
  const pid = await session.launch('checks-itself');
  await session.engine.start();
  await session.next('stopped');
  const stack = (await session.engine.evaluate(pid, '$rsp')).text;
  await session.engine.command(pid, 'set $rsp = 16');
  expect(await session.engine.command(pid, 'call access("/etc/passwd", F_OK)')).toBe('access("/etc/passwd", F_OK) = 0');
  await session.engine.command(pid, `set $rsp = ${stack}`);
  await session.engine.setBreakpoints([]);
  await session.engine.resume(pid, 'continue');
  await session.next('terminated');
  expect(session.output()).toBe('result 0\n');
});
