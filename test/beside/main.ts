/** Every program with every set of options, and what came of it, as text for a person. */
import { spawnSync } from 'node:child_process';
import { type Comparison, compareSteady, compareUnsteady, type Difference } from './compare.ts';
import { coarse, explanation, skeleton } from './explained.ts';
import { PROGRAMS, type Program } from './programs.ts';
import { missing, type Outcome, type Tracer, traced, workshop } from './run.ts';

const OPTION_SETS: readonly (readonly string[])[] = [['-f'], ['-f', '-yy', '-v', '-s', '200']];

/** How often a program is run under each tracer when its calls differ from run to run. */
const REPEATS = 3;

/** True when nothing unexplained was found. */
export async function runBeside(words: readonly string[]): Promise<boolean> {
  const names = words.filter((word) => !word.startsWith('--'));
  const unknown = names.filter((name) => !PROGRAMS.some((program) => program.name === name));
  if (unknown.length > 0) {
    console.error(`No such program: ${unknown.join(', ')}. There are ${PROGRAMS.map(({ name }) => name).join(', ')}.`);
    return false;
  }
  const programs = PROGRAMS.filter(({ name }) => names.length === 0 || names.includes(name));
  if (words.includes('--install')) install(programs.filter(missing));
  const { folder, remove } = workshop();
  const reasons = new Map<string, number>();
  let right = true;
  try {
    for (const program of programs) {
      if (missing(program)) {
        console.log(`${program.name}: skipped, needs ${program.packages.join(', ')}`);
        continue;
      }
      for (const options of OPTION_SETS) {
        const compared = await besides(program, options, folder);
        right = report(`${program.name} ${options.join(' ')}`, program.steady, compared, reasons) && right;
      }
    }
  } finally {
    remove();
  }
  for (const [reason, count] of reasons) console.log(`${String(count).padStart(6)}  ${reason}`);
  return right;
}

/** One program under both tracers. */
export async function besides(program: Program, options: readonly string[], folder: string): Promise<Comparison> {
  const outcomes = { strace: [] as Outcome[], ours: [] as Outcome[] };
  for (let time = 0; time < (program.steady ? 1 : REPEATS); time++) {
    for (const tracer of ['strace', 'ours'] as const satisfies readonly Tracer[]) {
      outcomes[tracer].push(await traced(program, tracer, options, folder));
    }
  }
  const logs = (tracer: Tracer): string[] => outcomes[tracer].map(({ log }) => log);
  const compared = program.steady
    ? compareSteady(logs('strace')[0] ?? '', logs('ours')[0] ?? '')
    : compareUnsteady(logs('strace'), logs('ours'));
  const [theirs, own] = [outcomes.strace[0]?.status, outcomes.ours[0]?.status];
  if (theirs === own) return compared;
  const status: Difference = { strace: `exit status ${theirs}`, ours: `exit status ${own}` };
  return { ...compared, differences: [status, ...compared.differences] };
}

export interface Judged {
  /** How often, by the name of its row. */
  readonly explained: ReadonlyMap<string, number>;
  readonly unexplained: readonly Difference[];
}

export function judged({ differences, all }: Comparison, steady: boolean): Judged {
  const shapes = (lines: ReadonlySet<string>): Set<string> =>
    new Set([...lines].flatMap((line) => [skeleton(line), coarse(line)]));
  const skeletons = { strace: shapes(all.strace), ours: shapes(all.ours) };
  const explained = new Map<string, number>();
  const unexplained: Difference[] = [];
  for (const difference of differences) {
    const found = explanation(difference, steady, skeletons);
    if (found) explained.set(found.reason, (explained.get(found.reason) ?? 0) + 1);
    else unexplained.push(difference);
  }
  return { explained, unexplained };
}

function report(title: string, steady: boolean, compared: Comparison, reasons: Map<string, number>): boolean {
  const { explained, unexplained } = judged(compared, steady);
  for (const [reason, count] of explained) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  const known = compared.differences.length - unexplained.length;
  console.log(`${title}: ${compared.lines} lines, ${known} differences explained, ${unexplained.length} not`);
  for (const { strace, ours } of unexplained) {
    if (strace !== undefined) console.log(`  strace  ${strace}`);
    if (ours !== undefined) console.log(`  ours    ${ours}`);
  }
  return unexplained.length === 0;
}

function install(programs: readonly Program[]): void {
  const packages = [...new Set(programs.flatMap((program) => program.packages))];
  if (packages.length === 0) return;
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { stdio: 'inherit' });
}
