/**
 * Measuring commands against each other on a machine that does other things too: in turns, so that a busy moment hits
 * all, and judged by the ratios within one round. Must not know what is measured.
 */
import { type StdioOptions, spawnSync } from 'node:child_process';

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** In milliseconds. */
export interface Times {
  readonly wall: number[];
  /** Of the processors, for the command and all that it has waited for: what others do at the same time counts little. */
  readonly worked: number[];
}

/** A shell that says what its child has used of the processors (bash(1), times). */
const MEASURED = '"$@" 3>&-; status=$?; times >&3; exit $status';
const SECOND_LINE = /\n(\d+)m([\d.]+)s (\d+)m([\d.]+)s/;

/** What a command takes, start and end included; returns what the clock says. Its output is dropped. */
export function timeOf(command: readonly string[], times: Times = { wall: [], worked: [] }): number {
  const stdio: StdioOptions = ['ignore', 'ignore', 'pipe', 'pipe'];
  const from = performance.now();
  const { error, status, signal, output } = spawnSync('bash', ['-c', MEASURED, 'bash', ...command], { stdio });
  const wall = performance.now() - from;
  if (error) throw error;
  const [user = 0, more = 0, system = 0, rest = 0] = SECOND_LINE.exec(String(output[3]))?.slice(1).map(Number) ?? [];
  times.worked.push((60 * (user + system) + more + rest) * 1000);
  times.wall.push(wall);
  if (status !== 0) console.log(`  ${command.join(' ')} ended with ${signal ?? status}`);
  return wall;
}

/** The times of each command, round by round. */
export function inTurns(commands: readonly (readonly string[])[], rounds: number): Times[] {
  const times = commands.map((): Times => ({ wall: [], worked: [] }));
  for (let round = 0; round < rounds; round++) {
    // Forwards and backwards: nobody always has the same predecessor.
    const order = commands.map((_, index) => (round % 2 === 0 ? index : commands.length - 1 - index));
    for (const index of order) timeOf(commands[index] as readonly string[], times[index] as Times);
  }
  return times;
}

/** The median of what one took in terms of the other, round by round. */
export function ratio(times: readonly number[], others: readonly number[]): number {
  return median(times.map((time, round) => time / (others[round] ?? Number.NaN)));
}

/** A column of milliseconds. */
export const ms = (time: number): string => time.toFixed(0).padStart(7);
