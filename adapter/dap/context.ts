/**
 * What the request files share: one debug session's state, wired by session.ts. Must not know the transport.
 */
import type { Engine } from '../engine/api.ts';
import type { Fields } from '../plan/fields.ts';
import type { TamperRule } from '../protocol/trapline.ts';
import type { BreakpointBook } from './breakpointBook.ts';
import type { Answer } from './connection.ts';
import type { Stops } from './stops.ts';

/** What the client said about itself at initialize. */
export interface ClientFeatures {
  /** Added to 0-based numbers: 1 for nearly every client. */
  readonly firstLine: 0 | 1;
  readonly firstColumn: 0 | 1;
  readonly variableType: boolean;
  readonly runInTerminal: boolean;
  /** It asks again for what an `invalidated` event names. */
  readonly invalidated: boolean;
}

/** What is being debugged, and how to begin it again. */
export type Debuggee =
  | { readonly request: 'launch'; readonly arguments: Fields; readonly pid: number }
  | { readonly request: 'attach'; readonly arguments: Fields; readonly pid: number };

export interface SessionContext {
  readonly stops: Stops;
  readonly breakpoints: BreakpointBook;
  /** Known after initialize. */
  client: ClientFeatures | undefined;
  debuggee: Debuggee | undefined;
  /** A launch or attach that is under way: its failure leaves the session as it was. */
  starting: Promise<void> | undefined;
  /** What was asked for last: decides what becomes of the program when the client leaves. */
  request: 'launch' | 'attach' | undefined;
  /** Aborted when the session ends, whatever is under way. */
  readonly leaving: AbortSignal;
  /** configurationDone came. */
  configured: boolean;
  /** The launched program has been let go. */
  running: boolean;
  /** The client's own list of tamper rules, once it sent one: it stands before the configuration's, also at a restart. */
  tamper: readonly TamperRule[] | undefined;
  /** `terminate` was asked for once already. */
  terminating: boolean;
  /** The session's engine; a RequestError before initialize. */
  engine(): Engine;
  /** Ends the present engine's life, silently, and starts another, for restart. */
  replaceEngine(how: 'kill' | 'detach'): Promise<Engine>;
  event(event: string, body?: object): void;
  /** A reverse request; rejects with a UserError. */
  ask(command: string, args: object, timeout: number): Promise<unknown>;
  complain(line: string): void;
  /** Announcements of the engine wait while `task` runs and its response is written. */
  quietly(task: () => Promise<void>): Promise<Answer>;
  /** Ends the session: `end` says what becomes of the debuggee. Never rejects. */
  end(how: 'kill' | 'detach'): Promise<void>;
  /** Leaves the client once everything is written. */
  finish(): void;
}

export type RequestHandler = (session: SessionContext, args: Fields) => Promise<Answer> | Answer;

export type RequestTable = Readonly<Record<string, RequestHandler>>;
