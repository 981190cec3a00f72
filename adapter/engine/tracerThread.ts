/**
 * The tracer thread. It owns every ptrace request, blocks in the kernel, and never returns to an event loop: commands
 * are taken from its port between two stops, answers and events are posted. Knows no DAP.
 */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { gettid } from '../../native/ffi/signals.ts';
import { runLoop } from '../../native/tracer/loop.ts';
import { createSleeper } from '../../native/tracer/wake.ts';
import { type EngineEvent, UserError } from './api.ts';
import { type CommandMessage, type FromTracer, type WorkerData, weightOf } from './channel.ts';
import { execute } from './dispatch.ts';
import type { Reply } from './lifetime.ts';
import { Session } from './session.ts';
import { sweep } from './sweep.ts';

const port = parentPort as MessagePort;
const sleeper = createSleeper((workerData as WorkerData).memory);
const post = (message: FromTracer): void => port.postMessage(message);

/** What the command line has no use for. */
const FOR_THE_EDITOR: ReadonlySet<EngineEvent['type']> = new Set(['thread', 'tracees', 'stops', 'hits', 'continued']);

let finished = false;
const session: Session = new Session(
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
    return !finished;
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
    error: (message, errno) => post({ kind: 'error', id, message, user: true, ...(errno !== undefined && { errno }) }),
  };
}

function run(message: CommandMessage): void {
  const reply = replyTo(message.id);
  if (message.command === 'dispose') {
    finished = true;
    reply.value(undefined);
    return;
  }
  try {
    execute(session, message, reply, (pipes) => post({ kind: 'pipes', ...pipes }));
  } catch (error) {
    const user = error instanceof UserError;
    const text = user ? error.message : String((error as Error)?.stack ?? error);
    post({ kind: 'error', id: message.id, message: text, user });
  }
}

sleeper.started(gettid());
post({ kind: 'ready' });
try {
  runLoop(session.tracer, session);
} catch (error) {
  session.log.flush();
  // A defect: what was launched ends with this thread's tracer (EXITKILL), attached programs go on.
  post({ kind: 'event', event: { type: 'failed', text: String((error as Error)?.stack ?? error) } });
  throw error;
} finally {
  sleeper.left();
}
