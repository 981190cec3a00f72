/**
 * One instruction at a time: where each step stands is printed by the program. A call shows its entry and its exit, a
 * caught signal its handler's first instruction, and no two stops are the same with nothing between.
 */
import { expect, test } from 'vitest';
import { canBuild32 } from './stoppedProgram.ts';
import { leftAlone, type Outside, startOutside } from './support/outside.ts';
import { built } from './support/record.ts';
import { startSession, type TestSession } from './support/session.ts';

const MOST_STEPS = 5000;
const HOW = ['launched', 'attached'] as const;

interface Step {
  readonly description: string;
  readonly ip: bigint;
  readonly registers: string;
}

async function stepAt(session: TestSession, pid: number, description: string): Promise<Step> {
  const scopes = await session.engine.scopes(pid);
  const rows = scopes.find(({ name }) => name === 'Registers')?.rows ?? [];
  const ip = BigInt(rows.find(({ name }) => name === 'rip')?.text ?? 0);
  return { description, ip, registers: rows.map(({ name, text }) => `${name}=${text}`).join(' ') };
}

/** Steps from the exit of close(-1001) to the entry of getuid, with the program's labels for the places. */
async function walk(name: string, getuid: string, how: 'launched' | 'attached') {
  built(name);
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'close@exit', condition: 'fd == -1001' }]);
  const outside = how === 'attached' ? await startOutside(name, [], { GATE: '1' }) : undefined;
  const pid = outside?.pid ?? (await session.launch(name));
  if (outside) {
    await session.attach(pid);
    outside.say('x');
  } else await session.engine.start();
  await session.next('stopped');
  const steps = [await stepAt(session, pid, 'marked')];
  for (let count = 0; count < MOST_STEPS; count++) {
    await session.engine.resume(pid, 'instruction');
    const stop = await session.next('stopped');
    expect(stop).toMatchObject({ reason: 'step', tid: pid });
    steps.push(await stepAt(session, pid, stop.description));
    if (stop.description === `${getuid} entry`) break;
  }
  await session.engine.resume(pid, 'continue');
  await session.next('terminated');
  const lines = outside ? await linesOf(outside) : session.output().trim().split('\n');
  const labels = new Map(lines.slice(0, -1).map((line) => line.split(' ') as [string, string]));
  const places = new Map([...labels].map(([label, address]) => [BigInt(`0x${address}`), label]));
  return { steps, labels, at: (step: Step) => places.get(step.ip), last: lines.at(-1) };
}

async function linesOf({ line }: Outside): Promise<string[]> {
  const lines: string[] = [];
  for (let next = await line(); next !== undefined; next = await line()) lines.push(next);
  return lines;
}

const INSTRUCTION = 'stepped one instruction';

/** The steps from one label to another as `LABEL`, or `LABEL: what` for calls. */
function trace({ steps, at }: Awaited<ReturnType<typeof walk>>, from: string, to: string): string[] {
  const first = steps.findIndex((step) => at(step) === from);
  const last = steps.findIndex((step, index) => index > first && at(step) === to);
  return steps
    .slice(first, last + 1)
    .map((step) => (step.description === INSTRUCTION ? (at(step) ?? '') : `${at(step) ?? ''}: ${step.description}`));
}

test.each(HOW)('64-bit code: %s', { timeout: 60_000 }, async (how) => {
  const walked = await walk('steps', 'getuid', how);
  const { steps, at, last, labels } = walked;
  for (const [index, step] of steps.entries()) {
    if (index > 0) expect(step.registers, `step ${index} at ${at(step)}`).not.toBe(steps[index - 1]?.registers);
  }
  const pid = /\d+$/.exec(
    walked.steps.find(({ description }) => description.startsWith('getpid returned'))?.description ?? '',
  )?.[0];
  // From an exit-stop exactly one instruction; a call shows both of its stops, its instruction behind it.
  expect(trace(walked, 'number64', 'number32')).toEqual([
    'number64',
    'call64',
    'after64: getpid entry',
    `after64: getpid returned ${pid}`,
    'rexcall',
    'afterrex: getpid entry',
    `afterrex: getpid returned ${pid}`,
    'number32',
  ]);
  const int80 = trace(walked, 'call32', 'repeat').filter((line) => line !== '');
  expect(int80).toEqual(['call32', 'after32: getpid entry', `after32: getpid returned ${pid}`, 'repeat']);
  // rep: one iteration a step. The flags on the stack are without the trap flag: `last` says so.
  expect(trace(walked, 'repeat', 'popped')).toEqual(['repeat', 'repeat', 'repeat', 'push', 'popped']);
  // Onto the handler's first instruction, through rt_sigreturn, and back.
  const caught = trace(walked, 'usr1', 'breakpoint').filter((line) => line !== '');
  expect(caught.slice(0, 4)).toEqual(['usr1', 'afterusr1: kill entry', 'afterusr1: kill returned 0', 'handler']);
  expect(caught.slice(-3)).toEqual([
    expect.stringMatching(/rt_sigreturn entry$/),
    expect.stringMatching(/^afterusr1: rt_sigreturn/),
    'breakpoint',
  ]);
  // int3 is the program's own: its handler runs.
  expect(trace(walked, 'breakpoint', 'on_trap')).toEqual(['breakpoint', 'on_trap']);
  // Into the vDSO and out of it.
  const vdso = BigInt(`0x${labels.get('vdso')}`);
  const inside = steps.filter(({ ip }) => ip >= vdso && ip < vdso + 0x4000n);
  expect(inside.length).toBeGreaterThan(5);
  expect(steps.at(-1)?.description).toBe('getuid entry');
  expect(last).toBe('trap flag 0, caught 1, trapped 1, stored 1');
});

