/** Tamper rules on real programs: what they are told, what is never done, and what is put back. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { TamperRule } from '../../adapter/protocol/trapline.ts';
import { buildFixtures } from '../../scripts/fixtures.ts';
import { startSession, type TestSession } from './support/session.ts';

beforeAll(() => {
  expect(buildFixtures(['does-calls', 'checks-itself', 'sleeps-once'])).toEqual([]);
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'trapline-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

interface Ran {
  readonly output: string;
  readonly log: readonly string[];
  readonly session: TestSession;
  readonly pid: number;
}

async function run(rules: readonly TamperRule[], args: readonly string[], program = 'does-calls'): Promise<Ran> {
  const session = startSession();
  const states = await session.engine.setTamperRules(rules);
  expect(states.map(({ message }) => message)).toEqual(rules.map(() => undefined));
  const file = join(folder(), 'log');
  const pid = await session.launch(program, args, { log: { file } });
  await session.engine.start();
  await session.next('terminated');
  return { output: session.output(), log: readFileSync(file, 'utf8').split('\n'), session, pid };
}

const line = ({ log }: Ran, name: string): string | undefined =>
  log.findLast((text) => new RegExp(`\\b${name}\\(`).test(text))?.replace(/^\d+ +/, '');

test('a call that is to fail is never made', async () => {
  const path = join(folder(), 'made');
  const ran = await run([{ catch: 'mkdir', fail: 'EACCES' }], [`mkdir=${path}`]);
  expect(ran.output).toBe('mkdir: EACCES\n');
  expect(existsSync(path)).toBe(false);
  expect(line(ran, 'mkdir')).toMatch(/^mkdir\(".*", 0700\) += -1 EACCES \(Permission denied\) \(INJECTED\)$/);
  const counted = ran.session.events.findLast((event) => event.type === 'tamper');
  expect(counted?.type === 'tamper' && counted.rules).toMatchObject([
    { label: 'mkdir: fail EACCES', hits: 1, applied: 1 },
  ]);
});

test('at the exit the kernel has made it and the program does not know', async () => {
  const path = join(folder(), 'made');
  const ran = await run([{ catch: 'mkdir@exit', fail: 'EIO' }], [`mkdir=${path}`]);
  expect(ran.output).toBe('mkdir: EIO\n');
  expect(existsSync(path)).toBe(true);
});

test('results, hits and conditions compose', async () => {
  const rules: TamperRule[] = [
    { catch: 'getppid', when: '2+2', return: 77 },
    { catch: 'access', condition: 'pathname =~ /\\.conf$/', fail: 'ENOENT', log: '{pathname} from {comm}' },
  ];
  const ran = await run(rules, ['getppid', 'getppid', 'getppid', 'getppid', 'access=/etc', 'access=/etc/host.conf']);
  const [first, ...rest] = ran.output.trim().split('\n');
  expect(rest).toEqual(['getppid: 77', first, 'getppid: 77', 'access: 0', 'access: ENOENT']);
  expect(ran.session.output('console')).toContain('/etc/host.conf from does-calls\n');
});

test('arguments: numbers, texts in place and in memory of their own', async () => {
  const rules: TamperRule[] = [
    { catch: 'access', condition: 'pathname == "/nonexistent/long"', set: { pathname: '"/etc"' } },
    { catch: 'access', condition: 'pathname == "/x"', set: { pathname: '"/etc/passwd"' } },
    { catch: 'access', condition: 'pathname == "/nonexistent"', set: { pathname: '"/etc"' } },
    { catch: 'read', set: { count: 'count / 2' } },
  ];
  const ran = await run(rules, ['access=/nonexistent/long', 'access=/x', 'fixed', 'access=/y', 'zeros']);
  expect(ran.output).toBe('access: 0\naccess: 0\nfixed: 0\naccess: ENOENT\nread: 2\nbytes 0 0 9 9\n');
  expect(
    ran.log
      .filter((text) => text.includes('access('))
      .slice(-3)
      .map((text) => text.replace(/^\d+ +/, '')),
  ).toEqual([
    expect.stringMatching(/^access\("\/etc\/passwd", F_OK\) += 0 \(INJECTED: args\)$/),
    expect.stringMatching(/^access\("\/etc", F_OK\) += 0 \(INJECTED: args\)$/),
    expect.stringMatching(/^access\("\/y", F_OK\) += -1 ENOENT \(No such file or directory\)$/),
  ]);
});

test('everything is put back: registers, mask, mappings', async () => {
  for (const rule of [
    { catch: 'getppid', return: 0 },
    { catch: 'getppid', set: { '@arg1': 1, '@arg6': '0xffffffffffffffff', result: 0 } },
    { catch: 'getppid', set: { syscall: 'close', '@arg1': 99, result: 0 } },
    { catch: 'getppid', set: { '@arg1': 'x"616263"', result: 0 } },
  ] satisfies TamperRule[]) {
    expect((await run([rule], [], 'checks-itself')).output).toMatch(/^result \d+\n$/);
  }
});

test('signals, other calls, delays and bytes', async () => {
  const rules: TamperRule[] = [
    { catch: 'getppid', when: '1', signal: 'USR1' },
    { catch: 'getppid', when: '2', set: { syscall: 'getpid' } },
    { catch: 'getppid', when: '3', delayEntry: '5ms', delayExit: 3 },
    { catch: 'read', condition: 'count == 4', poke: { exit: { buf: '0102' } } },
  ];
  const ran = await run(rules, ['getppid', 'usr1', 'getppid', 'getppid', 'zeros']);
  expect(ran.output).toMatch(
    new RegExp(`^getppid: \\d+\nusr1: 1\ngetppid: ${ran.pid}\ngetppid: \\d+\nread: 4\nbytes 1 2 0 0\n$`),
  );
  expect(line(ran, 'getppid')).toMatch(/^getppid\(\) += \d+ \(DELAYED\)$/);
  expect(line(ran, 'read')).toMatch(/^read\(3, "\\1\\2\\0\\0", 4\) += 4 \(INJECTED: args\)$/);
  expect(ran.log.join('\n')).toMatch(/--- SIGUSR1 \{si_signo=SIGUSR1, si_code=SI_KERNEL\} ---/);
});

test('a call without rules, and rules that are off, change nothing', async () => {
  const ran = await run([{ catch: 'mkdir', fail: 'EIO', enabled: false }], ['access=/etc', 'whole-nap']);
  expect(ran.output).toBe('access: 0\nnap: 0\nslept enough\n');
});

test('rules change while the program runs', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'mkdir' }]);
  const path = join(folder(), 'made');
  await session.launch('does-calls', ['access=/etc', `mkdir=${path}`, 'access=/etc']);
  await session.engine.start();
  const { tid } = await session.next('stopped');
  await session.engine.setTamperRules([{ catch: 'access', fail: 'EPERM' }]);
  await session.engine.resume(tid, 'continue');
  await session.next('terminated');
  expect(session.output()).toMatch(/^access: 0\nmkdir: 0\naccess: EPERM\n$/);
});

test('a breakpoint sees the call as the program made it, and what a rule changed', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'access', condition: 'pathname == "/nonexistent"' }]);
  await session.engine.setTamperRules([{ catch: 'access', set: { pathname: '"/etc/passwd"' } }]);
  await session.launch('does-calls', ['access=/nonexistent']);
  await session.engine.start();
  const entry = await session.next('stopped');
  expect(entry.text).toBe('access("/nonexistent", F_OK) /* by the rule access: pathname = "/etc/passwd" */');
  await session.engine.resume(entry.tid, 'next-syscall-stop');
  const exit = await session.next('stopped');
  expect(exit.text).toBe('access("/etc/passwd", F_OK) = 0 (INJECTED: args)');
  await session.engine.resume(exit.tid, 'continue');
  await session.next('terminated');
  expect(session.output()).toBe('access: 0\n');
});

test('a rule whose value can not be computed stops with the reason', async () => {
  const session = startSession();
  await session.engine.setTamperRules([{ catch: 'access', set: { pathname: 'str(1)' } }]);
  await session.launch('does-calls', ['access=/etc']);
  await session.engine.start();
  const stop = await session.next('stopped');
  expect(stop.description).toMatch(/^access: pathname = str\(1\): Memory at 0x1 can't be read\.$/);
  await session.engine.setTamperRules([]);
  await session.engine.resume(stop.tid, 'continue');
  await session.next('terminated');
  expect(session.output()).toBe('access: 0\n');
});

test('a detach before the call undoes what was changed', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'mkdir' }]);
  await session.engine.setTamperRules([{ catch: 'mkdir', fail: 'EIO' }]);
  const path = join(folder(), 'made');
  const pid = await session.launch('does-calls', [`mkdir=${path}`]);
  await session.engine.start();
  await session.next('stopped');
  await session.engine.detach();
  expect(pid).toBeGreaterThan(0);
  await expect.poll(() => session.output()).toBe('mkdir: 0\n');
  expect(existsSync(path)).toBe(true);
});
