/**
 * An engine without a kernel: records its commands and answers what a test told it to. Events are announced by hand.
 */
import { PassThrough } from 'node:stream';
import { serveSession } from '../../../adapter/dap/session.ts';
import type { BreakpointSpec, Engine, EngineEvent, FilterSpec, LaunchPlan } from '../../../adapter/engine/api.ts';
import { UserError } from '../../../adapter/engine/api.ts';
import { DapClient } from './client.ts';

export interface FakeEngine extends Engine {
  readonly calls: string[];
  breakpoints: readonly BreakpointSpec[];
  filters: readonly FilterSpec[];
  plan?: LaunchPlan;
  announce(event: EngineEvent): void;
}

/** Breakpoint names beginning with `bad` are refused; `fail` as an expression fails. */
export function fakeEngine(onEvent: (event: EngineEvent) => void, overrides: Partial<Engine> = {}): FakeEngine {
  const calls: string[] = [];
  const did = (what: string): Promise<void> => {
    calls.push(what);
    return Promise.resolve();
  };
  const engine: FakeEngine = {
    calls,
    breakpoints: [],
    filters: [],
    announce: onEvent,
    async launch(plan) {
      engine.plan = plan;
      await did('launch');
      return { pid: 4194303 };
    },
    async launchGate() {
      await did('launchGate');
      return { pid: 4194303 };
    },
    attachAll: async () => 0,
    async attach(plan) {
      await did(`attach ${plan.pid}`);
      return { pid: plan.pid, comm: 'x' };
    },
    start: () => did('start'),
    async setBreakpoints(list) {
      engine.breakpoints = list;
      await did(`setBreakpoints ${list.map(({ name }) => name).join(' ')}`);
      return list.map(({ id, name }) =>
        name.startsWith('bad') ? { id, verified: false, message: `no ${name}` } : { id, verified: true },
      );
    },
    async setExceptionFilters(list) {
      engine.filters = list;
      await did('setExceptionFilters');
      return list.map((_, index) => ({ id: index, verified: true }));
    },
    threads: () => Promise.resolve([{ tid: 7, pid: 7, name: 'cat (7)', stopped: true }]),
    stack: () =>
      Promise.resolve([
        { name: 'openat(AT_FDCWD, "x", O_RDONLY)', address: '0x1000', line: 0, column: 0, role: 'syscall' },
        { name: 'openat64', address: '0x1000', module: 'libc.so.6', line: 0, column: 0, role: 'library' },
        { name: 'main', address: '0x2000', path: '/src/main.c', line: 12, column: 3, role: 'user' },
        { name: 'lost', address: '0x3000', missing: '/build/lost.c', line: 2, column: 0, role: 'user' },
      ]),
    scopes: () =>
      Promise.resolve([
        {
          name: 'Syscall',
          rows: [
            { name: 'pathname', text: '"x"', children: [] },
            {
              name: 'many',
              text: '[…]',
              children: Array.from({ length: 250 }, (_, index) => ({
                name: `[${index}]`,
                text: `${index}`,
                children: [],
              })),
            },
            {
              name: 'some',
              text: '{first=1}',
              children: [{ name: 'first', text: '1', children: [] }],
            },
          ],
        },
        { name: 'Registers', rows: [{ name: 'rip', text: '0x1000', children: [] }] },
      ]),
    evaluate: (tid, expression) =>
      expression === 'fail'
        ? Promise.reject(new UserError('Unknown name "fail".'))
        : Promise.resolve({ text: `${tid}:${expression}`, children: [{ name: 'a', text: '1', children: [] }] }),
    async resume(tid, mode) {
      await did(`resume ${tid} ${mode}`);
      onEvent({ type: 'continued', tid });
    },
    pause: (tid) => did(`pause ${tid}`),
    stopDetail: (id) => Promise.reject(new UserError(`No stop ${id}.`)),
    continueGroup: (pid) => did(`continueGroup ${pid}`),
    setTamperRules: () => Promise.resolve([]),
    command: () => Promise.resolve(undefined),
    detach: () => did('detach'),
    kill: () => did('kill'),
    holdOutput: (held) => void did(`holdOutput ${held}`),
    dispose: () => did('dispose'),
    ...overrides,
  };
  return engine;
}

export interface FakeSession {
  readonly client: DapClient;
  /** What the client reads from, to keep it from reading. */
  readonly fromAdapter: PassThrough;
  /** The engine in use; another after a restart. */
  engine(): FakeEngine;
  readonly engines: FakeEngine[];
  readonly complaints: string[];
  readonly over: Promise<void>;
}

/** A whole session in this process, with a fake engine. */
export function fakeSession(overrides: Partial<Engine> = {}): FakeSession {
  const toAdapter = new PassThrough();
  const fromAdapter = new PassThrough();
  const engines: FakeEngine[] = [];
  const complaints: string[] = [];
  let finished = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    finished = resolve;
  });
  serveSession(toAdapter, fromAdapter, {
    startEngine(onEvent) {
      const engine = fakeEngine(onEvent, overrides);
      engines.push(engine);
      return engine;
    },
    complain: (line) => complaints.push(line),
    ended: finished,
  });
  const client = new DapClient(fromAdapter, toAdapter);
  return {
    client,
    fromAdapter,
    engines,
    complaints,
    over,
    engine() {
      const last = engines.at(-1);
      if (!last) throw new Error('no engine yet: send initialize first');
      return last;
    },
  };
}

export const INITIALIZE = { adapterID: 'trapline', pathFormat: 'path', linesStartAt1: true, columnsStartAt1: true };

/** A session whose program has been launched and let go. */
export async function launched(args: object = {}): Promise<FakeSession> {
  const session = fakeSession();
  await session.client.request('initialize', INITIALIZE);
  await session.client.event('initialized');
  await session.client.request('launch', { program: '/bin/true', ...args });
  await session.client.request('configurationDone');
  return session;
}

/** A stop of thread 7, as the engine announces it. */
export function announceStop(
  session: FakeSession,
  reason: 'function breakpoint' | 'exception' | 'step' = 'function breakpoint',
  ids: number[] = [1],
): void {
  session.engine().announce({
    type: 'stopped',
    tid: 7,
    reason,
    description: 'openat entry',
    text: 'openat(AT_FDCWD, "x", O_RDONLY)',
    hitBreakpointIds: ids,
  });
}
