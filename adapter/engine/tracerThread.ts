/**
 * The tracer thread. It owns every ptrace request, blocks in the kernel, and never returns to an event loop: commands
 * are taken from its port between two stops, answers and events are posted. Knows no DAP.
 */
import { setImmediate } from 'node:timers/promises';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { returnFreePages } from '../../native/ffi/malloc.ts';
import { gettid } from '../../native/ffi/signals.ts';
import { accountSystemTime } from '../../native/ffi/wait.ts';
import { nothingLeft, runLoop } from '../../native/tracer/loop.ts';
import { createSleeper } from '../../native/tracer/wake.ts';
import { type EngineEvent, UserError } from './api.ts';
import { type CommandMessage, type FromTracer, LAST, type WorkerData, weightOf } from './channel.ts';
import { collectGarbage } from './collect.ts';
import { execute } from './dispatch.ts';
import type { Reply } from './session.ts';
import { sweep } from './sweep.ts';
import { TracedSession } from './tracedSession.ts';

const port = parentPort as MessagePort;
const { memory, lasting } = workerData as WorkerData;
const sleeper = createSleeper(memory);
const post = (message: FromTracer): void => port.postMessage(message);

/** What the command line has no use for. */
const FOR_THE_EDITOR: ReadonlySet<EngineEvent['type']> = new Set(['thread', 'tracees', 'stops', 'hits', 'continued']);

/** One session, to its end. True when the next one may begin. */
function serve(): boolean {
  /** The number of the dispose command. */
  let finished: number | undefined;
  let last = !lasting;
  const session: TracedSession = new TracedSession(
    (event) => {
      if (session.unattended && FOR_THE_EDITOR.has(event.type)) return;
      sleeper.sent(weightOf(event));
      post({ kind: 'event', event });
    },
    () => {
      if (sleeper.crowded()) waitForReader();
      return sleeper.pending();
    },
    (idle) => {
      if (idle && !sleeper.pending()) {
        session.announcer.flush(true);
        sleeper.sleep();
      }
      takeCommands();
      session.delays.run();
      sweep(session);
      if (!sleeper.crowded()) {
        session.announcer.flush(false);
        // Woken before it was due: nothing else may report for a long time.
        if (session.announcer.waiting()) sleeper.markDirty();
      }
      session.log.flush();
      return finished === undefined;
    },
  );
  session.onHeldBack = () => {
    if (!sleeper.crowded()) sleeper.markDirty();
  };
  session.wakeAfter = (ms) => post({ kind: 'wake', after: ms });

  /** Whoever reads our events is behind: the traced programs wait, so that nothing is lost and nothing piles up. Only a
   *  session that is being ended goes on. */
  function waitForReader(): void {
    if (session.lifetime.killing || session.lifetime.detaching) return;
    session.log.flush();
    sleeper.waitForReader();
  }

  function takeCommands(): void {
    sleeper.acknowledge();
    for (;;) {
      const received = receiveMessageOnPort(port);
      if (!received) return;
      run(received.message as CommandMessage);
    }
  }

  function replyTo(id: number): Reply {
    return {
      value: (value) => post({ kind: 'answer', id, value }),
      error: (message, errno) =>
        post({ kind: 'error', id, message, user: true, ...(errno !== undefined && { errno }) }),
    };
  }

  function run(message: CommandMessage): void {
    if (message.command === 'dispose') {
      finished = message.id;
      last ||= message.args.includes(LAST);
      return;
    }
    const reply = replyTo(message.id);
    try {
      execute(session, message, reply, (pipes) => post({ kind: 'pipes', ...pipes }));
    } catch (error) {
      const user = error instanceof UserError;
      const text = user ? error.message : String((error as Error)?.stack ?? error);
      post({ kind: 'error', id: message.id, message: text, user });
    }
  }

  accountSystemTime(false);
  post({ kind: 'ready' });
  try {
    runLoop(session.tracer, session);
  } catch (error) {
    session.log.flush();
    // A defect: what was launched ends with this thread's tracer (EXITKILL), attached programs go on.
    post({ kind: 'event', event: { type: 'failed', text: String((error as Error)?.stack ?? error) } });
    throw error;
  }
  const id = finished ?? 0;
  const again = !last && nothingLeft(session.tracer);
  post(again ? { kind: 'free', id } : { kind: 'answer', id, value: undefined });
  return again;
}

/** One session after the other. */
export async function serveAll(): Promise<void> {
  sleeper.started(gettid());
  try {
    while (serve()) {
      // Node-API's finalizers are tasks of the event loop, which a session never reaches.
      await setImmediate();
      await collectGarbage();
      returnFreePages();
    }
  } finally {
    sleeper.left();
  }
}
