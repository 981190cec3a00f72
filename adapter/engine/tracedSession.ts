/**
 * One debug session on the tracer thread: its tracees, its views of them, what is watched (session.ts), and how each kind
 * of stop is handed on. It carries out; what a stop means is decided in decideSyscall.ts and decideStop.ts, what a user asks for
 * is in commands.ts. Knows no DAP.
 */
import type { Handler } from '../../native/tracer/loop.ts';
import { commOf } from '../../native/tracer/procfs.ts';
import { kill, SIGKILL } from '../../native/tracer/signals.ts';
import { clearReturnBreakpoint } from '../../native/tracer/step.ts';
import type { End, Stop } from '../../native/tracer/stop.ts';
import { HOLD, RESUME_CONTINUE, RESUME_SYSCALL, type Resume, type Tracee } from '../../native/tracer/tracee.ts';
import { Tracer } from '../../native/tracer/tracer.ts';
import { nativeCatalog } from '../breakpoints/nativeCatalog.ts';
import { fieldNames } from '../syscalls/fieldNames.ts';
import { TamperRules } from '../tamper/ruleSet.ts';
import { type Announcer, createAnnouncer } from './announcer.ts';
import type { EngineEvent } from './api.ts';
import { finishAtExit, leaveToParent } from './change.ts';
import { giveBackLent, lentTo } from './childRegisters.ts';
import { decideStop } from './decideStop.ts';
import { decideSyscallEntry, decideSyscallExit } from './decideSyscall.ts';
import { createDelays, type Delays } from './delays.ts';
import { kernelLimits } from './kernelLimits.ts';
import { newLifetime, processEnded, traceeForgotten } from './lifetime.ts';
import { giveMappingsBack, placeAt } from './loans.ts';
import { createLog } from './log.ts';
import { ownTrap, tidyStep, trapQueued } from './ownTrap.ts';
import type { Lifetime, Session, StopAll, Vdso } from './session.ts';
import type { SessionLog } from './sessionLog.ts';
import { createStacks, type Stacks } from './stacks.ts';
import { stepRequest } from './stepping.ts';
import { haltOthers, withTheOthers } from './stopAll.ts';
import { decideTamperedEntry, decideTamperedExit, tampersEntry, tampersExit } from './tamperStop.ts';
import { createTraceeList, type TraceeList } from './traceeList.ts';
import { mayBeUserSignal } from './userSignals.ts';
import { inherits, newVdso } from './vdso.ts';
import { type Hold, newView, type View } from './view.ts';
import { createWatches, type Watches } from './watches.ts';

export class TracedSession implements Handler, Session {
  readonly tracer = new Tracer();
  readonly views = new Map<number, View>();
  readonly list: TraceeList = createTraceeList();
  readonly announcer: Announcer;
  readonly watches: Watches = createWatches();
  readonly tamper = new TamperRules({ ...nativeCatalog, fieldNames }, kernelLimits());
  readonly delays: Delays = createDelays(
    (view, plan) => this.tracer.resume(view.tracee, plan),
    (ms) => this.wakeAfter(ms),
  );
  readonly vdso: Vdso = newVdso();
  unattended = false;
  detachOnExec = false;
  stopAll: StopAll | undefined;
  readonly halted = new Set<number>();
  readonly refusals = new Set<string>();
  readonly stacks: Stacks = createStacks();
  readonly lifetime: Lifetime = newLifetime();
  log: SessionLog = createLog(undefined, false, { complain: () => {}, print: () => {} });
  readonly emit: (event: EngineEvent) => void;
  /** Called when batches or lines are held back, so that somebody wakes us to send them. */
  onHeldBack: () => void = () => {};
  wakeAfter: (ms: number) => void = () => {};
  /** Called when a signal that ends a tracee may have come for this process too, which then decides what becomes of it. */
  onUserSignal: () => void = () => {};
  private readonly wanted: () => boolean;
  private readonly onPoll: (idle: boolean) => boolean;

  constructor(emit: (event: EngineEvent) => void, wanted: () => boolean, onPoll: (idle: boolean) => boolean) {
    this.emit = emit;
    this.wanted = wanted;
    this.onPoll = onPoll;
    this.announcer = createAnnouncer(
      emit,
      () => this.list.rows(this.views),
      () => this.tamper.states(),
      () => !this.unattended,
    );
  }

  pending(): boolean {
    const wanted = this.wanted();
    if (this.announcer.waiting()) this.announcer.flush(false);
    if (this.announcer.waiting() || this.log.waiting()) this.onHeldBack();
    return wanted;
  }

  resumed(): void {
    this.log.settle();
  }

  poll(idle: boolean): boolean {
    return this.onPoll(idle);
  }

  view(tracee: Tracee): View {
    const known = this.views.get(tracee.tid);
    if (known) return known;
    const view = newView(tracee);
    this.views.set(tracee.tid, view);
    return view;
  }

  appeared(tracee: Tracee): void {
    const view = this.view(tracee);
    view.lent = lentTo(this, view);
    inherits(this, view);
    // A child of a process that is being killed was not there when the others were.
    if (this.lifetime.killing) kill(tracee.tgid, SIGKILL);
    this.log.appeared(tracee);
    this.emit({ type: 'thread', reason: 'started', tid: tracee.tid });
    this.announcer.tracees();
  }

  /** The path of every stop. Unwatched syscall-stops leave it on the first lines. */
  stopped(tracee: Tracee, stop: Stop): Resume {
    const view = this.view(tracee);
    if (mayBeUserSignal(stop)) this.onUserSignal();
    const plan = this.decide(view, stop);
    return this.stopAll ? withTheOthers(this, view, stop, plan) : plan;
  }

