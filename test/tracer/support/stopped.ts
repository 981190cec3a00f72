/**
 * A fixture under the tracer on the test's own thread, moved by hand from stop to stop, for tests of single requests.
 */

import { readSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { PTRACE_SINGLESTEP, PTRACE_SYSCALL, ptrace } from '../../../native/ffi/ptrace.ts';
import { closeFd, makePipe } from '../../../native/ffi/spawn.ts';
import { __WALL, waitpid, waitStatus, wifStopped } from '../../../native/ffi/wait.ts';
import { launch } from '../../../native/tracer/launch.ts';
import { kill } from '../../../native/tracer/signals.ts';
import { classify, SIGTRAP, type Stop } from '../../../native/tracer/stop.ts';
import type { Tracee } from '../../../native/tracer/tracee.ts';
import { type TraceOptions, Tracer } from '../../../native/tracer/tracer.ts';
import { buildFixtures } from '../../../scripts/fixtures.ts';

export interface Stopped {
  readonly tracer: Tracer;
  readonly tracee: Tracee;
  /** To the next stop that fits, by PTRACE_SYSCALL or another request; undefined when the program has ended. Signals on
   *  the way are delivered. */
  to(fits: (stop: Stop) => boolean, request?: number): Stop | undefined;
  /** To the entry-stop, or exit-stop, of the next call with that number. */
  toCall(nr: number, kind?: 'syscall-entry' | 'syscall-exit'): Stop;
  /** Runs it to its end and returns all it has printed. */
  finish(): string;
}

export function startStopped(name: string, args: readonly string[] = [], options: Partial<TraceOptions> = {}): Stopped {
  if (buildFixtures([name]).length > 0) throw new Error(`${name} does not compile`);
  const tracer = new Tracer();
  tracer.options = { ...tracer.options, exitKill: true, ...options };
  const [output, input] = makePipe();
  const program = join(import.meta.dirname, '../../fixtures/bin', name);
  const argv = [program, ...args];
  const stdio: [null, number, number] = [null, input, input];
  const tracee = launch(tracer, { program, argv, env: [], cwd: '/', stdio, newProcessGroup: false, closeOthers: true });
  closeFd(input);
  if (typeof tracee === 'number') throw new Error(`${name}: errno ${-tracee}`);
  let signal = 0;
  let ended = false;
  const to: Stopped['to'] = (fits, request = PTRACE_SYSCALL) => {
    for (;;) {
      ptrace(request, tracee.tid, 0, signal);
      signal = 0;
      const back = tracer.pushedBack.shift();
      if (!back && waitpid(tracee.tid, __WALL) < 0) throw new Error('nothing to wait for');
      const status = back?.status ?? waitStatus();
      if (!wifStopped(status)) {
        ended = true;
        return undefined;
      }
      const stop = classify(tracee.tid, status, tracee.inSyscall, tracer.readInfo);
      if (!stop) continue;
      if (stop.kind === 'syscall-entry') {
        tracee.inSyscall = true;
        tracee.nr = stop.info.nr;
        tracee.auditArch = stop.info.arch;
      }
      if (stop.kind === 'syscall-exit') tracee.inSyscall = false;
      // A single-step's own trap is nobody's signal.
      if (stop.kind === 'signal' && !(request === PTRACE_SINGLESTEP && stop.signal === SIGTRAP)) signal = stop.signal;
      if (fits(stop)) return stop;
    }
  };
  onTestFinished(() => {
    if (ended) return;
    ended = true;
    if (kill(tracee.tid, 9) < 0) return;
    while (waitpid(tracee.tid, __WALL) >= 0 && wifStopped(waitStatus())) ptrace(PTRACE_SYSCALL, tracee.tid, 0, 0);
  });
  return {
    tracer,
    tracee,
    to,
    toCall(nr, kind = 'syscall-entry') {
      const stop = to((each) => each.kind === kind && tracee.nr === nr);
      if (!stop) throw new Error(`${name} ended before call ${nr}`);
      return stop;
    },
    finish() {
      if (!ended) to(() => false);
      const bytes = Buffer.alloc(65536);
      let text = '';
      for (let got = readSync(output, bytes); got > 0; got = readSync(output, bytes))
        text += bytes.toString('utf8', 0, got);
      closeFd(output);
      return text;
    },
  };
}
