/** Presets of the editor on real programs: each does what its name says. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { LaunchPlan } from '../../adapter/engine/api.ts';
import { indexCatalog } from '../../extension/catalog/catalogIndex.ts';
import { presetsFor } from '../../extension/tamper/presets.ts';
import { buildCatalog } from '../../scripts/catalog.ts';
import { buildFixtures } from '../../scripts/fixtures.ts';
import { canBuild32 } from './stoppedProgram.ts';
import { startSession, type TestSession } from './support/session.ts';

const presets = presetsFor(indexCatalog(buildCatalog(process.arch === 'arm64' ? 'arm64' : 'x64')));

beforeAll(() => {
  expect(
    buildFixtures(['tells-time', 'tells-time-32', 'waits-until', 'waits-until-32', 'allocates', 'does-calls']),
  ).toEqual([]);
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'trapline-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

/** The preset with this answer, over a program to its end. */
async function under(
  [name, answer]: readonly [string, string?],
  program: string,
  args: readonly string[],
  plan: Partial<LaunchPlan> = {},
): Promise<TestSession> {
  const preset = presets.find((each) => each.name === name);
  if (!preset) throw new Error(`no preset ${name}`);
  const session = startSession();
  const states = await session.engine.setTamperRules(preset.rules(answer ?? preset.question?.value ?? ''));
  expect(states.filter(({ verified }) => !verified)).toEqual([]);
  await session.launch(program, args, plan);
  await session.engine.start();
  await session.next('terminated');
  return session;
}

const shell = (command: string): ['/bin/sh', string[]] => ['/bin/sh', ['-c', command]];

test('disk full: nothing gets onto the disk, by no call; pipes and terminals work', async () => {
  const at = folder();
  writeFileSync(join(at, 'in'), 'x'.repeat(10_000));
  const { output } = await ['cp in a', 'cat in > b', 'cp --reflink=never in c', 'dd if=in of=d 2>&1', 'mkdir e'].reduce(
    async (before, command) => {
      await before;
      const session = await under(['Disk full'], ...shell(`cd ${at}; ${command} || echo failed | cat`));
      expect(session.output()).toMatch(/failed\n$/);
      return session;
    },
    Promise.resolve<TestSession>(undefined as never),
  );
  expect(output()).not.toBe('');
  for (const name of ['a', 'b', 'c', 'd']) expect(statSync(join(at, name)).size).toBe(0);
  expect(readFileSync(join(at, 'in'), 'utf8')).toHaveLength(10_000);
});

test('permission denied: the program’s files, not the system’s', async () => {
  const at = folder();
  writeFileSync(join(at, 'in'), 'text');
  const session = await under(['Permission denied'], ...shell(`cat ${at}/in; cat /proc/self/comm`));
  expect(session.output()).toBe('cat\n');
  expect(session.output('stderr')).toMatch(/in: Permission denied\n$/);
});

test('too many open files', async () => {
  const session = await under(['Too many open files', '4'], ...shell('exec 5</etc/passwd; exec 6</etc/passwd; echo'));
  expect(session.output()).toBe('');
  expect(session.output('stderr')).toMatch(/cannot open \/etc\/passwd/);
});

test('slow disk: at least two reads, each so much later', async () => {
  const before = performance.now();
  await under(['Slow disk', '100ms'], '/bin/cat', ['/etc/passwd']);
  expect(performance.now() - before).toBeGreaterThan(200);
});

test('short reads: a program that asks again has it all', async () => {
  const at = folder();
  writeFileSync(join(at, 'in'), 'some text\n');
  const session = await under(['Short reads'], '/bin/cat', [join(at, 'in')]);
  expect(session.output()).toBe('some text\n');
  const last = session.events.findLast((event) => event.type === 'tamper');
  expect(last?.type === 'tamper' && (last.rules[0]?.applied ?? 0)).toBeGreaterThanOrEqual(10);
});

