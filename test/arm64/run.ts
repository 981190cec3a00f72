/**
 * `run.ts PROGRAMS`: the cases in this process, on whatever machine it runs, with the programs of that folder; the way
 * through the registers. A line a case, then the sum.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { byRegisters } from '../../native/tracer/setByRegisters.ts';
import { runInThread } from '../tracer/support/inThread.ts';
import { CASES } from './cases.ts';

const [folder = '/programs'] = process.argv.slice(2);
let failed = 0;
for (const { what, program, args, how, output } of CASES) {
  rmSync('/tmp/trapline-made', { recursive: true, force: true });
  const ran = runInThread(join(folder, program), args, { ...how, setter: byRegisters });
  const good = ran.output === output && ran.failures.length === 0;
  if (!good) failed++;
  console.log(`${good ? 'ok  ' : 'FAIL'} ${program}: ${what}`);
  if (good) continue;
  console.log(`     ${JSON.stringify(ran.output)} and not ${JSON.stringify(output)} ${ran.failures.join('; ')}`);
  console.log(`     stops: ${ran.descriptions.join(', ')}`);
}
rmSync('/tmp/trapline-made', { recursive: true, force: true });
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${CASES.length - failed} passed, ${failed} failed`);
