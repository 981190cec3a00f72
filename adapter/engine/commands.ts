/**
 * What the DAP thread asks for, one function a command, run on the tracer thread between two stops. A sentence for the
 * user is a UserError.
 */

import { now } from '../../native/ffi/now.ts';
import { closeFd, makePipe } from '../../native/ffi/spawn.ts';
import { attach } from '../../native/tracer/attach.ts';
import { launch } from '../../native/tracer/launch.ts';
import { machine } from '../../native/tracer/machine/index.ts';
import { getRegisters, SP } from '../../native/tracer/registers.ts';
import { kill, SIGCONT, SIGKILL } from '../../native/tracer/signals.ts';
import { setReturnBreakpoint } from '../../native/tracer/step.ts';
import { SyscallInfo } from '../../native/tracer/syscallInfo.ts';
import { LISTEN, RESUME_CONTINUE } from '../../native/tracer/tracee.ts';
import { type AttachPlan, type LaunchPlan, type ResumeMode, type ThreadInfo, UserError } from './api.ts';
import { attachEach } from './attachEach.ts';
import { undoAtEntry } from './change.ts';
import { decideSyscallEntry } from './decideSyscall.ts';
import { createLog } from './log.ts';
import { trapQueued } from './ownTrap.ts';
import { attachFailure, spawnFailure } from './refusals.ts';
import type { Reply, Session } from './session.ts';
import { begin } from './start.ts';
import { releasedWith } from './stopAll.ts';
import { goOnLater } from './tamperStop.ts';
import { executed, tellOfVdso } from './vdso.ts';
import type { Hold, View } from './view.ts';

export interface Pipes {
  readonly stdout: number;
  readonly stderr: number;
}

/** Starts the program; the reply comes when it stands at its first instruction. */
export function launchProgram(session: Session, plan: LaunchPlan, reply: Reply, pipes: (pipes: Pipes) => void): void {
  configure(session, plan, true);
  const out = plan.stdio === 'pipes' ? makePipe() : undefined;
  const err = plan.stdio === 'pipes' ? makePipe() : undefined;
  const tracee = launch(
    session.tracer,
    {
      program: plan.program,
      argv: plan.argv,
      env: plan.env,
      cwd: plan.cwd,
      stdio: out && err ? [null, out[1], err[1]] : [0, 1, 2],
      newProcessGroup: plan.newProcessGroup,
      closeOthers: plan.stdio === 'pipes',
    },
    plan.credentials,
  );
  if (out && err) {
    closeFd(out[1]);
    closeFd(err[1]);
    pipes({ stdout: out[0], stderr: err[0] });
  }
  if (typeof tracee === 'number') throw new UserError(spawnFailure(plan, -tracee));
  session.lifetime.main = tracee.tid;
  session.lifetime.launching = { reply, program: plan.program };
  const view = session.view(tracee);
  view.starting = 'shim';
  session.log.present(tracee);
  session.emit({ type: 'thread', reason: 'started', tid: tracee.tid });
  if (plan.beside) {
    attachEach(session, { pids: plan.beside, followForks: plan.followForks });
    session.lifetime.started = true;
  }
  // launch() stands at the entry-stop of the shim's execve, which the loop has not seen.
  const info = new SyscallInfo();
  session.tracer.readInfo(tracee.tid, info, false);
  session.tracer.resume(tracee, decideSyscallEntry(session, view, info));
}

/**
 * Takes over what a session is to do, before its first tracee. `launched`: its tracees end with us. Throws a UserError
 * when it has tracees already or its log can't be opened.
 */
