/**
 * The tracer's process is killed, or its main thread ends for another reason: what it launched ends or goes on, what it
 * attached to goes on, whatever they were doing, and nobody waits for ever.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { TRACE } from '../support/programs.ts';
import { leftAlone, startOutside, statusField, untilState } from './support/outside.ts';
import { built } from './support/record.ts';

function startProcess(args: readonly string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support/engineProcess.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  return {
    child,
    line: async () => (await lines.next()).value as string | undefined,
    /** Skips what it says until the word. */
    async until(word: string) {
      for (;;) {
        const { value, done } = await said.next();
        if (done) throw new Error(`it ended without saying ${word}`);
        if ((value as string).startsWith(word)) return value as string;
      }
    },
  };
}

test.each(['running', 'held'])('launched programs end with it: %s', async (how) => {
  const program = built('lasting');
  const tracer = startProcess([...(how === 'held' ? ['hold', 'getppid'] : []), 'launch', program]);
  expect(await tracer.line()).toMatch(/^\d+ \d+$/);
  await tracer.until(how === 'held' ? 'stopped' : 'running');
  tracer.child.kill('SIGKILL');
  // The pipe's end: the program, its child and the tracer all held it, and all are gone.
  expect(await tracer.line()).toBeUndefined();
});

test.skipIf(spawnSync('strace', ['-V']).status !== 0)('a program that is not seized yet ends with it', async () => {
  // strace kills the command at its first ptrace request, which would have seized the program that waits for that.
  const rule = ['-o', '/dev/null', '-e', 'trace=ptrace', '-e', 'inject=ptrace:signal=SIGKILL:when=1'];
  const child = spawn('strace', [...rule, process.execPath, TRACE, '-o', '/dev/null', '/bin/echo', 'run'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  // The pipe's end: nobody holds it any more.
  const [, signal] = await once(child, 'close');
  expect([said, signal]).toEqual(['', 'SIGKILL']);
});

const HELD = {
  running: [],
  'held at a call': ['hold', 'getppid'],
  'held behind a single-step': ['instruction', 'getppid@exit'],
  'held where Step Out ended': ['out', 'getppid@exit'],
} as const;

test.each(Object.entries(HELD))('attached programs go on: %s', async (_how, words) => {
  const outside = await startOutside('lasting');
  const [pid = 0, child = 0] = ((await outside.line()) ?? '').split(' ').map(Number);
  onTestFinished(() => {
    process.kill(child, 'SIGKILL');
  });
  const tracer = startProcess([...words, 'attach', String(pid)]);
  await tracer.until(words.length === 0 ? 'running' : words[0] === 'hold' ? 'stopped' : 'stepped');
  tracer.child.kill('SIGKILL');
  await once(tracer.child, 'exit');
  const { tracer: traced, state } = leftAlone(pid);
  expect(traced).toBe('0');
  expect('RSD').toContain(state);
  // Its threads, too.
  expect(statusField(child, 'TracerPid')).toBe('0');
  process.kill(pid, 'SIGTERM');
  expect(await outside.ended()).toBe('SIGTERM');
});

test('a program stopped by SIGSTOP before stays stopped when the tracer is killed', async () => {
  const outside = await startOutside('lasting');
  const [pid = 0, child = 0] = ((await outside.line()) ?? '').split(' ').map(Number);
  onTestFinished(() => {
    process.kill(child, 'SIGKILL');
  });
  process.kill(pid, 'SIGSTOP');
  const tracer = startProcess(['attach', String(pid)]);
  await tracer.until('running');
  tracer.child.kill('SIGKILL');
  await once(tracer.child, 'exit');
  // The kernel wakes it to stop by itself again (kernel/ptrace.c, __ptrace_unlink).
  await untilState(pid, 'T');
  expect(leftAlone(pid)).toEqual({ tracer: '0', state: 'T' });
});

/** What ends the command's main thread, at SIGUSR2; the status it leaves. */
const ENDS = [
  ["throw new Error('a defect')", 1],
  ['process.exit(3)', 3],
] as const;
const AT = ['enter', 'exit'] as const;
const CASES = ENDS.flatMap(([how, status]) => AT.map((at) => [how, at, status] as const));

/** The command line, whose main thread ends as soon as it has said that it delays a call. */
async function endedInDelay(how: string, words: readonly string[]) {
  const ending = `data:text/javascript,process.on('SIGUSR2',()=>{${how}})`;
  const child = spawn(process.execPath, ['--import', ending, TRACE, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [log, stdout, sent] = ['', '', false];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk;
    // The line of a call is there before the delay at its exit, its first part before the one at its entry.
    if (!sent && /^(\[pid +\d+\] )?(access|getppid)\(/m.test(log)) sent = child.kill('SIGUSR2');
  });
  const exited = once(child, 'exit');
  const closed = once(child, 'close');
  const [status] = await exited;
  return { status, closed, stdout: () => stdout };
}

test.each(CASES)('%s during a delay at the %s of a call: the launched program ends', async (how, at, status) => {
  // The loader's own is the first.
  const rule = ['-e', 'trace=access', '-e', `inject=access:delay_${at}=600s`];
  const run = await endedInDelay(how, [...rule, built('does-calls'), 'access=/etc', 'fixed']);
  expect(run.status).toBe(status);
  // The streams' end: nobody holds them any more. Behind the delay the program would have said what it did.
  await run.closed;
  expect(run.stdout()).toBe('');
});

test.each(CASES)('%s during a delay at the %s of a call: an attached program goes on', async (how, at, status) => {
  const outside = await startOutside('lasting');
  const [pid = 0] = ((await outside.line()) ?? '').split(' ').map(Number);
  const rule = ['-e', 'trace=getppid', '-e', `inject=getppid:delay_${at}=600s`];
  const run = await endedInDelay(how, [...rule, '-p', String(pid)]);
  expect(run.status).toBe(status);
  const { tracer, state } = leftAlone(pid);
  expect(tracer).toBe('0');
  expect('RSD').toContain(state);
  process.kill(pid, 'SIGTERM');
  expect(await outside.ended()).toBe('SIGTERM');
});
