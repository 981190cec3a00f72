/**
 * What a debug session costs a program that calls the kernel all the time: with breakpoints that nothing hits, with one
 * whose hits are counted, and with one that says a line at each. Beside the program alone and strace without output.
 * Prints microseconds a call.
 */
import { join } from 'node:path';
import { buildFixtures } from '../../scripts/fixtures.ts';
import { onPath } from '../../scripts/lib/debian.ts';
import { startAdapter } from './adapterClient.ts';
import { median, timeOf } from './times.ts';

const PROGRAM = join(import.meta.dirname, '..', 'fixtures', 'bin', 'calls-often');
const CALLS = 100_000;
const ROUNDS = 5;

interface Breakpoint {
  readonly name: string;
  readonly hitCondition?: string;
}

/** Milliseconds from the program's start to its end, as a client sees them. */
async function inSession(breakpoints: readonly Breakpoint[]): Promise<number> {
  const adapter = startAdapter();
  adapter.send('initialize', { adapterID: 'trapline', pathFormat: 'path', linesStartAt1: true, columnsStartAt1: true });
  await adapter.seen('initialized');
  adapter.send('launch', { program: PROGRAM, args: [String(CALLS)], cwd: '/' });
  adapter.send('setFunctionBreakpoints', { breakpoints });
  await adapter.seen('setFunctionBreakpoints');
  const from = performance.now();
  adapter.send('configurationDone');
  await adapter.seen('terminated');
  const time = performance.now() - from;
  adapter.send('disconnect');
  await adapter.seen('disconnect');
  await adapter.close();
  return time;
}

/** Prints the table. */
export async function benchInSession(): Promise<void> {
  if (buildFixtures(['calls-often']).length > 0) return console.log('calls-often.c does not compile');
  const cases: readonly (readonly [string, () => number | Promise<number>])[] = [
    ['alone', () => timeOf([PROGRAM, String(CALLS)])],
    ['strace -e trace=mount', () => (onPath('strace') ? timeOf(STRACE) : Number.NaN)],
    ['a breakpoint on mount', () => inSession([{ name: 'mount' }])],
    ['hits that are counted', () => inSession([{ name: 'getppid', hitCondition: `>${CALLS}` }])],
    ['a line at each hit', () => inSession([{ name: 'getppid log: {syscall} {pid}' }])],
  ];
  const times = new Map<string, number[]>(cases.map(([label]) => [label, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [label, measure] of cases) times.get(label)?.push(await measure());
  }
  console.log(`${CALLS} calls of getppid, median of ${ROUNDS}`);
  for (const [label, values] of times) {
    const time = median(values);
    console.log(
      `  ${label.padEnd(24)} ${time.toFixed(0).padStart(6)} ms ${((time * 1000) / CALLS).toFixed(2).padStart(8)} µs a call`,
    );
  }
}

const STRACE = ['strace', '-f', '-o', '/dev/null', '-e', 'trace=mount', PROGRAM, String(CALLS)] as const;