  private decide(view: View, stop: Stop): Resume {
    if (view.hold) this.movedByItself(view);
    this.delays.drop(view);
    giveBackLent(view);
    if (view.owed.scratch.length > 0) {
      const place = placeAt(stop);
      if (place && !giveMappingsBack(this.tracer, view.tracee, place, view.owed)) return HOLD;
    }
    if (this.lifetime.detaching) {
      if (view.change && stop.kind === 'syscall-exit') finishAtExit(this, view, view.change, stop.info);
      return this.letGo(view, stop);
    }
    switch (stop.kind) {
      case 'syscall-entry':
        return tampersEntry(this, view, stop.info)
          ? decideTamperedEntry(this, view, stop.info)
          : decideSyscallEntry(this, view, stop.info);
      case 'syscall-exit':
        return tampersExit(this, view)
          ? decideTamperedExit(this, view, stop.info)
          : decideSyscallExit(this, view, stop.info);
      case 'exec':
        // The memory and the registers that were changed are gone with the program, unless they are the parent's.
        leaveToParent(this, view);
        view.change = undefined;
        view.again = undefined;
        // So is the frame that Step Out would return from: it ends with the call.
        this.dropReturnBreakpoint(view);
        return decideStop(this, view, stop);
      default:
        return decideStop(this, view, stop);
    }
  }

  goOn(view: View, signal = 0): Resume {
    const { tracee } = view;
    if (view.mode === 'instruction' && !tracee.inSyscall) return { how: stepRequest(view, signal), signal };
    const syscalls =
      this.stopAll !== undefined ||
      view.mode === 'next-syscall-stop' ||
      view.mode === 'instruction' ||
      view.watched !== undefined ||
      view.starting !== undefined ||
      view.change !== undefined ||
      view.again !== undefined ||
      view.owed.scratch.length > 0 ||
      (view.mode === 'out' && view.returnAbove === undefined) ||
      this.watches.wantsSyscalls() ||
      this.tamper.wants() ||
      this.log.wantsSyscalls();
    if (signal === 0) return syscalls ? RESUME_SYSCALL : RESUME_CONTINUE;
    return { how: syscalls ? 'syscall' : 'continue', signal };
  }

  holdFor(view: View, hold: Hold, hitBreakpointIds: readonly number[] = []): Resume {
    view.hold = hold;
    view.mode = 'continue';
    view.pausing = false;
    this.dropReturnBreakpoint(view);
    this.announcer.tracees();
    this.announcer.flush(true);
    const { reason, description, text } = hold;
    this.emit({ type: 'stopped', tid: view.tracee.tid, reason, description, text, hitBreakpointIds });
    haltOthers(this, view);
    return { how: 'hold' };
  }

  /** A held tracee has reported: SIGKILL, exit_group or an execve woke it (ptrace(2), “Death under ptrace”). */
  private movedByItself(view: View): void {
    view.hold = undefined;
    this.stacks.moved(view.tracee);
    this.emit({ type: 'continued', tid: view.tracee.tid });
  }

  dropReturnBreakpoint(view: View): void {
    if (view.returnAbove === undefined) return;
    clearReturnBreakpoint(view.tracee.tid);
    view.returnAbove = undefined;
  }

  letGo(view: View, stop: Stop): Resume {
    const trap = ownTrap(view, stop);
    if (trap === 'step') tidyStep(view);
    const signal = stop.kind === 'signal' && !trap ? stop.signal : 0;
    if (!trap && trapQueued(view)) return { how: 'continue', signal };
    this.dropReturnBreakpoint(view);
    // Detached first: whoever waits for that is answered when the last view is forgotten.
    this.tracer.resume(view.tracee, { how: 'detach', signal });
    this.forget(view);
    return HOLD;
  }

  forget(view: View): void {
    const { tid, tgid } = view.tracee;
    this.views.delete(tid);
    this.delays.drop(view);
    this.log.detached(view.tracee);
    this.emit({ type: 'thread', reason: 'exited', tid });
    if (![...this.views.values()].some(({ tracee }) => tracee.tgid === tgid)) this.stacks.forget(tgid);
    traceeForgotten(this);
  }

  replaced(former: Tracee, leader: Tracee): void {
    const view = this.views.get(former.tid);
    this.views.delete(former.tid);
    this.emit({ type: 'thread', reason: 'exited', tid: former.tid });
    const target = this.view(leader);
    target.groupStopped = 0;
    target.ending = false;
    target.endsAlone = false;
    if (view) {
      target.watched = view.watched;
      target.mode = view.mode;
      target.pausing ||= view.pausing;
    }
    this.log.superseded(former.tid, leader.tid);
    this.announcer.tracees();
  }

  vanished(tracee: Tracee): void {
    const view = this.views.get(tracee.tid);
    if (view) this.forget(view);
  }

  ended(tracee: Tracee, end: End): void {
    const view = this.views.get(tracee.tid);
    this.views.delete(tracee.tid);
    this.tamper.ended(tracee);
    if (tracee.tid === tracee.tgid) this.vdso.hidden.delete(tracee.tgid);
    if (view) {
      this.delays.drop(view);
      leaveToParent(this, view);
    }
    processEnded(this, tracee, end);
  }

  tampered(): void {
    this.announcer.tamper();
  }

  renamed(tracee: Tracee): void {
    if (!this.unattended) tracee.comm = commOf(tracee.tid) || tracee.comm;
    this.stacks.forget(tracee.tgid);
    this.announcer.tracees();
  }
}
