/**
 * From launch to the program's first instruction: with the adapter running already, including its start, and beside
 * both `gdb -batch -ex starti -ex quit`. In turns, so that a busy moment hits all; prints medians and ratios.
 */
import { spawnSync } from 'node:child_process';
import { onPath } from '../../scripts/lib/debian.ts';
import { startAdapter } from './adapterClient.ts';
import { median } from './times.ts';

const PROGRAM = '/bin/true';
const ROUNDS = 15;

interface Times {
  readonly start: number;
  readonly launch: number;
}

/** Milliseconds. */
async function measureAdapter(): Promise<Times> {
  const from = performance.now();
  const adapter = startAdapter();
  adapter.send('initialize', { adapterID: 'trapline', pathFormat: 'path', linesStartAt1: true, columnsStartAt1: true });
  await adapter.seen('initialized');
  const launched = performance.now();
  adapter.send('launch', { program: PROGRAM, stopOnEntry: true, cwd: '/' });
  adapter.send('setFunctionBreakpoints', { breakpoints: [] });
  adapter.send('configurationDone');
  await Promise.race([adapter.seen('stopped'), adapter.seen('launch').then(() => adapter.seen('stopped'))]);
  const stopped = performance.now();
  adapter.send('disconnect', { terminateDebuggee: true });
  await adapter.seen('disconnect');
  await adapter.close();
  return { start: stopped - from, launch: stopped - launched };
}

/** Milliseconds of the whole command. */
function measureGdb(): number {
  const from = performance.now();
  spawnSync('gdb', ['-nx', '-batch', '-ex', 'starti', '-ex', 'quit', PROGRAM], { stdio: 'ignore' });
  return performance.now() - from;
}

/** Prints the table. */
export async function benchStartup(): Promise<void> {
  const gdb = onPath('gdb');
  const rows: (Times & { gdb: number })[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rows.push({ ...(await measureAdapter()), gdb: gdb ? measureGdb() : Number.NaN });
  }
  const beside = median(rows.map((row) => row.gdb));
  console.log(`launch to stopped at the first instruction of ${PROGRAM}, median of ${ROUNDS}`);
  for (const [label, value] of [
    ['adapter running already', median(rows.map((row) => row.launch))],
    ['including its start', median(rows.map((row) => row.start))],
    ['gdb starti, quit', beside],
  ] as const) {
    console.log(`  ${label.padEnd(24)} ${value.toFixed(1).padStart(7)} ms   ${(value / beside).toFixed(2)} × gdb`);
  }
  if (!gdb) console.log('  (no gdb here to compare with)');
}
