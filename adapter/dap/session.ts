/**
 * One debug session over one connection: the table of requests, the engine behind it, and its end. Must not know what
 * the requests mean, nor whether the other side is a pipe or a socket.
 */
import type { Readable, Writable } from 'node:stream';
import type { Engine, EngineEvent } from '../engine/api.ts';
import { fieldsOf } from '../plan/fields.ts';
import { announcements } from './announce.ts';
import { BreakpointBook } from './breakpointBook.ts';
import { type Answer, Connection } from './connection.ts';
import type { RequestTable, SessionContext } from './context.ts';
import { RequestError } from './errors.ts';
import { breakpointCapabilities, breakpointRequests } from './requests/breakpoints.ts';
import { changeCapabilities, changeRequests } from './requests/change.ts';
import { completionCapabilities, completionRequests } from './requests/completions.ts';
import { endingCapabilities, endingRequests } from './requests/ending.ts';
import { evaluateCapabilities, evaluateRequests } from './requests/evaluate.ts';
import { exceptionCapabilities, exceptionRequests } from './requests/exceptions.ts';
import { initializeRequests } from './requests/initialize.ts';
import { runCapabilities, runRequests } from './requests/run.ts';
import { stackCapabilities, stackRequests } from './requests/stack.ts';
import { startCapabilities, startRequests } from './requests/start.ts';
import { traplineRequests } from './requests/trapline.ts';
import { variableRequests } from './requests/variables.ts';
import { Stops } from './stops.ts';
import { Threads } from './threads.ts';

const CAPABILITIES = {
  ...startCapabilities,
  ...breakpointCapabilities,
  ...exceptionCapabilities,
  ...stackCapabilities,
  ...completionCapabilities,
  ...evaluateCapabilities,
  ...changeCapabilities,
  ...runCapabilities,
  ...endingCapabilities,
};

const REQUESTS: RequestTable = {
  ...initializeRequests(CAPABILITIES),
  ...startRequests,
  ...breakpointRequests,
  ...exceptionRequests,
  ...stackRequests,
  ...variableRequests,
  ...completionRequests,
  ...evaluateRequests,
  ...changeRequests,
  ...runRequests,
  ...endingRequests,
  ...traplineRequests,
  // Nothing here runs long enough to be cancelled; DAP lets us say so by agreeing.
  cancel: () => ({}),
};

/** The client's unread bytes at which the program has to wait, with its output and at its stops. */
const MOST_UNREAD = 4 * 1024 * 1024;

/** How long the end of a session may take before the engine is given up: the editor must not wait, nor may orphans. */
const PATIENCE = 1200;

export type StartEngine = (onEvent: (event: EngineEvent) => void) => Engine;

export interface SessionHost {
  readonly startEngine: StartEngine;
  /** One plain line for stderr. */
  complain(line: string): void;
  /** The session is over: once. `clean` is false when its engine did not answer and still holds its thread. */
  ended(clean: boolean): void;
}

export interface DebugSession {
  /** Ends the session as if the client were gone: launched programs end, attached ones go on. */
  close(): Promise<void>;
}

