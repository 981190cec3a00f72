/**
 * Older kernels: the newest request is answered with an error, and the same programs give the same calls. 5.3 has
 * GETEVENTMSG's 1 and 2 (here: a seccomp policy without the newer request), 4.14 only turns of entry and exit.
 */
import { describe, expect, test } from 'vitest';
import { EIO, EPERM } from '../../native/ffi/libc.ts';
import { newestReader, readByEventMessage, readByToggling } from '../../native/tracer/readers.ts';
import { readSyscallInfo, type SyscallInfoReader } from '../../native/tracer/syscallInfo.ts';
import { canBuild32 } from './stoppedProgram.ts';
import { between, record, type Seen } from './support/record.ts';

const missing: SyscallInfoReader = () => -EIO;
const refused: SyscallInfoReader = () => -EPERM;

const WAYS = {
  '5.3 and newer': () => newestReader([readSyscallInfo, missing, missing]),
  'refused by a policy': () => newestReader([refused, readByEventMessage, missing]),
  'before 5.3': () => newestReader([missing, missing, readByToggling]),
};

const CASES = Object.entries(WAYS).flatMap(([name, way]) => [
  [name, 'launched', way, false] as const,
  [name, 'attached', way, true] as const,
]);

describe.each(CASES)('%s, %s', (_name, _how, way, attached) => {
  test('mixed calls, restarts and handlers', () => {
    const recorded = record('calls-mixed', { readInfo: way(), attached });
    expect(between(recorded)).toEqual(recorded.output.trim().split('\n'));
  });

  test.skipIf(!canBuild32())('a 32-bit program', () => {
    const recorded = record('calls-32', { readInfo: way(), attached });
    expect(between(recorded)).toEqual(recorded.output.trim().split('\n'));
  });

  test('a seccomp-stop', () => {
    const { seen, output } = record('seccomp-trace', { readInfo: way(), attached, options: { seccompStops: true } });
    expect(output).toBe('getppid succeeded\ntrapped 102\n');
    expect(outOfTurn(seen)).toEqual([]);
    expect(seen.filter((one) => one.kind === 'seccomp')).toMatchObject([{ nr: 110 }]);
  });

  test.each(['forks-many', 'vfork-exec', 'clones', 'exec-thread', 'traces-itself', 'seccomp-trace', 'exit-group'])(
    'entry and exit in turn in every task of %s',
    (fixture) => {
      const { seen, pid } = record(fixture, { readInfo: way(), attached });
      expect(outOfTurn(seen)).toEqual([]);
      expect(seen.at(-1)).toMatchObject({ tid: pid, kind: 'ended', end: { kind: 'exited' } });
    },
  );
});

/** An exit without its entry, an exit of another call, or a second entry. */
function outOfTurn(seen: readonly Seen[]): Seen[] {
  const inside = new Map<number, number>();
  return seen.filter((one) => {
    if (one.kind === 'replaced') {
      inside.set(one.tid, inside.get(one.former) ?? -1);
      return false;
    }
    if (one.kind === 'entry') {
      const wrong = inside.has(one.tid);
      inside.set(one.tid, one.nr);
      return wrong;
    }
    if (one.kind !== 'exit') return false;
    // The launch stands at the entry of the first execve before anything is written down.
    const entered = inside.get(one.tid) ?? 59;
    inside.delete(one.tid);
    return entered !== one.nr;
  });
}
