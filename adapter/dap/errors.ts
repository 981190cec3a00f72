/**
 * Where failures become DAP error responses: a numeric id per kind, one plain sentence, and whether the editor should
 * say it aloud. Must not know which request failed.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { UserError } from '../engine/api.ts';
import { Problem, type ProblemKind } from '../plan/problem.ts';
import { plainText } from './plainText.ts';

/** Failures of the conversation itself. */
export type RequestProblem = 'malformed' | 'unknown-command' | 'wrong-time' | 'stale-reference' | 'not-stopped';

/** A request that can't be answered now or at all; the sentence is the client's to show. */
export class RequestError extends UserError {
  readonly kind: RequestProblem;

  constructor(kind: RequestProblem, sentence: string) {
    super(sentence);
    this.kind = kind;
  }
}

/** Ids are a promise to clients: never reuse one. */
const IDS: Readonly<Record<ProblemKind | RequestProblem, number>> = {
  malformed: 1001,
  'unknown-command': 1002,
  'wrong-time': 1003,
  'stale-reference': 1004,
  'not-stopped': 1005,
  'bad-argument': 2001,
  'not-supported': 2002,
  cwd: 2003,
  'env-file': 2004,
  'log-file': 2005,
  catch: 2006,
  terminal: 2007,
  tamper: 2008,
  'program-missing': 2101,
  'program-is-directory': 2102,
  'program-not-executable': 2103,
  'program-interpreter': 2104,
  'program-loader': 2105,
  'program-format': 2106,
  'pid-missing': 2201,
  'pid-traced': 2202,
  'pid-permission': 2203,
  'pid-self': 2204,
  'pid-kernel-thread': 2205,
  'pid-zombie': 2206,
  'pid-thread': 2207,
};

/** A sentence of the engine's own: the kernel's answer to a command. */
const ENGINE = 3000;
/** A defect of ours. */
const DEFECT = 9000;

/** The `error` of an error response. `aloud`: the editor shows it although nothing on screen asked for it. */
export function errorMessage(error: unknown, aloud: boolean): DebugProtocol.Message {
  if (error instanceof Problem || error instanceof RequestError) {
    return { id: IDS[error.kind], format: plainText(error.message), showUser: aloud };
  }
  if (error instanceof UserError) return { id: ENGINE, format: plainText(error.message), showUser: aloud };
  const reason = error instanceof Error ? error.message : String(error);
  return { id: DEFECT, format: plainText(`Trapline failed inside: ${reason}. Please report this.`), showUser: aloud };
}

/** Whether the error is a defect, which belongs on stderr with its stack. */
export function isDefect(error: unknown): boolean {
  return !(error instanceof UserError);
}
