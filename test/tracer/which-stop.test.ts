/**
 * Entry, exit, and of which call: programs that print what the kernel told them, against what the tracer saw. All three
 * readers are asked at every stop of the same run.
 */
import { expect, test } from 'vitest';
import { readByEventMessage, readByToggling } from '../../native/tracer/readers.ts';
import { readSyscallInfo } from '../../native/tracer/syscallInfo.ts';
import { canBuild32 } from './stoppedProgram.ts';
import { between, crossChecked, record } from './support/record.ts';

const READERS = { info: readSyscallInfo, eventMessage: readByEventMessage, toggling: readByToggling };

test('plain, failing, unknown, i386 and x32 calls, restarts and handlers of a 64-bit program', () => {
  const complaints: string[] = [];
  const readInfo = crossChecked(READERS, complaints);
  const recorded = record('calls-mixed', { readInfo });
  expect(between(recorded)).toEqual(recorded.output.trim().split('\n'));
  expect(complaints).toEqual([]);
  expect(readInfo.stops).toBeGreaterThan(100);
});

test.skipIf(!canBuild32())('a 32-bit program through int 0x80 and the kernel entry of the vDSO', () => {
  const complaints: string[] = [];
  const recorded = record('calls-32', { readInfo: crossChecked(READERS, complaints) });
  expect(between(recorded)).toEqual(recorded.output.trim().split('\n'));
  expect(complaints).toEqual([]);
});
