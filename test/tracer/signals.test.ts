/** Signals: each is caught, passed or dropped, shown with its siginfo, and the program sees what it would have seen. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { startOutside } from './support/outside.ts';
import { built } from './support/record.ts';
import { startSession, type TestSession } from './support/session.ts';

const UNTRACED = [
  'SIGUSR1 code 0',
  'SIGUSR2 code -6',
  'SIGRT code -1 value 42',
  'SIGALRM code 128',
  'SIGCHLD code 1 status 6',
  'SIGPIPE code 0',
  'SIGSEGV code 1 at 0x10',
  '',
].join('\n');

test('nobody asks: the program sees what it sees without a tracer', async () => {
  expect(spawnSync(built('signals'), { encoding: 'latin1' }).stdout).toBe(UNTRACED);
  const session = startSession();
  await session.launch('signals');
  await session.engine.start();
  expect(await session.next('exited')).toMatchObject({ code: 3 });
  expect(session.output()).toBe(UNTRACED);
});

const SAID = [
  'SIGUSR1 from pid PID',
  'SIGUSR2 from pid PID',
  expect.stringMatching(/^SIGRT/),
  'SIGALRM',
  'SIGCHLD',
  'SIGPIPE from pid PID',
  // Ignored ones come to the tracer, too (ptrace(2)); the program still does not see it.
  'SIGHUP from pid PID',
  'SIGSEGV at 0x10',
];

/** Passes each on; what was said of them. */
async function eachCaught(session: TestSession, pid: number): Promise<string[]> {
  const said: string[] = [];
  for (;;) {
    const stop = await session.next('stopped');
    expect(stop).toMatchObject({ reason: 'exception', tid: pid });
    const scope = (await session.engine.scopes(pid)).find(({ name }) => name === 'Signal');
    expect(scope?.rows[0]).toMatchObject({ name: 'si_signo', text: stop.description.split(' ')[0] });
    said.push(stop.description.replace(String(pid), 'PID'));
    await session.engine.resume(pid, 'continue');
    if (stop.description.startsWith('SIGSEGV')) return said;
  }
}

test('each is caught, said with its siginfo, and passed on: launched', async () => {
  built('signals');
  const session = startSession();
  await session.engine.setExceptionFilters([{ filter: 'signal' }]);
  const pid = await session.launch('signals');
  await session.engine.start();
  expect(await eachCaught(session, pid)).toEqual(SAID);
  await session.next('terminated');
  expect(session.output()).toBe(UNTRACED);
});

test('each is caught, said with its siginfo, and passed on: attached', async () => {
  const outside = await startOutside('signals', [], { GATE: '1' });
  const session = startSession();
  await session.engine.setExceptionFilters([{ filter: 'signal' }]);
  await session.attach(outside.pid);
  outside.say('x');
  expect(await eachCaught(session, outside.pid)).toEqual(SAID);
  const seen: (string | undefined)[] = [];
  for (const _line of UNTRACED.trim().split('\n')) seen.push(await outside.line());
  expect(seen).toEqual(UNTRACED.trim().split('\n'));
  expect(await outside.ended()).toBe(3);
});

test('dropped ones are not seen, replaced ones are seen as another', async () => {
  built('signals');
  const session = startSession();
  await session.engine.setExceptionFilters([{ filter: 'signal', condition: 'signame =~ /USR/' }]);
  const pid = await session.launch('signals');
  await session.engine.start();
  expect((await session.next('stopped')).description).toMatch(/^SIGUSR1/);
  await session.engine.resume(pid, 'continue', 0);
  expect((await session.next('stopped')).description).toMatch(/^SIGUSR2/);
  await session.engine.resume(pid, 'continue', 10);
  await session.next('terminated');
  // A signal of the tracer's choice says SI_USER (ptrace(2), “Signal injection”).
  expect(session.output().split('\n').slice(0, 2)).toEqual(['SIGUSR1 code 0', 'SIGRT code -1 value 42']);
});

