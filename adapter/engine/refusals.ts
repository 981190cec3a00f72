/**
 * Why a launch or an attach was refused, as one sentence with what to do. The numbers are the kernel's errno.
 */
import { readFileSync } from 'node:fs';
import { commOf, processStatus, threadsOf } from '../../native/tracer/procfs.ts';
import type { LaunchPlan } from './api.ts';

const EPERM = 1;
const ENOENT = 2;
const ESRCH = 3;
const E2BIG = 7;
const EAGAIN = 11;
const EACCES = 13;

/** What Yama says (Documentation/admin-guide/LSM/Yama.rst), or undefined where it is not built in. */
function ptraceScope(): number | undefined {
  try {
    return Number(readFileSync('/proc/sys/kernel/yama/ptrace_scope', 'latin1'));
  } catch {
    return undefined;
  }
}

/** Who traces one of its threads; 0 for nobody. */
function tracerOfThread(pid: number): number {
  for (const tid of threadsOf(pid)) {
    const tracer = processStatus(tid)?.tracer ?? 0;
    if (tracer > 0) return tracer;
  }
  return 0;
}

/** PTRACE_SEIZE of a running process failed. `scope`: what Yama says; `own`: who we are. */
export function attachFailure(
  pid: number,
  errno: number,
  scope = ptraceScope(),
  own = process.getuid?.() ?? 0,
): string {
  const status = processStatus(pid);
  if (errno === ESRCH || !status) return `There is no process ${pid}; choose a running one.`;
  const name = `${status.comm || 'process'} (${pid})`;
  const tracer = status.tracer || tracerOfThread(pid);
  if (tracer > 0) {
    const by = commOf(tracer);
    return `${name} is traced already by ${by ? `${by} (${tracer})` : `process ${tracer}`}; detach that tracer first.`;
  }
  if (status.state === 'Z') return `${name} has ended and waits for its parent; there is nothing left to debug.`;
  if (errno !== EPERM) return `Attaching to ${name} failed with errno ${errno}.`;
  if (status.uid !== own && own !== 0) {
    return `${name} belongs to user ${status.uid}; run the editor as that user or as root to attach to it.`;
  }
  switch (scope) {
    case 1:
      return `The kernel allows attaching to descendants only (kernel.yama.ptrace_scope = 1): run "sudo sysctl kernel.yama.ptrace_scope=0", or start ${status.comm} from a launch configuration.`;
    case 2:
      return 'The kernel allows attaching with CAP_SYS_PTRACE only (kernel.yama.ptrace_scope = 2): run the editor as root, or "sudo sysctl kernel.yama.ptrace_scope=0".';
    case 3:
      return 'The kernel allows no attaching until the next boot (kernel.yama.ptrace_scope = 3).';
    default:
      return `The kernel does not let this user trace ${name}: it may have raised its privileges or be non-dumpable; run the editor as root.`;
  }
}

/** posix_spawn or the seizing of the shim failed. */
export function spawnFailure(plan: Pick<LaunchPlan, 'cwd' | 'program'>, errno: number): string {
  switch (errno) {
    case ENOENT:
      return `The working folder ${plan.cwd} does not exist; set "cwd" to one that does.`;
    case EACCES:
      return `The working folder ${plan.cwd} can't be entered: permission denied.`;
    case E2BIG:
      return `${plan.program} can't be started: its arguments and environment are too long together (getconf ARG_MAX).`;
    case EAGAIN:
      return `${plan.program} can't be started: the limit of processes is reached (ulimit -u).`;
    case EPERM:
      return 'The kernel does not let this process trace anything (a container without CAP_SYS_PTRACE, or a seccomp policy): allow ptrace there, for docker with "--cap-add=SYS_PTRACE".';
    default:
      return `${plan.program} can't be started: errno ${errno}.`;
  }
}
