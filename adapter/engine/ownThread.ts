/**
 * The engine on the calling thread: the command line's, which has nobody to answer while its program runs. A second
 * thread would take as long to start as everything else together. The thread waits in the kernel; signals and a timer
 * end the wait, so that the event loop has its turn now and then.
 */
import { startTicks } from '../../native/ffi/ticks.ts';
import { runLoop } from '../../native/tracer/loop.ts';
import { type Engine, type EngineEvent, UserError } from './api.ts';
import type { CommandName } from './channel.ts';
import { execute } from './dispatch.ts';
import type { Reply } from './session.ts';
import { sweep } from './sweep.ts';
import { createTiering } from './tiering.ts';
import { TracedSession } from './tracedSession.ts';

/** What a log needs of an engine. */
export type TraceEngine = Pick<
  Engine,
  'launch' | 'attachAll' | 'start' | 'setTamperRules' | 'detach' | 'kill' | 'dispose'
>;

/** The longest that the event loop waits, in milliseconds and in reports. */
const TURN_MS = 100;
const TURN_REPORTS = 512;

/** An engine for one session, on this thread. `onEvent` is called between two stops. */
export function startEngineHere(onEvent: (event: EngineEvent) => void): TraceEngine {
  const ticks = startTicks(TURN_MS);
  const tiering = createTiering();
  let disposed = false;
  let turn: NodeJS.Immediate | undefined;
  /** Somebody has an answer, or has heard the last event. */
  let answered = false;
  let reports = 0;
  /** Commands that have no answer yet. */
  const asked = new Set<(error: Error) => void>();
  const session: TracedSession = new TracedSession(
    (event) => {
      if (event.type === 'terminated') answered = true;
      onEvent(event);
    },
    () => answered || ++reports >= TURN_REPORTS,
    (idle) => {
      ticks.taken();
      session.announcer.flush(idle);
      session.delays.run();
      sweep(session);
      session.log.flush();
      nothingLeft = idle;
      return false;
    },
  );
  session.wakeAfter = (milliseconds) => ticks.within(milliseconds);
  // Ctrl-C is the whole group's: as under strace nothing more is traced then, if it is not to be outlived.
  session.onUserSignal = () => {
    answered = true;
  };
  let nothingLeft = false;

  const run = (): void => {
    turn = undefined;
    answered = false;
    reports = 0;
    nothingLeft = false;
    try {
      runLoop(session.tracer, session);
    } catch (error) {
      session.log.flush();
      // A defect: what was launched ends with this process (EXITKILL), attached programs go on.
      onEvent({ type: 'failed', text: String((error as Error)?.stack ?? error) });
      for (const reject of asked) reject(error as Error);
      return;
    }
    if (reports >= TURN_REPORTS) tiering.turn();
    if (!nothingLeft) later();
  };
  const later = (): void => {
    if (!disposed) turn ??= setImmediate(run);
  };

  const ask = <T>(command: CommandName, ...args: unknown[]): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      asked.add(reject);
      const reply: Reply = {
        value(value) {
          answered = true;
          asked.delete(reject);
          resolve(value as T);
        },
        error(message, errno) {
          answered = true;
          asked.delete(reject);
          reject(new UserError(message, errno));
        },
      };
      try {
        execute(session, { id: 0, command, args }, reply, () => {});
      } catch (error) {
        asked.delete(reject);
        reject(error);
      }
      later();
    });
  return {
    launch: (plan) => ask('launch', plan),
    attachAll: (plan) => ask('attachAll', plan),
    start: () => ask('start'),
    setTamperRules: (list) => ask('setTamperRules', list),
    detach: () => ask('detach'),
    kill: () => ask('kill'),
    async dispose() {
      disposed = true;
      clearImmediate(turn);
      ticks.stop();
      tiering.end();
      session.log.flush();
    },
  };
}
