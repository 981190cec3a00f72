/**
 * `run.ts PROGRAMS`: the cases in this process, on whatever machine it runs, with the programs of that folder, by every way
 * of changing a call that the kernel has. A line a case, then the sum.
 */
import { rmSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { byRegisters } from '../../native/tracer/setByRegisters.ts';
import { bySyscallInfo } from '../../native/tracer/setSyscall.ts';
import type { SyscallSetter } from '../../native/tracer/syscallSetter.ts';
import { runInThread } from '../tracer/support/inThread.ts';
import { CASES } from './cases.ts';

const [folder = '/programs'] = process.argv.slice(2);
const [major = 0, minor = 0] = release().split('.').map(Number);
const ways: (readonly [string, SyscallSetter])[] = [['registers', byRegisters]];
if (major > 6 || (major === 6 && minor >= 16)) ways.push(['PTRACE_SET_SYSCALL_INFO', bySyscallInfo]);
let passed = 0;
let failed = 0;
for (const [way, setter] of ways) {
  for (const { what, program, args, how, output, answer } of CASES) {
    rmSync('/tmp/trapline-made', { recursive: true, force: true });
    const ran = runInThread(join(folder, program), args, { ...how, setter });
    const answered = answer === undefined || answer.test(ran.answers[0] ?? '');
    const good = ran.output === output && ran.failures.length === 0 && answered;
    console.log(`${good ? 'ok  ' : 'FAIL'} ${way}: ${program}: ${what}`);
    if (good) passed++;
    else {
      failed++;
      console.log(`     ${JSON.stringify(ran.output)} and not ${JSON.stringify(output)} ${ran.failures.join('; ')}`);
      console.log(`     stops: ${ran.descriptions.join(', ')}; answers: ${ran.answers.join('; ')}`);
    }
  }
}
rmSync('/tmp/trapline-made', { recursive: true, force: true });
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
