/** How a project of vitest.config.ts is run so that its outcome is in a file. Starts nothing itself. */
import { OUTCOME_FILE, OUTCOME_REPORTER } from './outcomeReporter.ts';
import { tool } from './project.ts';

/** A command, its words, and the environment it needs beside its starter's. */
export interface VitestCommand {
  readonly file: string;
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Leaves an Outcome (report.ts) in `report`; `reporters` print beside that. `args`: files, or more options. */
export function vitestCommand(
  project: string,
  report: string,
  { reporters = [], args = [] }: { reporters?: readonly string[]; args?: readonly string[] } = {},
): VitestCommand {
  const words = [
    'run',
    `--project=${project}`,
    ...[...reporters, OUTCOME_REPORTER].map((name) => `--reporter=${name}`),
  ];
  return { file: tool('vitest'), words: [...words, ...args], env: { [OUTCOME_FILE]: report } };
}