test('a signal can be replaced only where one is', async () => {
  built('signals');
  const session = startSession();
  const pid = await session.launch('signals', [], { stopOnEntry: true });
  await session.engine.start();
  await session.next('stopped');
  await expect(session.engine.resume(pid, 'continue', 15)).rejects.toThrow(/is not about to get a signal/);
  await session.engine.resume(pid, 'continue');
  expect(await session.next('exited')).toMatchObject({ code: 3 });
});

test('killed in its exit event, where SIGKILL alone wakes nobody', async () => {
  built('dies');
  const session = startSession();
  const pid = await session.launch('dies', ['15'], { stopOnExit: true });
  await session.engine.start();
  expect(await session.next('stopped')).toMatchObject({ description: 'killed by SIGTERM', tid: pid });
  // Held in PTRACE_EVENT_EXIT, from which SIGKILL alone does not wake it.
  await session.engine.kill();
  await session.next('terminated');
});

test.each([
  ['zombie-leader', 'exits with 4'],
  ['exit-group', 'exits with 6'],
] as const)('a process stops once where it ends, not where its leader alone does: %s', async (name, description) => {
  built(name);
  const session = startSession();
  const pid = await session.launch(name, [], { stopOnExit: true });
  await session.engine.start();
  const stop = await session.next('stopped');
  expect(stop).toMatchObject({ description });
  expect(stop.tid === pid).toBe(name !== 'zombie-leader');
  expect((await session.engine.scopes(stop.tid)).map((scope) => scope.name)).toContain('Registers');
  await session.engine.resume(stop.tid, 'continue');
  await session.next('terminated');
  expect(session.events.filter(({ type }) => type === 'stopped')).toHaveLength(1);
});

test('a program that traces itself is told why it cannot', async () => {
  built('traces-itself');
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'getuid' }]);
  const pid = await session.launch('traces-itself');
  await session.engine.start();
  await session.next('terminated');
  expect(session.output()).toBe('PTRACE_SEIZE EPERM\nPTRACE_ATTACH EPERM\nPTRACE_TRACEME EPERM\n');
  expect(session.output('console')).toContain(
    `${pid} called ptrace(PTRACE_TRACEME): it is traced by Trapline already, so it got EPERM.\n`,
  );
});

const CATCHABLE = Array.from({ length: 64 }, (_, index) => index + 1).filter((nr) => ![9, 19, 32, 33].includes(nr));

test.each(['launched', 'attached'])(
  'every signal that can be caught, passed or dropped as is chosen: %s',
  async (how) => {
    const untraced = CATCHABLE.map((nr) => `${nr}: 1\n`).join('');
    expect(spawnSync(built('every-signal'), { encoding: 'latin1' }).stdout).toBe(`${untraced}wrong 0\n`);
    const session = startSession();
    await session.engine.setExceptionFilters([{ filter: 'signal' }]);
    const outside = how === 'attached' ? await startOutside('every-signal', [], { GATE: '1' }) : undefined;
    const pid = outside?.pid ?? (await session.launch('every-signal'));
    if (outside) {
      await session.attach(pid);
      outside.say('x');
    } else await session.engine.start();
    for (const nr of CATCHABLE) {
      const stop = await session.next('stopped');
      expect(stop).toMatchObject({ reason: 'exception', tid: pid });
      const rows = (await session.engine.scopes(pid)).find(({ name }) => name === 'Signal')?.rows ?? [];
      expect(rows.map(({ text }) => text).join(' ')).toContain(String(1000 + nr));
      // Every third is dropped, another third is delivered by its number.
      const chosen = [undefined, 0, nr][nr % 3];
      await session.engine.resume(pid, 'continue', chosen);
    }
    await session.next('terminated');
    const expected = CATCHABLE.map((nr) => `${nr}: ${nr % 3 === 1 ? 0 : 1}`);
    let lines = session.output().trim().split('\n');
    if (outside) {
      lines = [];
      for (let line = await outside.line(); line !== undefined; line = await outside.line()) lines.push(line);
    }
    expect(lines).toEqual([...expected, 'wrong 0']);
  },
);
