/**
 * `npm run soak -- MINUTES` (30 when none are given): mixed fixtures under the engine, one session after the other in
 * one process, each checked by what it prints and how it ends. Fails when one differs or does not end, or when the
 * process has a quarter more memory at the end than after its first minute. Says each minute how it stands. Not part of
 * `npm test`.
 *
 * The sessions follow each other on one tracer thread, as in `adapter --server`; the editor starts a process for each.
 * A thread for each would measure koffi: an empty worker leaves nothing behind (800 of them: −2 KiB each), one that
 * loads koffi 3.3.4 leaves 40 KiB, with its first library 55 KiB and 3 MiB of addresses, with libdw's calls 80 KiB,
 * the same with one malloc arena; another native addon of that size leaves 8 KiB.
 * Without the collection between two sessions the thread's garbage stood at 300 MiB after a minute and grew, with 18 MiB
 * alive: V8 collects it late in a thread whose event loop never turns.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { lastingThreads } from '../../../adapter/engine/thread.ts';
import type { TamperRule } from '../../../adapter/protocol/trapline.ts';
import { type RunThrough, runThrough } from '../support/runThrough.ts';

interface Round extends RunThrough {
  readonly code: number;
  readonly prints?: RegExp;
}

const CHANGES: readonly TamperRule[] = [
  { catch: 'access', condition: 'pathname == "/etc"', fail: 'EPERM' },
  { catch: 'getppid', return: 7 },
];

const ROUNDS: readonly Round[] = [
  { fixture: 'thread-storm', args: ['200'], code: 0, prints: /^joined 200$/m },
  { fixture: 'process-storm', args: ['300'], code: 0, prints: /^sum \d+$/m },
  { fixture: 'process-storm', args: ['100'], breakpoints: ['wait4@exit'], code: 0 },
  { fixture: 'calls-mixed', code: 0, prints: /^exit x86_64 219 1$/m },
  { fixture: 'exec-thread', code: 9, prints: /^now/m },
  { fixture: 'zombie-leader', code: 4 },
  { fixture: 'exit-group', breakpoints: ['getppid'], code: 6 },
  { fixture: 'signals', code: 3, prints: /^SIGSEGV code 1 at 0x10$/m },
  { fixture: 'clones', code: 0, prints: /untraced$/m },
  { fixture: 'dies', args: ['15'], code: 143 },
  { fixture: 'exec-storm', args: ['10'], code: 5, prints: /^end$/m },
  { fixture: 'stop-storm', args: ['10'], filters: ['group-stop'], code: 0, prints: /^stopped 10, continued 10, / },
  { fixture: 'vfork-exec', breakpoints: ['execve@both'], filters: ['exec'], code: 0 },
  { fixture: 'seccomp-trace', breakpoints: ['%creds'], code: 0, prints: /^trapped 102$/m },
  { fixture: 'stack_threads', breakpoints: ['getppid'], looks: true, code: 0 },
  { fixture: 'vfork-exec', breakpoints: ['execve@both', 'wait4'], looks: true, code: 0 },
  { fixture: 'stack_dlopen', logs: true, code: 0 },
  { fixture: 'forks-many', logs: true, code: 0 },
  {
    fixture: 'does-calls',
    args: ['access=/etc', 'getppid'],
    rules: CHANGES,
    code: 0,
    prints: /^access: EPERM\ngetppid: 7\n$/,
  },
];

const MEMORY_GROWTH = 1.25;
const MINUTE = 60_000;
/** The fixtures end themselves long before. */
const PATIENCE = 5 * MINUTE;
/** One at a time: it is one thread, unless a session leaves something behind. */
const tracerThread = lastingThreads();

/** Runs one fixture. Resolves with what was wrong. */
async function run({ code, prints, ...round }: Round): Promise<string | undefined> {
  const { code: ended, output, stacks } = await runThrough(round, tracerThread());
  if (ended !== code) return `${round.fixture} ended with ${ended}, not ${code}`;
  if (round.looks && stacks === 0) return `${round.fixture} had no stack at any stop`;
  return prints && !prints.test(output)
    ? `${round.fixture} printed ${JSON.stringify(output.slice(0, 200))}`
    : undefined;
}

interface Standing {
  /** In MiB. */
  readonly memory: number;
  readonly descriptors: number;
}

const standing = (): Standing => ({
  memory: process.memoryUsage.rss() / 2 ** 20,
  descriptors: readdirSync('/proc/self/fd').length,
});

/** The tracees of this process and its children, with their state: what a session that does not end hangs on. */
function started(): string[] {
  // The tracer is a thread.
  const own = new Set(readdirSync('/proc/self/task'));
  return readdirSync('/proc').flatMap((pid) => {
    const [, name, state, parent = '', tracer = ''] =
      /^Name:\t(.*?)$.*^State:\t(.*?)$.*^PPid:\t(\d+)\nTracerPid:\t(\d+)/ms.exec(statusOf(pid)) ?? [];
    return own.has(parent) || own.has(tracer) ? [`${pid} ${name}: ${state}`] : [];
  });
}

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'latin1');
  } catch {
    return '';
  }
}

async function soak(minutes: number): Promise<boolean> {
  const begin = performance.now();
  const age = (): number => performance.now() - begin;
  let first: Standing | undefined;
  let programs = 0;
  let [at, roundBegan] = [ROUNDS[0] as Round, begin];
  const say = (): void => {
    const { memory, descriptors } = standing();
    const minute = `${(age() / MINUTE).toFixed(1)} min`;
    console.log(`${minute}: ${programs} programs, ${memory.toFixed(0)} MiB, ${descriptors} descriptors`);
  };
  const watch = setInterval(() => {
    say();
    if (performance.now() - roundBegan < PATIENCE) return;
    console.log(`program ${programs}: ${at.fixture} does not end`, started());
    process.kill(process.pid, 'SIGKILL');
  }, MINUTE);
  try {
    // Whole turns: what the last session left is collected while the next one begins.
    while (age() < minutes * MINUTE) {
      for (const round of ROUNDS) {
        [at, roundBegan] = [round, performance.now()];
        const wrong = await run(round);
        if (wrong) {
          console.log(`program ${programs}: ${wrong}`);
          return false;
        }
        programs++;
      }
      if (!first && age() > Math.min(MINUTE, (minutes * MINUTE) / 4)) first = standing();
    }
  } finally {
    clearInterval(watch);
  }
  const last = standing();
  say();
  if (!first) return false;
  console.log(
    `memory ${first.memory.toFixed(0)} → ${last.memory.toFixed(0)} MiB, ` +
      `descriptors ${first.descriptors} → ${last.descriptors}`,
  );
  return last.memory < first.memory * MEMORY_GROWTH && last.descriptors <= first.descriptors + 2;
}

process.exitCode = (await soak(Number(process.argv[2] ?? 30))) ? 0 : 1;
