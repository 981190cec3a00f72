/**
 * A program that a terminal starts for us: a shell waits on a fifo, is seized, released, and becomes the program with
 * its execve. Everything the shell does before that is not the program's.
 */
import { writeFileSync } from 'node:fs';
import { type GatePlan, UserError } from './api.ts';
import { configure } from './commands.ts';
import { attachFailure } from './refusals.ts';
import type { Reply, Session } from './session.ts';

/**
 * Seizes a shim that waits in a terminal and has it go on to the program; answered when that is past its execve.
 * Throws a UserError when it can't be seized.
 */
export function launchGate(session: Session, plan: GatePlan, reply: Reply): void {
  configure(session, plan, true);
  const result = session.tracer.seize(plan.pid);
  if (result < 0) throw new UserError(attachFailure(plan.pid, -result));
  const tracee = session.tracer.add(plan.pid);
  session.lifetime.main = tracee.tid;
  session.lifetime.launching = { reply, program: plan.program };
  session.view(tracee).starting = 'shim';
  session.emit({ type: 'thread', reason: 'started', tid: tracee.tid });
  // Its stop makes it go on under PTRACE_SYSCALL, so that the execve is seen from its entry.
  session.tracer.interrupt(tracee);
  // Whoever made the gate holds the fifo open at both ends, so this neither blocks nor gets lost.
  writeFileSync(plan.fifo, 'go\n');
}
