/**
 * A fixture run to the entry-stops of one system call, for tests that look at a stopped program. All of it is on the
 * test's own thread, and the program ends with the test.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readMemory } from '../../native/ffi/memory.ts';
import { PTRACE_SYSCALL, ptrace } from '../../native/ffi/ptrace.ts';
import { makePipe } from '../../native/ffi/spawn.ts';
import { __WALL, __WNOTHREAD, waitpid, waitStatus, wifStopped, wstopSignal } from '../../native/ffi/wait.ts';
import { launch } from '../../native/tracer/launch.ts';
import { getRegisters, NUMBER, RESULT } from '../../native/tracer/registers.ts';
import { Tracer } from '../../native/tracer/tracer.ts';
import { buildFixtures } from '../../scripts/fixtures.ts';

const BIN = join(import.meta.dirname, '..', 'fixtures', 'bin');
const SYSCALL_STOP = 5 | 0x80;
const ENOSYS = -38n;

export interface StoppedProgram {
  readonly pid: number;
  /** The thread that is in the entry-stop. */
  tid: number;
  registers(): BigUint64Array;
  readWord(address: bigint): bigint | undefined;
  /** To the next entry-stop of that call by any thread; false when the program is gone. */
  next(): boolean;
  end(): void;
}

/** Can the compiler make 32-bit programs here (Debian: gcc-multilib)? */
export function canBuild32(): boolean {
  return buildFixtures(['stack_m32']).length === 0 && existsSync(join(BIN, 'stack_m32'));
}

/** Starts a fixture and stops it at its first entry into system call `nr`. */
export function stopAt(fixture: string, nr: number): StoppedProgram {
  if (buildFixtures([fixture]).length > 0) throw new Error(`${fixture} does not compile`);
  const tracer = new Tracer();
  tracer.options = { ...tracer.options, exitKill: true };
  const [, output] = makePipe();
  const path = join(BIN, fixture);
  const launched = launch(tracer, {
    program: path,
    argv: [path],
    env: [],
    cwd: '/',
    stdio: [null, output, output],
    newProcessGroup: false,
    closeOthers: true,
  });
  if (typeof launched === 'number') throw new Error(`${fixture}: errno ${-launched}`);
  const pid = launched.tid;
  const program: StoppedProgram = {
    pid,
    tid: pid,
    registers() {
      const registers = getRegisters(program.tid);
      if (!registers) throw new Error(`${fixture} is gone`);
      return registers;
    },
    readWord(address) {
      const bytes = readMemory(pid, address, 8);
      return bytes && new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
    },
    next() {
      ptrace(PTRACE_SYSCALL, program.tid, 0, 0);
      for (;;) {
        const tid = waitpid(-1, __WALL | __WNOTHREAD);
        if (tid < 0) return false;
        if (!wifStopped(waitStatus())) {
          if (tid === pid) return false;
          continue;
        }
        const signal = wstopSignal(waitStatus());
        program.tid = tid;
        const registers = getRegisters(tid);
        const entered = registers && BigInt.asIntN(64, registers[RESULT] ?? 0n) === ENOSYS;
        if (signal === SYSCALL_STOP && entered && Number(registers[NUMBER]) === nr) return true;
        ptrace(PTRACE_SYSCALL, tid, 0, signal === SYSCALL_STOP || signal === 5 || signal === 19 ? 0 : signal);
      }
    },
    end() {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        return;
      }
      while (waitpid(-1, __WALL | __WNOTHREAD) > 0);
    },
  };
  if (!program.next()) throw new Error(`${fixture} ended before system call ${nr}`);
  return program;
}
