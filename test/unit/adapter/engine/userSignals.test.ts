import { expect, test } from 'vitest';
import { mayBeUserSignal } from '../../../../adapter/engine/userSignals.ts';
import { SyscallInfo } from '../../../../native/tracer/syscallInfo.ts';

const exit = (rval: bigint) => {
  const info = new SyscallInfo();
  info.fillExit(0xc000003e, rval, rval < 0n, 0n, 0n);
  return { kind: 'syscall-exit', info } as const;
};
const signal = (number: number) => ({ kind: 'signal', signal: number, siginfo: new Uint8Array(128) }) as const;

test.each([
  ['SIGINT', signal(2), true],
  ['SIGTERM', signal(15), true],
  ['SIGURG', signal(23), false],
  ['a call that is restarted', exit(-516n), true],
  ['ERESTARTSYS', exit(-512n), true],
  ['a call that failed', exit(-4n), false],
  ['a call that succeeded', exit(516n), false],
  ['a group-stop', { kind: 'group-stop', signal: 19 } as const, false],
])('%s', (_name, stop, expected) => {
  expect(mayBeUserSignal(stop)).toBe(expected);
});
