/**
 * The failures a user can cause before anything runs, each of a kind that tests and clients can tell apart. Must not
 * know how DAP carries them.
 */
import { UserError } from '../engine/api.ts';

export type ProblemKind =
  | 'bad-argument'
  | 'not-supported'
  | 'program-missing'
  | 'program-is-directory'
  | 'program-not-executable'
  | 'program-interpreter'
  | 'program-loader'
  | 'program-format'
  | 'cwd'
  | 'env-file'
  | 'log-file'
  | 'pid-missing'
  | 'pid-traced'
  | 'pid-permission'
  | 'pid-self'
  | 'pid-kernel-thread'
  | 'pid-zombie'
  | 'pid-thread'
  | 'catch'
  | 'tamper'
  | 'terminal';

/** One sentence that says what failed, why, and what to do. */
export class Problem extends UserError {
  readonly kind: ProblemKind;

  constructor(kind: ProblemKind, sentence: string) {
    super(sentence);
    this.kind = kind;
  }
}

/** The errno name of a failed file operation (`ENOENT`), or undefined for other errors. */
export function errnoName(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
