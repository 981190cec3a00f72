/**
 * What the sessions of this window said through Trapline's custom events: stops, hits, tracees, tamper rules, in bounded memory.
 * The trees show the current session: the active one, or the last one after its end. Must not know of trees.
 */
import * as vscode from 'vscode';
import type {
  StopDetail,
  TamperRuleState,
  TraceeRow,
  TraplineEvents,
  TraplineRequests,
} from '../../adapter/protocol/trapline.ts';
import { createStopHistory, type StopHistory } from '../stops/stopHistory.ts';

export const DEBUG_TYPE = 'trapline';

export type SessionChange = 'session' | 'stops' | 'hits' | 'tracees' | 'tamper';

export interface SessionState {
  readonly session: vscode.DebugSession;
  readonly history: StopHistory;
  readonly hits: ReadonlyMap<string, number>;
  readonly tracees: readonly TraceeRow[];
  /** Tracees that are left out of the list. */
  readonly moreTracees: number;
  /** All tamper rules in use, as the adapter last told them. */
  readonly tamper: readonly TamperRuleState[];
  readonly ended: boolean;
}

export interface Sessions extends vscode.Disposable {
  readonly current: SessionState | undefined;
  readonly onDidChange: vscode.Event<SessionChange>;
  /** Those that run now. */
  readonly running: readonly vscode.DebugSession[];
  /** Asks the current session's adapter for a stop's details. Rejects in plain words when that is over. */
  stopDetail(id: number): Promise<StopDetail>;
  clearStops(): void;
  /** The adapter's answer to a new list of tamper rules. */
  takeTamper(session: vscode.DebugSession, rules: readonly TamperRuleState[]): void;
}

interface OwnState extends SessionState {
  history: StopHistory;
  hits: ReadonlyMap<string, number>;
  tracees: readonly TraceeRow[];
  moreTracees: number;
  tamper: readonly TamperRuleState[];
  ended: boolean;
  /** What rows were opened to, so that they can still be read when the adapter is gone. */
  details: Map<number, StopDetail>;
}

const DETAILS_KEPT = 500;

/** A custom request of Trapline's, typed by its name. */
export async function request<Command extends keyof TraplineRequests>(
  session: vscode.DebugSession,
  command: Command,
  args: TraplineRequests[Command]['arguments'],
): Promise<TraplineRequests[Command]['body']> {
  return (await session.customRequest(command, args)) as TraplineRequests[Command]['body'];
}

/** Follows the window's sessions of type trapline. */
export function followSessions(): Sessions {
  const states = new Map<string, OwnState>();
  const changed = new vscode.EventEmitter<SessionChange>();
  let current: OwnState | undefined;

  const makeCurrent = (state: OwnState | undefined) => {
    if (!state || state === current) return;
    const before = current;
    current = state;
    if (before?.ended) states.delete(before.session.id);
    changed.fire('session');
  };

  const subscriptions = [
    vscode.debug.onDidStartDebugSession((session) => {
      if (session.type === DEBUG_TYPE) makeCurrent(stateOf(states, session));
    }),
    vscode.debug.onDidChangeActiveDebugSession((session) => makeCurrent(session && states.get(session.id))),
    vscode.debug.onDidTerminateDebugSession((session) => {
      const state = states.get(session.id);
      if (!state) return;
      state.ended = true;
      // What became of the others after a detach is not known.
      state.tracees = state.tracees.filter(({ kind }) => kind === 'ended');
      state.moreTracees = 0;
      if (state !== current) states.delete(session.id);
      changed.fire('session');
    }),
    vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
      if (session.type !== DEBUG_TYPE) return;
      const state = stateOf(states, session);
      if (!current) makeCurrent(state);
      const what = take(state, event, body);
      if (what && state === current) changed.fire(what);
    }),
  ];

  return {
    get current() {
      return current;
    },
    onDidChange: changed.event,
    get running() {
      return [...states.values()].filter(({ ended }) => !ended).map(({ session }) => session);
    },
    async stopDetail(id) {
      const state = current;
      if (!state) throw new Error('No session');
      const seen = state.details.get(id);
      if (state.ended && seen) return seen;
      if (state.ended) throw new Error('The session is over: only the line itself was kept');
      let detail: StopDetail;
      try {
        detail = await request(state.session, 'trapline/stopDetail', { id });
      } catch (error) {
        // The adapter keeps those of the newest stops only; a row that stands open goes on showing what it showed.
        if (seen) return seen;
        throw error;
      }
      if (state.details.size < DETAILS_KEPT) state.details.set(id, detail);
      return detail;
    },
    clearStops() {
      current?.history.clear();
      changed.fire('stops');
    },
    takeTamper(session, rules) {
      const state = stateOf(states, session);
      state.tamper = rules;
      if (state === current) changed.fire('tamper');
    },
    dispose: () => vscode.Disposable.from(changed, ...subscriptions).dispose(),
  };
}

/** Events can come before VS Code announces the session: whoever is first makes the state. */
function stateOf(states: Map<string, OwnState>, session: vscode.DebugSession): OwnState {
  const known = states.get(session.id);
  if (known) return known;
  const state: OwnState = { session, ...emptyRun(), tamper: [], ended: false };
  states.set(session.id, state);
  return state;
}

/** What one run of the program leaves; a restart begins another. */
function emptyRun() {
  return {
    history: createStopHistory(),
    hits: new Map<string, number>(),
    tracees: [],
    moreTracees: 0,
    details: new Map<number, StopDetail>(),
  };
}

function take(state: OwnState, event: string, body: unknown): SessionChange | undefined {
  switch (event as keyof TraplineEvents) {
    case 'trapline/newRun':
      Object.assign(state, emptyRun());
      return 'session';
    case 'trapline/stops': {
      const { rows, dropped } = body as TraplineEvents['trapline/stops'];
      state.history.add(rows, dropped);
      return 'stops';
    }
    case 'trapline/hits':
      state.hits = new Map(Object.entries((body as TraplineEvents['trapline/hits']).hits));
      return 'hits';
    case 'trapline/tracees': {
      const { tracees, more } = body as TraplineEvents['trapline/tracees'];
      state.tracees = tracees;
      state.moreTracees = more;
      return 'tracees';
    }
    case 'trapline/tamper':
      state.tamper = (body as TraplineEvents['trapline/tamper']).rules;
      return 'tamper';
    default:
      return undefined;
  }
}
