/**
 * Measuring commands against each other on a machine that does other things too: in turns, so that a busy moment hits
 * all, and judged by the ratios within one round. Must not know what is measured.
 */
import { spawnSync } from 'node:child_process';

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Milliseconds that a command takes, start and end included. Its output is dropped. */
export function timeOf([command, ...args]: readonly [string, ...string[]]): number {
  const from = performance.now();
  const { error, status, signal } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const time = performance.now() - from;
  if (error) throw error;
  if (status !== 0) console.log(`  ${command} ${args.join(' ')} ended with ${signal ?? status}`);
  return time;
}

/** The times of each command, round by round. */
export function inTurns(commands: readonly (readonly [string, ...string[]])[], rounds: number): number[][] {
  const times: number[][] = commands.map(() => []);
  for (let round = 0; round < rounds; round++) {
    // Forwards and backwards: nobody always has the same predecessor.
    const order = commands.map((_, index) => (round % 2 === 0 ? index : commands.length - 1 - index));
    for (const index of order) times[index]?.push(timeOf(commands[index] as [string, ...string[]]));
  }
  return times;
}

/** The median of what one took in terms of the other, round by round. */
export function ratio(times: readonly number[], others: readonly number[]): number {
  return median(times.map((time, round) => time / (others[round] ?? Number.NaN)));
}

/** A column of milliseconds. */
export const ms = (time: number): string => time.toFixed(0).padStart(7);
