/**
 * `npm run soak -- MINUTES` (30 when none are given): mixed fixtures under the engine, one session after the other in
 * one process, each checked by what it prints and how it ends. Fails when one differs, or when the process has a
 * quarter more memory at the end than after its first minute. Not part of `npm test`.
 *
 * The sessions follow each other on one tracer thread, as in `adapter --server`; the editor starts a process for each.
 * A thread for each would measure koffi: an empty worker leaves nothing behind (800 of them: −2 KiB each), one that
 * loads koffi 3.3.4 leaves 40 KiB, with its first library 55 KiB and 3 MiB of addresses, with libdw's calls 80 KiB,
 * the same with one malloc arena; another native addon of that size leaves 8 KiB.
 * Without the collection between two sessions the thread's garbage stood at 300 MiB after a minute and grew, with 18 MiB
 * alive: V8 collects it late in a thread whose event loop never turns.
 */
import { readdirSync } from 'node:fs';
import { lastingThreads } from '../../../adapter/engine/thread.ts';
import { type RunThrough, runThrough } from '../support/runThrough.ts';

interface Round extends RunThrough {
  readonly code: number;
  readonly prints?: RegExp;
}

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
];

const MEMORY_GROWTH = 1.25;
const MINUTE = 60_000;
/** One at a time: it is one thread, unless a session leaves something behind. */
const tracerThread = lastingThreads();

/** Runs one fixture. Resolves with what was wrong. */
async function run({ code, prints, ...round }: Round): Promise<string | undefined> {
  const { code: ended, output } = await runThrough(round, tracerThread());
  if (ended !== code) return `${round.fixture} ended with ${ended}, not ${code}`;
  return prints && !prints.test(output)
    ? `${round.fixture} printed ${JSON.stringify(output.slice(0, 200))}`
    : undefined;
}

const descriptors = (): number => readdirSync('/proc/self/fd').length;
const memory = (): number => process.memoryUsage.rss() / 2 ** 20;

async function soak(minutes: number): Promise<boolean> {
  const begin = performance.now();
  let first: { memory: number; descriptors: number } | undefined;
  let rounds = 0;
  for (; performance.now() - begin < minutes * MINUTE; rounds++) {
    const wrong = await run(ROUNDS[rounds % ROUNDS.length] as Round);
    if (wrong) {
      console.error(`round ${rounds}: ${wrong}`);
      return false;
    }
    if (!first && performance.now() - begin > Math.min(MINUTE, (minutes * MINUTE) / 4)) {
      first = { memory: memory(), descriptors: descriptors() };
    }
  }
  const last = { memory: memory(), descriptors: descriptors() };
  console.log(
    `${rounds} programs; memory ${first?.memory.toFixed(0)} → ${last.memory.toFixed(0)} MiB, ` +
      `descriptors ${first?.descriptors} → ${last.descriptors}`,
  );
  if (!first) return false;
  return last.memory < first.memory * MEMORY_GROWTH && last.descriptors <= first.descriptors + 2;
}

process.exitCode = (await soak(Number(process.argv[2] ?? 30))) ? 0 : 1;
