/**
 * `npm run soak -- MINUTES` (30 when none are given): mixed fixtures under the engine, one session after the other in
 * one process, each checked by what it prints and how it ends. Fails when one differs, or when the process has a
 * quarter more memory at the end than after its first minute. Not part of `npm test`.
 */
import { readdirSync } from 'node:fs';
import type { EngineEvent } from '../../../adapter/engine/api.ts';
import { startEngine } from '../../../adapter/engine/proxy.ts';
import { built } from '../support/record.ts';

interface Round {
  readonly fixture: string;
  readonly args?: readonly string[];
  readonly breakpoints?: readonly string[];
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
];

const MEMORY_GROWTH = 1.25;
const MINUTE = 60_000;

/** Runs one fixture; every stop is continued at once. Resolves with what was wrong. */
async function run({ fixture, args = [], breakpoints = [], code, prints }: Round): Promise<string | undefined> {
  const program = built(fixture);
  let output = '';
  let ended: number | undefined;
  let over: () => void = () => {};
  const end = new Promise<void>((resolve) => {
    over = resolve;
  });
  const engine = startEngine((event: EngineEvent) => {
    if (event.type === 'output' && event.category === 'stdout') output += event.text;
    else if (event.type === 'exited') ended = event.code;
    else if (event.type === 'stopped') void engine.resume(event.tid, 'continue').catch(() => {});
    else if (event.type === 'terminated' || event.type === 'failed') over();
  });
  await engine.setBreakpoints(breakpoints.map((name, index) => ({ id: index + 1, name })));
  await engine.launch({
    program,
    argv: [program, ...args],
    cwd: '/',
    env: ['PATH=/usr/bin:/bin'],
    stdio: 'pipes',
    newProcessGroup: true,
    followForks: true,
    stopOnEntry: false,
    stopOnExit: false,
  });
  await engine.start();
  await end;
  await engine.dispose();
  if (ended !== code) return `${fixture} ended with ${ended}, not ${code}`;
  return prints && !prints.test(output) ? `${fixture} printed ${JSON.stringify(output.slice(0, 200))}` : undefined;
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
