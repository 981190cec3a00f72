/**
 * The engine as the DAP thread sees it: promises over the tracer thread. The launched program's output is read on this
 * side, because the tracer thread blocks in the kernel. Knows no ptrace.
 */
import { createWaker } from '../../native/tracer/wake.ts';
import { type Engine, type EngineEvent, UserError } from './api.ts';
import { type CommandMessage, type CommandName, type FromSession, LAST, weightOf } from './channel.ts';
import { atExit } from './lastWord.ts';
import { createOutput } from './programOutput.ts';
import { startTracerThread } from './thread.ts';

/** How long the end of this process waits for the tracer thread's. */
const LAST_WORD_MS = 2000;

const MAKES_TRACEES: ReadonlySet<CommandName> = new Set(['launch', 'launchGate', 'attach', 'attachAll']);

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** An engine over the tracer thread. `onEvent` is called on this thread, in order. */
export function startEngine(onEvent: (event: EngineEvent) => void, thread = startTracerThread()): Engine {
  const waker = createWaker(thread.memory);
  const waiting = new Map<number, Waiting>();
  const output = createOutput(onEvent);
  let timer: NodeJS.Timeout | undefined;
  let due = Infinity;
  /** One timer, for the earliest: whoever is woken before his time asks again. */
  const wakeAfter = (milliseconds: number): void => {
    const at = performance.now() + milliseconds;
    if (at >= due) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(() => {
      due = Infinity;
      waker.wake();
    }, Math.ceil(milliseconds));
  };
  const stopWaking = (): void => {
    forgetExit();
    clearTimeout(timer);
    waker.stop();
  };
  let nextId = 1;
  let ended = false;
  /** dispose() was called: what comes after it would be the next session's. */
  let closing = false;
  let ready = false;
  let killed = false;
  /** It has said that it failed; its thread's end says it once more. */
  let failed = false;
  /** Something was asked for that makes tracees. Before that there is nothing to let go, and a thread that still loads
   *  need not be waited for. */
  let tracing = false;

  const onMessage = (message: FromSession): void => {
    switch (message.kind) {
      case 'ready':
        ready = true;
        return;
      case 'answer':
        waiting.get(message.id)?.resolve(message.value);
        waiting.delete(message.id);
        return;
      case 'error':
        waiting
          .get(message.id)
          ?.reject(message.user ? new UserError(message.message, message.errno) : new Error(message.message));
        waiting.delete(message.id);
        return;
      case 'wake':
        wakeAfter(message.after);
        return;
      case 'pipes':
        output.read(message.stdout, 'stdout');
        output.read(message.stderr, 'stderr');
        return;
      case 'event':
        failed ||= message.event.type === 'failed';
        waker.taken(weightOf(message.event));
        if (message.event.type === 'exited' || message.event.type === 'terminated') {
          output.drained(() => onEvent(message.event));
        } else onEvent(message.event);
        return;
      default:
        message satisfies never;
    }
  };
  // Without this an exception here would leave both waiting for ever.
  const forgetExit = atExit(() => {
    if (!ready && !tracing) return true;
    thread.post({ id: nextId++, command: 'dispose', args: [LAST] });
    return waker.wakeToTheEnd(LAST_WORD_MS);
  });
  const fail = (text: string): void => {
    if (ended) return;
    ended = true;
    stopWaking();
    for (const one of waiting.values()) one.reject(new Error(text));
    waiting.clear();
  };
  thread.listen({
    message: onMessage,
    error(error) {
      fail(error.message);
      if (!failed) onEvent({ type: 'failed', text: error.stack ?? error.message });
    },
    exit: () => fail('the tracer thread has ended'),
  });

  const send = <T>(command: CommandName, ...args: unknown[]): Promise<T> => {
    if (ended || closing) return Promise.reject(new Error('the tracer thread has ended'));
    tracing ||= MAKES_TRACEES.has(command);
    const message: CommandMessage = { id: nextId++, command, args };
    return new Promise<T>((resolve, reject) => {
      waiting.set(message.id, { resolve: (value) => resolve(value as T), reject });
      thread.post(message);
      waker.wake();
    });
  };
  return {
    launch: (plan) => send('launch', plan),
    launchGate: (plan) => send('launchGate', plan),
    attach: (plan) => send('attach', plan),
    attachAll: (plan) => send('attachAll', plan),
    start: () => send('start'),
    setBreakpoints: (list) => send('setBreakpoints', list),
    setExceptionFilters: (list) => send('setExceptionFilters', list),
    threads: () => send('threads'),
    stack: (tid) => send('stack', tid),
    scopes: (tid) => send('scopes', tid),
    evaluate: (tid, expression) => send('evaluate', tid, expression),
    resume: (tid, mode, signal) => send('resume', tid, mode, signal),
    pause: (tid) => send('pause', tid),
    stopDetail: (id) => send('stopDetail', id),
    continueGroup: (pid) => send('continueGroup', pid),
    setTamperRules: (list) => send('setTamperRules', list),
    command: (tid, text) => send('command', tid, text),
    detach: async () => (tracing ? send('detach') : undefined),
    async kill() {
      killed = true;
      if (tracing) await send('kill');
    },
    holdOutput(held) {
      waker.hold(held);
      output.hold(held);
    },
    async dispose() {
      if (ended || closing) return;
      const done = send('dispose');
      closing = true;
      if (ready || tracing) await done;
      else void done.catch(() => undefined);
      if (!killed) output.leave();
      ended = true;
      stopWaking();
    },
  };
}
