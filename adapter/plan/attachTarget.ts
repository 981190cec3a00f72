/**
 * Says before ptrace is asked why a process can't be attached to, where /proc already knows: gone, a thread, a zombie,
 * a kernel thread, traced by another, ours or our ancestor, somebody else's, or forbidden by Yama. Must not attach.
 */
import { readFileSync } from 'node:fs';
import { Problem } from './problem.ts';
import { ancestorsOf, type ProcStatus, readProcStatus } from './procStatus.ts';

/** linux/capability.h CAP_SYS_PTRACE. */
const CAP_SYS_PTRACE = 19n;

/** What decides over processes of one's own and of others. */
export interface Rights {
  /** CAP_SYS_PTRACE. */
  readonly capable: boolean;
  readonly user: number;
  readonly yama: number;
}

/** Throws a Problem with one sentence when `pid` can't be attached to. */
export function checkAttachTarget(pid: number, rights: Rights = ownRights()): void {
  const status = readProcStatus(pid);
  if (!status) {
    throw exists(pid)
      ? new Problem(
          'pid-permission',
          `Process ${pid} belongs to another user. Run the editor as that user, or as root.`,
        )
      : new Problem('pid-missing', `No process has the pid ${pid}. Choose a running one.`);
  }
  const shown = `${JSON.stringify(status.comm)} (${pid})`;
  if (status.process !== pid) {
    throw new Problem(
      'pid-thread',
      `${shown} is a thread of process ${status.process}. Attach to ${status.process}; all its threads come along.`,
    );
  }
  if (status.kernelThread) {
    throw new Problem(
      'pid-kernel-thread',
      `${shown} is a kernel thread, which makes no system calls. Choose a program.`,
    );
  }
  if (pid === process.pid) throw new Problem('pid-self', `${shown} is Trapline's own adapter. Choose another process.`);
  if (ancestorsOf(process.pid).has(pid)) {
    throw new Problem(
      'pid-self',
      `${shown} is an ancestor of the debugger, which would stop together with it. Attach to it from another editor or terminal.`,
    );
  }
  if (status.state === 'Z' || status.state === 'X') {
    throw new Problem(
      'pid-zombie',
      `${shown} has ended already and only waits for its parent ${status.parent}. Choose a running process.`,
    );
  }
  if (status.tracer !== 0) throw traced(shown, status.tracer);
  checkPermission(shown, status, rights);
}

/** TracerPid names the tracing thread; people know its process. */
function traced(shown: string, tracerThread: number): Problem {
  const tracer = readProcStatus(tracerThread)?.process ?? tracerThread;
  if (tracer === process.pid) {
    return new Problem('pid-traced', `${shown} is traced by another session of this debugger. Disconnect there first.`);
  }
  const name = readProcStatus(tracer)?.comm;
  const who = name ? `${JSON.stringify(name)} (pid ${tracer})` : `pid ${tracer}`;
  return new Problem(
    'pid-traced',
    `${shown} is traced already by ${who}, and only one tracer is possible. End that one first.`,
  );
}

function ownRights(): Rights {
  return { capable: hasCapability(CAP_SYS_PTRACE), user: process.getuid?.() ?? 0, yama: yamaScope() };
}

function checkPermission(shown: string, status: ProcStatus, { capable, user, yama }: Rights): void {
  if (capable) return;
  if (status.uids.some((uid) => uid !== user)) {
    throw new Problem(
      'pid-permission',
      `${shown} belongs to another user (uid ${status.uids[0] ?? '?'}). Run the editor as that user, or as root.`,
    );
  }
  // Scope 1 has exceptions that only the kernel knows (PR_SET_PTRACER): it is asked, and explained when it refuses.
  if (yama >= 2) throw new Problem('pid-permission', `${shown} may not be attached to: ${yamaSentence(yama)}`);
}

/** kernel Documentation/admin-guide/LSM/Yama.rst; 0 where Yama is not there. */
function yamaScope(): number {
  try {
    return Number(readFileSync('/proc/sys/kernel/yama/ptrace_scope', 'utf8'));
  } catch {
    return 0;
  }
}

function yamaSentence(scope: number): string {
  if (scope >= 3) return 'kernel.yama.ptrace_scope is 3, which forbids tracing until the next boot.';
  return 'kernel.yama.ptrace_scope is 2, which allows it to root alone. Run the editor as root, or "sudo sysctl kernel.yama.ptrace_scope=0".';
}

function hasCapability(capability: bigint): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return ((BigInt(`0x${effective}`) >> capability) & 1n) === 1n;
}

/** Whether the kernel knows the pid although /proc hides it. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