export function configure(
  session: Session,
  plan: Pick<LaunchPlan, 'followForks' | 'log' | 'sourceMap' | 'stopAll'> & Partial<LaunchPlan>,
  launched: boolean,
): void {
  if (session.views.size > 0) throw new UserError('A program is being debugged already in this session.');
  session.tracer.options = {
    followForks: plan.followForks,
    followThreads: plan.followForks || !plan.logOnly,
    exitEvents: !plan.logOnly,
    exitKill: launched,
  };
  session.unattended = plan.logOnly ?? false;
  session.tracer.named = !session.unattended;
  session.detachOnExec = plan.detachOnExec ?? false;
  session.vdso.when = plan.vdso ?? 'auto';
  session.vdso.said = false;
  session.lifetime.stopOnExit = plan.stopOnExit ?? false;
  session.lifetime.stopOnEntry = plan.stopOnEntry ?? false;
  session.lifetime.detaching = false;
  session.lifetime.over = false;
  session.lifetime.killing = false;
  session.stopAll = plan.stopAll;
  session.halted.clear();
  session.stacks.setSourceMap(plan.sourceMap ?? {});
  session.log = createLog(plan.log, plan.followForks, {
    complain: (text) => session.emit({ type: 'output', category: 'important', text: `${text}\n` }),
    print: (lines) => session.announcer.print(lines),
    stack: (tracee, options) => session.stacks.lines(tracee, options),
    full: () => letAllGo(session),
  });
}

/** Attaches to all threads of a process: nothing of it is stopped. Throws a UserError. */
export function attachTo(session: Session, plan: AttachPlan): { pid: number; comm: string } {
  configure(session, plan, false);
  const tracees = attach(session.tracer, plan.pid);
  if (typeof tracees === 'number') throw new UserError(attachFailure(plan.pid, -tracees));
  for (const tracee of tracees) {
    session.view(tracee);
    session.emit({ type: 'thread', reason: 'started', tid: tracee.tid });
  }
  // Not the leader's record: it may have ended before its threads.
  const comm = tracees[0]?.comm ?? '';
  session.lifetime.started = true;
  session.emit({ type: 'process', pid: plan.pid, name: comm || String(plan.pid), startMethod: 'attach' });
  session.announcer.tracees();
  tellOfVdso(session);
  return { pid: plan.pid, comm };
}

/** configurationDone: lets the launched program run, or shows its first instruction. */
export function start(session: Session): void {
  session.lifetime.started = true;
  const view = session.views.get(session.lifetime.main);
  if (view && session.lifetime.readyToStart) session.tracer.resume(view.tracee, begin(session, view));
}

/** All tracees, in the order they came. */
export function threads(session: Session): ThreadInfo[] {
  return [...session.views.values()].map(({ tracee, hold }) => ({
    tid: tracee.tid,
    pid: tracee.tgid,
    name: `${tracee.comm || 'thread'} (${tracee.tid})`,
    stopped: hold !== undefined,
  }));
}

/** A held thread, or a sentence. */
export function heldView(session: Session, tid: number): View {
  const view = session.views.get(tid);
  if (!view) throw new UserError(`There is no thread ${tid} any more.`);
  if (!view.hold) throw new UserError(`Thread ${tid} is running; pause it first.`);
  return view;
}

/** Runs a held thread. `signal` replaces the one about to be delivered at a signal-delivery-stop; 0 drops it. */
export function resume(session: Session, tid: number, mode: ResumeMode, signal?: number): void {
  const view = heldView(session, tid);
  const hold = view.hold;
  if (!hold) return;
  if (signal !== undefined && hold.kind !== 'signal') {
    throw new UserError(`Thread ${tid} is not about to get a signal; only at such a stop it can be changed.`);
  }
  if (signal !== undefined && !(Number.isInteger(signal) && signal >= 0 && signal <= 64)) {
    throw new UserError(`${signal} is no signal number; give 1 to 64, or 0 to drop the signal.`);
  }
  if (mode === 'out' && hold.kind !== 'syscall-entry') setReturn(session, view);
  const others = releasedWith(session, view, mode === 'continue');
  letRun(session, view, hold, mode, signal ?? hold.signal);
  for (const other of others) if (other.hold) letRun(session, other, other.hold, 'continue', other.hold.signal);
}

function letRun(session: Session, view: View, hold: Hold, mode: ResumeMode, signal: number): void {
  const { tracee } = view;
  const { tid } = tracee;
  view.hold = undefined;
  view.mode = mode;
  // Its first instruction: rules may have come since it was held there.
  if (hold.reason === 'entry') executed(session, view);
  const { delay } = view;
  view.delay = 0;
  session.stacks.moved(tracee);
  session.announcer.tracees();
  session.emit({ type: 'continued', tid });
  if (hold.kind === 'group-stop') {
    // The group-stop goes on; the tracee is no longer held by us.
    session.tracer.resume(tracee, LISTEN);
    return;
  }
  session.tracer.resume(tracee, goOnLater(session, view, session.goOn(view, signal), delay));
}

