/**
 * A session on the test's own thread, from launch to end: no worker is started, so it takes milliseconds, and parts of
 * its tracer can be chosen. What is done at stops is given beforehand.
 */
import { spawnSync } from 'node:child_process';
import { readSync } from 'node:fs';
import { type EngineEvent, type ResumeMode, UserError } from '../../../adapter/engine/api.ts';
import { launchProgram, resume, start } from '../../../adapter/engine/commands.ts';
import { runCommand } from '../../../adapter/engine/tamperCommands.ts';
import { TracedSession } from '../../../adapter/engine/tracedSession.ts';
import type { TamperRule } from '../../../adapter/protocol/trapline.ts';
import { closeFd } from '../../../native/ffi/spawn.ts';
import { runLoop } from '../../../native/tracer/loop.ts';
import type { SyscallSetter } from '../../../native/tracer/syscallSetter.ts';

export interface Run {
  readonly rules?: readonly TamperRule[];
  readonly breakpoint?: string;
  readonly hitCondition?: string;
  /** Stops at signals. */
  readonly signals?: boolean;
  /** What refuses a command is one of the answers. */
  readonly mayRefuse?: boolean;
  /** Commands at each stop, one list a stop; after the last one the breakpoint is gone. */
  readonly commands?: readonly (readonly string[])[];
  /** How it goes on after each stop; after the last one it continues. */
  readonly modes?: readonly ResumeMode[];
  readonly setter?: SyscallSetter;
}

export interface Ran {
  /** At most 64 KiB, which the pipe holds. */
  readonly output: string;
  readonly code: number | undefined;
  /** Stops, and whatever was said as important. */
  readonly stops: number;
  readonly descriptions: readonly string[];
  readonly answers: readonly string[];
  readonly failures: readonly string[];
}

const MOST_SECONDS = 20;

/** This thread can't look at a clock while the program runs: nobody's child ends it when it hangs. */
function endLater(pid: number): number {
  const command = `setsid sh -c 'sleep ${MOST_SECONDS}; kill -KILL ${pid}' >/dev/null 2>&1 & echo $!`;
  const { stdout } = spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8' });
  return Number(stdout);
}

/** Its group, or itself where it has none yet. */
function endGuard(pid: number): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // The one or the other is not there.
    }
  }
}

/** `program`: its whole path. */
export function runInThread(program: string, args: readonly string[], how: Run): Ran {
  const { rules = [], breakpoint, hitCondition, commands = [], modes = [], setter } = how;
  const descriptions: string[] = [];
  const answers: string[] = [];
  const waiting: number[] = [];
  const failures: string[] = [];
  const left = [...commands];
  let output = 0;
  let code: number | undefined;
  let stops = 0;
  let guard: number | undefined;
  const emit = (event: EngineEvent): void => {
    if (event.type === 'stopped') {
      waiting.push(event.tid);
      descriptions.push(event.description);
      stops++;
    }
    if (event.type === 'process') guard ??= endLater(event.pid);
    if (event.type === 'exited') code = event.code;
    if (event.type === 'output' && event.category === 'important') failures.push(event.text);
  };
  const session = new TracedSession(
    emit,
    () => waiting.length > 0,
    (idle) => {
      for (let tid = waiting.shift(); tid !== undefined; tid = waiting.shift()) atStop(tid);
      session.delays.run();
      return !idle;
    },
  );
  const atStop = (tid: number): void => {
    const list = left.shift() ?? [];
    const mode = modes[stops - 1] ?? 'continue';
    if (left.length === 0) session.watches.setBreakpoints([]);
    for (const command of list) answers.push(answerTo(tid, command));
    if (session.views.get(tid)?.hold) resume(session, tid, mode);
  };
  const answerTo = (tid: number, command: string): string => {
    try {
      return runCommand(session, tid, command) ?? '';
    } catch (error) {
      if (!how.mayRefuse || !(error instanceof UserError)) throw error;
      return error.message;
    }
  };
  if (how.signals) session.watches.setFilters([{ filter: 'signal' }]);
  if (setter) session.tracer.setter = setter;
  for (const { message } of session.tamper.set(rules)) if (message) failures.push(message);
  if (breakpoint) session.watches.setBreakpoints([{ id: 1, name: breakpoint, ...(hitCondition && { hitCondition }) }]);
  const plan = { program, argv: [program, ...args], cwd: '/', env: ['PATH=/usr/bin:/bin'], stdio: 'pipes' as const };
  const settings = { newProcessGroup: true, followForks: true, stopOnEntry: false, stopOnExit: false };
  const reply = { value: () => start(session), error: (text: string) => failures.push(text) };
  launchProgram(session, { ...plan, ...settings }, reply, ({ stdout, stderr }) => {
    output = stdout;
    closeFd(stderr);
  });
  runLoop(session.tracer, session);
  if (guard !== undefined) endGuard(guard);
  const bytes = Buffer.alloc(65_536);
  let text = '';
  for (let got = readSync(output, bytes); got > 0; got = readSync(output, bytes))
    text += bytes.toString('utf8', 0, got);
  closeFd(output);
  return { output: text, code, stops, descriptions, answers, failures };
}