test('EINTR storm: who asks again gets it', async () => {
  const session = await under(['EINTR storm'], '/bin/cat', ['/proc/self/comm']);
  expect(session.output()).toBe('cat\n');
  const last = session.events.findLast((event) => event.type === 'tamper');
  expect(last?.type === 'tamper' && (last.rules[0]?.applied ?? 0)).toBeGreaterThanOrEqual(2);
});

test('out of memory, in small and in large pieces', async () => {
  expect((await under(['Out of memory', '500'], 'allocates', [])).output()).toBe('small all, large all\n');
  expect((await under(['Out of memory', '12'], 'allocates', [])).output()).toBe('small some, large some\n');
});

test.each(['+2d', '-5h'])('clock shifted by %s: for the C library too, and deadlines hold', async (shift) => {
  const base = Math.floor(Date.now() / 1000) - 1800;
  const hours = { '+2d': 48, '-5h': -5 }[shift] ?? 0;
  // Rounded towards zero from half an hour on.
  const shown = hours < 0 ? hours + 1 : hours;
  const session = await under(['Clock shifted', shift], 'tells-time', [String(base)]);
  expect(session.output()).toBe(`${shown} ${shown} ${shown}\n${shown}\nwaited in time, slept 0, long enough\n`);
  const kept = await under(['Clock shifted', shift], 'tells-time', [String(base)], { vdso: 'keep' });
  expect(kept.output()).toBe(`0 0 0\n${shown}\nwaited in time, slept 0, long enough\n`);
});

test.runIf(canBuild32())('a 32-bit program, with its own calls', async () => {
  const base = Math.floor(Date.now() / 1000) - 1800;
  const session = await under(['Clock shifted', '+2d'], 'tells-time-32', [String(base)]);
  expect(session.output()).toBe('48 48 48\n48\nwaited in time, slept 0, long enough\n');
  const stands = await under(['Clock at another time', '2030-01-01'], 'tells-time-32', ['1893456000', 'only']);
  expect(stands.output()).toBe('0 0 0\n0\n');
});

const DEADLINES = [
  ...['timerfd real', 'timer real', 'timerfd monotonic', 'timer monotonic'],
  ...['lock', 'lock2 real', 'lock2 monotonic', 'bits', 'queue'],
];

test.each(['+2d', '-5h', '-40y'])('clock shifted by %s: deadlines of timers, locks and queues hold', async (shift) => {
  const inTime = DEADLINES.map((what) => `${what}: in time\n`).join('');
  const names = canBuild32() ? ['waits-until', 'waits-until-32'] : ['waits-until'];
  for (const name of names) expect((await under(['Clock shifted', shift], name, [])).output()).toBe(inTime);
  const kept = await under(['Clock shifted', shift], 'waits-until', [], { vdso: 'keep' });
  expect(kept.output()).toBe(inTime);
});

test('a clock that stands', async () => {
  const time = Date.parse('2038-01-19T03:14:07Z') / 1000;
  const session = await under(['Clock at another time', '2038-01-19 03:14:07'], '/bin/date', ['+%s']);
  expect(session.output()).toBe(`${time}\n`);
});

test('a program that is executed by another one, and one that runs already', async () => {
  const session = await under(['Clock at another time', '2038-01-19'], ...shell('date +%Y; exec date +%Y'));
  expect(session.output()).toBe('2038\n2038\n');
  const late = startSession();
  await late.engine.setBreakpoints([{ id: 1, name: 'getppid' }]);
  await late.launch('does-calls', ['getppid']);
  await late.engine.start();
  const { tid } = await late.next('stopped');
  await late.engine.setTamperRules([{ catch: 'clock_gettime@exit', fail: 'EINVAL' }]);
  const said = await late.next('output', ({ category }) => category === 'important');
  expect(said.text).toMatch(/^does-calls \(\d+\) reads the clock from its vDSO, .* start it again .*\.\n$/);
  await late.engine.resume(tid, 'continue');
  await late.next('terminated');
});
