/**
 * What the options say, while they are read: plain fields, nothing yet checked against each other.
 */
import type { LogPlan, SummaryColumn } from '../engine/api.ts';
import type { TamperRule } from '../protocol/trapline.ts';
import type { ColourMode } from './colour.ts';
import { OptionError } from './getopt.ts';

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

export interface Draft {
  readonly log: Writable<Omit<LogPlan, 'file'>>;
  readonly summary: {
    only: boolean;
    wall: boolean;
    overhead?: number;
    sort?: SummaryColumn | 'nothing';
    columns?: SummaryColumn[];
  };
  summaryAsked: boolean;
  followForks: boolean;
  output: string | undefined;
  readonly pids: number[];
  readonly environment: [name: string, value: string | null][];
  readonly tamper: TamperRule[];
  user: string | undefined;
  argv0: string | undefined;
  detachOnExec: boolean;
  killOnExit: boolean;
  interruptible: 1 | 2 | 3 | 4 | undefined;
  seccomp: boolean;
  debug: boolean;
  color: ColourMode;
  /** -D by its letters, --daemonize by its word: how far apart the tracer runs. */
  daemonize: number;
  daemonizeLong: number;
  /** How often a letter was given. */
  readonly letters: Record<string, number>;
  /** What -z and -Z said last, and that both were there. */
  readonly notes: string[];
  tips: boolean;
  help: boolean;
  version: boolean;
}

/** What is meant when no option is given. */
export const newDraft = (): Draft => ({
  log: {},
  summary: { only: false, wall: false },
  summaryAsked: false,
  followForks: false,
  output: undefined,
  pids: [],
  environment: [],
  tamper: [],
  user: undefined,
  argv0: undefined,
  detachOnExec: false,
  killOnExit: false,
  interruptible: undefined,
  seccomp: false,
  debug: false,
  color: 'auto',
  daemonize: 0,
  daemonizeLong: 0,
  tips: false,
  letters: {},
  notes: [],
  help: false,
  version: false,
});

/** What an option's reader gets: its value (empty where it has none) and its spelling for messages. */
export type Apply = (draft: Draft, value: string | undefined, spelled: string) => void;

/** The error for a value that the option does not take; `spelled`: the option as the user wrote it. */
export function invalid(spelled: string, value: string): OptionError {
  return new OptionError(`invalid ${spelled} argument: '${value}'`, true);
}

/** The value, or the error that names the option. */
export function known<Value>(read: Value | undefined, spelled: string, value: string): Value {
  if (read === undefined) throw invalid(spelled, value);
  return read;
}