/** Serves DAP on a pair of streams until the client leaves. */
export function serveSession(input: Readable, output: Writable, host: SessionHost): DebugSession {
  const stops = new Stops();
  const threads = new Threads();
  let engine: Engine | undefined;
  let ending: Promise<boolean> | undefined;
  const leaving = new AbortController();
  let holding = 0;
  let isOver = false;
  let held: EngineEvent[] = [];

  const connection = new Connection(input, output, {
    request: answer,
    closed: () => void close(),
    complain: host.complain,
  });

  const session: SessionContext = {
    stops,
    breakpoints: new BreakpointBook(),
    client: undefined,
    debuggee: undefined,
    starting: undefined,
    tamper: undefined,
    request: undefined,
    leaving: leaving.signal,
    configured: false,
    running: false,
    terminating: false,
    engine() {
      if (!session.client) throw new RequestError('wrong-time', 'Send initialize first.');
      if (ending) throw new RequestError('wrong-time', 'The session is ending.');
      engine ??= newEngine();
      return engine;
    },
    async replaceEngine(how) {
      const old = engine;
      // From here on nothing that it says is heard: its program's end is not the session's.
      engine = undefined;
      held = [];
      for (const tid of stops.stoppedThreads()) leaveStop(tid);
      stops.clear();
      for (const tid of threads.forgetAll()) session.event('thread', { reason: 'exited', threadId: tid });
      session.event('trapline/newRun', {});
      if (how === 'kill') await old?.kill();
      else await old?.detach();
      await old?.dispose();
      return session.engine();
    },
    event: (event, body) => connection.event(event, body),
    ask: (command, args, timeout) => connection.ask(command, args, timeout),
    complain: host.complain,
    async quietly(task) {
      holding++;
      try {
        await task();
      } catch (error) {
        letEventsGo();
        throw error;
      }
      return { afterwards: letEventsGo };
    },
    end,
    // Written out first: the last response must reach the client.
    finish: () => void output.write('', () => void close()),
  };

  output.on('drain', () => engine?.holdOutput(false));

  async function answer(command: string, args: unknown): Promise<Answer> {
    const handler = Object.hasOwn(REQUESTS, command) ? REQUESTS[command] : undefined;
    if (!handler) throw new RequestError('unknown-command', `Trapline does not know the request "${command}".`);
    return handler(session, fieldsOf(args, 'arguments'));
  }

  function newEngine(): Engine {
    const fresh = host.startEngine((event) => {
      // An engine that was replaced may still have something to say.
      if (engine !== fresh || ending) return;
      if (holding > 0) held.push(event);
      else announce(event);
    });
    return fresh;
  }

  /** A stopped thread is gone: clients forget its stop only when it is said to run. */
  function leaveStop(tid: number): void {
    if (!stops.find(tid)) return;
    stops.resumed(tid);
    session.event('continued', { threadId: tid, allThreadsContinued: false });
  }

  function letEventsGo(): void {
    if (--holding > 0) return;
    const waiting = held;
    held = [];
    for (const event of waiting) announce(event);
  }

  function announce(event: EngineEvent): void {
    // DAP announces only what the client has not asked for itself: its own requests have resumed the thread here.
    if (event.type === 'continued' && !stops.find(event.tid)) return;
    // Asked to end, the program is not to be kept by what stops it on the way out.
    if (event.type === 'stopped' && session.terminating && event.reason !== 'pause') {
      engine?.resume(event.tid, 'continue').catch((error: unknown) => host.complain(String(error)));
      return;
    }
    if (event.type === 'stopped') stops.stopped(event);
    else if (event.type === 'continued') stops.resumed(event.tid);
    else if (event.type === 'changed') {
      stops.changed(event.tid);
      if (!session.client?.invalidated) return;
    } else if (event.type === 'thread') {
      threads.note(event);
      if (event.reason === 'exited') leaveStop(event.tid);
    }
    for (const { event: name, body } of announcements(event)) connection.event(name, body);
    if (output.writableLength > MOST_UNREAD) engine?.holdOutput(true);
  }

  async function end(how: 'kill' | 'detach'): Promise<void> {
    leaving.abort();
    ending ??= provideFor(how);
    await ending;
  }

  /** False when the engine did not answer in time. */
  async function provideFor(how: 'kill' | 'detach'): Promise<boolean> {
    const present = engine;
    if (!present) return true;
    const attempt = (step: Promise<void>) => step.catch((error: unknown) => host.complain(String(error)));
    const finish = async () => {
      if (how === 'kill') await attempt(present.kill());
      // What was attached to besides, children that were let go: they run on.
      await attempt(present.detach());
      await attempt(present.dispose());
      return true;
    };
    return Promise.race([finish(), wait(PATIENCE).then(() => false)]);
  }

  async function close(): Promise<void> {
    leaving.abort();
    await Promise.race([session.starting?.catch(() => undefined), wait(PATIENCE / 3)]);
    await end(session.request === 'attach' ? 'detach' : 'kill');
    const clean = (await ending) ?? true;
    if (isOver) return;
    isOver = true;
    host.ended(clean);
  }

  return { close };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
