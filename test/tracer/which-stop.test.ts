/**
 * Entry, exit, and of which call: programs that print what the kernel told them, against what the tracer saw. All three
 * readers are asked at every stop of the same run.
 */
import { expect, test } from 'vitest';
import { attach } from '../../native/tracer/attach.ts';
import { runLoop } from '../../native/tracer/loop.ts';
import { readByEventMessage, readByToggling } from '../../native/tracer/readers.ts';
import { readSyscallInfo } from '../../native/tracer/syscallInfo.ts';
import { RESUME_CONTINUE, RESUME_SYSCALL } from '../../native/tracer/tracee.ts';
import { Tracer } from '../../native/tracer/tracer.ts';
import { canBuild32 } from './stoppedProgram.ts';
import { startOutside, untilState } from './support/outside.ts';
import { between, crossChecked, record } from './support/record.ts';

const READERS = { info: readSyscallInfo, eventMessage: readByEventMessage, toggling: readByToggling };

const GETPPID = 110;
const HOW = [
  ['launched', false],
  ['attached', true],
] as const;

test.each(HOW)(
  'plain, failing, unknown, i386 and x32 calls, restarts and handlers of a 64-bit program: %s',
  (_how, attached) => {
    const complaints: string[] = [];
    const readInfo = crossChecked(READERS, complaints);
    const recorded = record('calls-mixed', { readInfo, attached });
    expect(between(recorded)).toEqual(recorded.output.trim().split('\n'));
    expect(complaints).toEqual([]);
    expect(readInfo.stops).toBeGreaterThan(100);
  },
);

test.skipIf(!canBuild32()).each(HOW)(
  'a 32-bit program through int 0x80 and the kernel entry of the vDSO: %s',
  (_how, attached) => {
    const complaints: string[] = [];
    const recorded = record('calls-32', { readInfo: crossChecked(READERS, complaints), attached });
    expect(between(recorded)).toEqual(recorded.output.trim().split('\n'));
    expect(complaints).toEqual([]);
  },
);

test.each(HOW)(
  'a filter that asks its tracer: entry-stop, seccomp-stop, exit-stop (Linux 4.8): %s',
  (_how, attached) => {
    const complaints: string[] = [];
    const readInfo = crossChecked(READERS, complaints);
    const options = { seccompStops: true };
    const { seen, output, pid } = record('seccomp-trace', { readInfo, options, attached });
    expect(output).toBe('getppid succeeded\ntrapped 102\n');
    expect(complaints).toEqual([]);
    const at = seen.findIndex((one) => one.kind === 'seccomp');
    const getppid = { tid: pid, arch: 'x86_64', nr: GETPPID };
    expect(seen.slice(at - 1, at + 2)).toMatchObject([
      { ...getppid, kind: 'entry' },
      { ...getppid, kind: 'seccomp' },
      { ...getppid, kind: 'exit', isError: false },
    ]);
    // SECCOMP_RET_TRAP hides the call: its entry-stop and exit-stop come, and no seccomp-stop.
    expect(seen.filter((one) => one.kind === 'seccomp')).toHaveLength(1);
  },
);

test('a seccomp-stop without an entry-stop names the call of the exit-stop behind it', () => {
  const { seen, pid } = record('seccomp-trace', {
    options: { seccompStops: true },
    decide: (_tracer, tracee, stop) =>
      stop.kind === 'syscall-exit' && tracee.nr !== GETPPID ? RESUME_CONTINUE : undefined,
  });
  const at = seen.findIndex((one) => one.kind === 'seccomp');
  expect(seen.slice(at, at + 2)).toMatchObject([
    { tid: pid, kind: 'seccomp', nr: GETPPID },
    { tid: pid, kind: 'exit', nr: GETPPID },
  ]);
});

test.each([
  ['read', 0],
  ['poll', 219],
])(
  'attached in the middle of %s: the next syscall-stop is an entry, as the kernel begins the call again',
  async (call, nr) => {
    const outside = await startOutside('blocked', [call]);
    await outside.line();
    await untilState(outside.pid, 'S');
    const complaints: string[] = [];
    const tracer = new Tracer();
    tracer.readInfo = crossChecked(READERS, complaints);
    const seen: string[] = [];
    expect(attach(tracer, outside.pid)).toMatchObject([{ tid: outside.pid }]);
    runLoop(tracer, {
      appeared: () => {},
      replaced: () => {},
      vanished: () => {},
      ended: () => {},
      stopped(_tracee, stop) {
        seen.push(stop.kind === 'syscall-entry' ? `entry ${stop.info.nr}` : stop.kind);
        return seen.length < 2 ? RESUME_SYSCALL : { how: 'detach', signal: 0 };
      },
      // The program's parent is this thread's child, so the wait would go on without any tracee.
      pending: () => seen.length === 2,
      poll: () => false,
    });
    expect(seen).toEqual(['event-stop', `entry ${nr}`]);
    expect(complaints).toEqual([]);
    outside.say('xx');
    expect(await outside.line()).toBe(`${call} = 1 `);
  },
);
