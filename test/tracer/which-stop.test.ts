/**
 * Entry, exit, and of which call: programs that print what the kernel told them, against what the tracer saw. All three
 * readers are asked at every stop of the same run.
 */
import { expect, test } from 'vitest';
import { attach } from '../../native/tracer/attach.ts';
import { runLoop } from '../../native/tracer/loop.ts';
import { readByEventMessage, readByToggling } from '../../native/tracer/readers.ts';
import { readSyscallInfo } from '../../native/tracer/syscallInfo.ts';
import { RESUME_SYSCALL } from '../../native/tracer/tracee.ts';
import { Tracer } from '../../native/tracer/tracer.ts';
import { canBuild32 } from './stoppedProgram.ts';
import { startOutside, untilState } from './support/outside.ts';
import { between, crossChecked, record } from './support/record.ts';

const READERS = { info: readSyscallInfo, eventMessage: readByEventMessage, toggling: readByToggling };

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
