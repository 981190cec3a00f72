/**
 * `npm run test:repeat -- PROJECT TIMES [FILE …]`: runs a test project (or files of it) again and again, to find tests
 * that fail now and then. Prints a line a run and, for each failure, its test and message; goes on to the last run.
 * `--loaded` keeps every processor busy meanwhile, `--detached` runs without a terminal in a session of its own, as CI
 * systems do. Not part of `npm test`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './lib/project.ts';
import { failureText, type Outcome, readOutcome } from './lib/report.ts';
import { vitestCommand } from './lib/vitest.ts';

const ENDING = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
const words = process.argv.slice(2);
const flag = (name: string): boolean => words.includes(name) && words.splice(words.indexOf(name), 1).length > 0;
const loaded = flag('--loaded');
const detached = flag('--detached');
const [project, times = '50', ...files] = words;

async function runOnce(project: string): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  try {
    const report = join(folder, 'report.json');
    const stderr = join(folder, 'stderr');
    const said = openSync(stderr, 'w');
    const { file, words, env } = vitestCommand(project, report, { args: files });
    const child = spawn(file, words, {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', said],
      detached,
      env: { ...process.env, ...env, ...(detached && { CI: 'true' }) },
    });
    closeSync(said);
    // A run of its own session does not get the signals of this one.
    const end = (): void => {
      child.kill('SIGTERM');
      process.exit(1);
    };
    for (const signal of ENDING) process.once(signal, end);
    await once(child, 'exit');
    for (const signal of ENDING) process.off(signal, end);
    const outcome = existsSync(report)
      ? readOutcome(readFileSync(report, 'utf8'))
      : { passed: 0, failures: [{ name: 'vitest', message: 'ended without a report' }] };
    if (outcome.passed === 0 && outcome.failures.length === 0) {
      return { passed: 0, failures: [{ name: 'vitest', message: 'no test of that name' }] };
    }
    // A process that crashed has said there what it died of.
    const last = readFileSync(stderr, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
    const failures = outcome.failures.map(({ name, message }) => ({ name, message: `${message}\n${last}`.trimEnd() }));
    return { ...outcome, failures };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function keepBusy(): ChildProcess[] {
  const spin = ['-e', 'for (;;);'];
  return Array.from({ length: availableParallelism() }, () => spawn(process.execPath, spin, { stdio: 'ignore' }));
}

async function repeat(project: string, runs: number): Promise<boolean> {
  const busy = loaded ? keepBusy() : [];
  const failures = new Map<string, number>();
  try {
    for (let run = 1; run <= runs; run++) {
      const from = performance.now();
      const result = await runOnce(project);
      const seconds = ((performance.now() - from) / 1000).toFixed(0);
      console.log(`run ${run} of ${runs}: ${result.passed} passed, ${result.failures.length} failed, ${seconds} s`);
      for (const failure of result.failures) {
        console.log(failureText(failure, 40));
        failures.set(failure.name, (failures.get(failure.name) ?? 0) + 1);
      }
    }
  } finally {
    for (const child of busy) child.kill('SIGKILL');
  }
  for (const [name, count] of failures) console.log(`${count} of ${runs}: ${name}`);
  return failures.size === 0;
}

if (project === undefined || !(Number(times) > 0)) {
  console.error(
    'npm run test:repeat -- PROJECT TIMES [FILE …] [--loaded] [--detached]; PROJECT: unit, tracer, dap, window.',
  );
  process.exitCode = 2;
} else {
  process.exitCode = (await repeat(project, Number(times))) ? 0 : 1;
}