/** Step Out: a breakpoint at the return address, for this thread and this frame only. */
function setReturn(session: Session, view: View): void {
  const { tid } = view.tracee;
  const target = session.stacks.returnAddress(view);
  const sp = getRegisters(tid)?.[SP];
  if (target === undefined || sp === undefined) {
    throw new UserError('Step Out needs the caller of this frame, and the stack could not be unwound that far.');
  }
  const result = setReturnBreakpoint(tid, target);
  if (result < 0) throw new UserError(`No debug register could be set for Step Out (errno ${-result}).`);
  // Where a return takes nothing off the stack, it leaves the caller's stack pointer and no higher one.
  view.returnAbove = machine.returnPops ? sp : (session.stacks.callerSp(view) ?? sp) - 1n;
  view.setsReturns = true;
}

/** PTRACE_INTERRUPT for one thread or all; those already held stay as they are. */
export function pause(session: Session, tid: number | undefined): void {
  const chosen = tid === undefined ? [...session.views.values()] : [session.views.get(tid)];
  for (const view of chosen) {
    if (!view) throw new UserError(`There is no thread ${tid} any more.`);
    if (view.hold) continue;
    view.pausing = true;
    session.tracer.interrupt(view.tracee);
    session.delays.hurry(view);
  }
}

/** Breakpoints changed: tracees that run without syscall-stops must be told, by a stop that nobody sees. */
export function rearm(session: Session): void {
  for (const { tracee, hold } of session.views.values()) {
    if (!hold && tracee.state === 'running' && tracee.resumed === 'continue') session.tracer.interrupt(tracee);
  }
}

/** Ends a process's group-stop by SIGCONT. Throws a UserError when that can't be sent. */
export function continueGroup(session: Session, pid: number): void {
  const result = kill(pid, SIGCONT);
  if (result < 0) throw new UserError(`SIGCONT could not be sent to process ${pid} (errno ${-result}).`);
  // Those held at their group-stop hear of its end only under LISTEN.
  for (const { tracee, hold } of session.views.values()) {
    if (tracee.tgid === pid && hold?.kind === 'group-stop') resume(session, tracee.tid, 'continue');
  }
}

/** Lets everything go as it is; answers when the last one has been let go. */
export function detach(session: Session, reply: Reply): void {
  if (session.views.size === 0) return reply.value(undefined);
  session.lifetime.whenEmpty.push(reply);
  letAllGo(session);
}

/** Each at once when it is held, else at the stop that comes. */
function letAllGo(session: Session): void {
  session.lifetime.detaching = true;
  for (const view of [...session.views.values()]) {
    const { tracee, hold } = view;
    if (hold && trapQueued(view)) {
      // Its stop comes at once, and there it is let go.
      view.hold = undefined;
      session.tracer.resume(tracee, RESUME_CONTINUE);
    } else if (hold || tracee.state === 'stopped') {
      session.dropReturnBreakpoint(view);
      // Held or delayed at its entry: the call is made as the program meant it.
      const before = hold ? hold.kind === 'syscall-entry' : session.delays.has(view);
      if (view.change && before) undoAtEntry(session, view, view.change);
      session.tracer.resume(tracee, { how: 'detach', signal: hold?.kind === 'signal' ? hold.signal : 0 });
      session.forget(view);
    } else {
      tracee.interrupted = false;
      session.tracer.interrupt(tracee);
    }
  }
  session.lifetime.detachingSince = now();
  session.lifetime.sweepAt = 0;
  session.wakeAfter(0);
}

/** SIGKILL to every process of the session; answers when all are gone. */
export function killAll(session: Session, reply: Reply): void {
  if (session.views.size === 0) return reply.value(undefined);
  session.lifetime.whenEmpty.push(reply);
  session.lifetime.killing = true;
  const views = [...session.views.values()];
  for (const pid of new Set(views.map(({ tracee }) => tracee.tgid))) kill(pid, SIGKILL);
  // SIGKILL does not end PTRACE_EVENT_EXIT's stop, only a resume does; elsewhere this finds nobody stopped.
  for (const { tracee, hold } of views) if (hold) session.tracer.resume(tracee, RESUME_CONTINUE);
}