test.skipIf(!canBuild32()).each(HOW)('32-bit code, and the kernel entry of its vDSO: %s', async (how) => {
  const walked = await walk('steps-32', 'getuid32', how);
  const { steps, last } = walked;
  for (const [index, step] of steps.entries()) {
    if (index > 0) expect(step.registers, `step ${index}`).not.toBe(steps[index - 1]?.registers);
  }
  expect(trace(walked, 'increase', 'popped')).toEqual(['increase', 'push', 'popped']);
  const calls = steps.map(({ description }) => description).filter((text) => /^getpid/.test(text));
  expect(calls).toEqual(['getpid entry', expect.stringMatching(/^getpid returned \d+$/)]);
  expect(last).toBe('trap flag 0, top ffff');
});

test.skipIf(!canBuild32()).each(HOW)('sysenter in 32-bit code, where the processor has it: %s', async (how) => {
  const walked = await walk('sysenter-32', 'getuid32', how);
  const { steps, at, last } = walked;
  for (const [index, step] of steps.entries()) {
    if (index > 0) expect(step.registers, `step ${index} at ${at(step)}`).not.toBe(steps[index - 1]?.registers);
  }
  const calls = steps.map(({ description }) => description).filter((text) => /^(getpid|rt_sigreturn)/.test(text));
  const labels = trace(walked, 'enter', 'end').flatMap((line) => /^\w+/.exec(line) ?? []);
  if (last === 'SIGILL') {
    // No call, and no entry-stop that was not: the instruction is refused, and its handler stepped onto.
    expect(calls).toEqual(['rt_sigreturn entry', expect.stringMatching(/^rt_sigreturn/)]);
    expect(labels).toEqual(['enter', 'handler', 'after', 'end']);
  } else {
    // Both of its stops lie in the vDSO, where the kernel goes back to.
    expect(calls).toEqual(['getpid entry', expect.stringMatching(/^getpid returned \d+$/)]);
    expect(labels).toEqual(['enter', 'after', 'end']);
    expect(last).toBe('getpid');
  }
});

test('from an entry-stop, and through a seccomp filter that asks a tracer', async () => {
  built('seccomp-trace');
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'getppid,getuid' }]);
  const pid = await session.launch('seccomp-trace');
  await session.engine.start();
  expect((await session.next('stopped')).description).toBe('getppid entry');
  await session.engine.resume(pid, 'instruction');
  // Nobody set PTRACE_O_TRACESECCOMP, so RET_TRACE fails as it does without a tracer (seccomp(2)).
  expect((await session.next('stopped')).description).toBe('getppid failed: ENOSYS');
  await session.engine.resume(pid, 'instruction');
  expect((await session.next('stopped')).description).toBe('stepped one instruction');
  await session.engine.resume(pid, 'continue');
  expect((await session.next('stopped')).description).toBe('getuid entry');
  await session.engine.resume(pid, 'next-syscall-stop');
  await session.next('stopped');
  await session.engine.resume(pid, 'continue');
  await session.next('terminated');
  expect(session.output()).toBe('getppid ENOSYS\ntrapped 102\n');
});

test.each(HOW)('through code that blocks SIGTRAP: mask and handler are as they were: %s', async (how) => {
  const { steps, last } = await walk('trap-blocked', 'getuid', how);
  expect(steps.map(({ description }) => description)).toContain('tgkill returned 0');
  expect(last).toBe('blocked 1, 1, in the frame 1, trapped 1');
});

test('the program’s own SIGTRAP, which it blocks, keeps nobody from letting it go', async () => {
  built('trap-blocked');
  const outside = await startOutside('trap-blocked', ['own'], { GATE: '1' });
  const session = startSession();
  await session.engine.setBreakpoints([
    { id: 1, name: 'getgid@exit' },
    { id: 2, name: 'getuid@exit' },
  ]);
  await session.attach(outside.pid);
  outside.say('x');
  await session.next('stopped');
  await session.engine.resume(outside.pid, 'out');
  expect(await session.next('stopped')).toMatchObject({ reason: 'step', description: 'returned' });
  await session.engine.resume(outside.pid, 'continue');
  expect(await session.next('stopped')).toMatchObject({ hitBreakpointIds: [2] });
  await session.engine.detach();
  expect(leftAlone(outside.pid).tracer).toBe('0');
  outside.say('x');
  expect(await outside.line()).toBe('blocked 1, 1, in the frame 1, trapped 1');
});
