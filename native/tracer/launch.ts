/**
 * A program started under the tracer: the shim stops itself, is seized with all options in one call, and goes on to the
 * entry-stop of the one execve that makes it the program. Nothing of the program has run then, and nothing of the shim
 * is left afterwards.
 */
import { syscallNumber } from '../abi/numbers/index.ts';
import { EINTR } from '../ffi/libc.ts';
import { inheritedOpenFiles, setOpenFiles } from '../ffi/limits.ts';
import { type SpawnPlan, spawnShim } from '../ffi/spawn.ts';
import { __WALL, WUNTRACED, waitpid, waitStatus, wifStopped } from '../ffi/wait.ts';
import { type Credentials, setCredentials } from './credentials.ts';
import { setCall } from './loop.ts';
import { machine } from './machine/index.ts';
import { classify } from './stop.ts';
import { RESUME_SYSCALL, type Tracee } from './tracee.ts';
import type { Tracer } from './tracer.ts';

const EXECVE = syscallNumber(machine.arch, 'execve');

/** The tracee at the entry-stop of its execve, or a negative errno of what failed before it. */
export function launch(tracer: Tracer, plan: SpawnPlan, credentials?: Credentials): Tracee | number {
  const limits = inheritedOpenFiles();
  const pid = spawnShim(plan);
  if (pid < 0) return pid;
  const got = waitThroughWakes(pid, __WALL | WUNTRACED);
  if (got < 0) return got;
  if (!wifStopped(waitStatus())) return -3;
  if (limits) setOpenFiles(pid, limits);
  const seized = tracer.seize(pid);
  if (seized < 0) {
    process.kill(pid, 'SIGKILL');
    waitThroughWakes(pid, __WALL);
    return seized;
  }
  process.kill(pid, 'SIGCONT');
  const tracee = tracer.add(pid);
  for (;;) {
    const reported = waitThroughWakes(pid, __WALL);
    if (reported < 0) return reported;
    if (!wifStopped(waitStatus())) {
      tracer.tracees.delete(pid);
      return -3;
    }
    tracee.state = 'stopped';
    const stop = classify(pid, waitStatus(), tracee.inSyscall, tracer.readInfo);
    if (stop?.kind === 'syscall-exit') tracee.inSyscall = false;
    if (stop?.kind === 'syscall-entry') {
      tracee.inSyscall = true;
      setCall(tracee, stop.info);
    }
    if (tracee.inSyscall && tracee.nr === EXECVE) {
      const changed = credentials ? setCredentials(tracer, tracee, credentials) : 0;
      return changed < 0 ? abandoned(tracer, pid, changed) : tracee;
    }
    // The shim's group-stop, the trap that ends it, SIGCONT's own stop, a call before: none of them is the program's.
    tracer.resume(tracee, RESUME_SYSCALL);
  }
}

function abandoned(tracer: Tracer, pid: number, error: number): number {
  process.kill(pid, 'SIGKILL');
  waitThroughWakes(pid, __WALL);
  tracer.tracees.delete(pid);
  return error;
}

/** waitpid that goes on after EINTR: another command's wake-up signal may come while a program is being started. */
function waitThroughWakes(pid: number, options: number): number {
  for (;;) {
    const got = waitpid(pid, options);
    if (got !== -EINTR) return got;
  }
}
