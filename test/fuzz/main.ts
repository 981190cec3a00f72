/**
 * Calls by a seed under both tracers, call by call: what is lost, what is no JSON, what differs and why.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pair } from './alike.ts';
import { anyCall, type Wish } from './calls.ts';
import { explanation } from './explained.ts';
import { normalised } from './normalise.ts';
import { random } from './random.ts';
import { type Run, replayed } from './run.ts';
import type { Call } from './script.ts';

export const OPTION_SETS: readonly (readonly string[])[] = [
  [],
  ['-v'],
  ['-yy'],
  ['-X', 'raw'],
  ['-x', '-s', '4'],
  ['-e', 'abbrev=none', '-s', '100'],
  ['-X', 'verbose'],
];

export interface Judged {
  readonly calls: number;
  /** How often, by the name of its row. */
  readonly explained: ReadonlyMap<string, number>;
  readonly unexplained: readonly (Pair & { readonly index: number })[];
  /** What is wrong with our run whatever strace wrote. */
  readonly broken: readonly string[];
}

export function callsOf(seed: number, count: number, wish?: Wish): Call[] {
  const chance = random(seed);
  return Array.from({ length: count }, () => anyCall(chance, wish));
}

/** What our command line must do with any calls: a line each, an end, and not a word of its own. */
function faults({ lines, status, errors }: Run, count: number): string[] {
  const found: string[] = [];
  if (status !== 0) found.push(`ended with ${status}`);
  if (lines.length !== count) found.push(`${lines.length} lines for ${count} calls`);
  const said = errors.split('\n').filter((line) => line !== '' && !/runs in (?:32|64) bit mode/.test(line));
  if (said.length > 0) found.push(`said ${said[0]}`);
  const raw = lines.findIndex((line) => CONTROL.test(line));
  if (raw >= 0) found.push(`line ${raw} has a control character: ${lines[raw]}`);
  return found;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a log must not have
const CONTROL = /[\x00-\x1f\x7f-\xff]/;

/** Both tracers on the same calls. */
export async function beside(calls: readonly Call[], options: readonly string[], folder: string): Promise<Judged> {
  const strace = await replayed(calls, 'strace', options, folder);
  const ours = await replayed(calls, 'ours', options, folder);
  const explained = new Map<string, number>();
  const unexplained: (Pair & { index: number })[] = [];
  // strace may have gone round in circles until its log was full: the line that is cut is not compared, nor what follows.
  const count = strace.lines.length < calls.length ? strace.lines.length - 1 : calls.length;
  for (let index = 0; index < count; index++) {
    const pair = {
      abi: calls[index]?.abi,
      strace: normalised(strace.lines[index] ?? ''),
      ours: normalised(ours.lines[index] ?? ''),
    };
    if (pair.strace === pair.ours) continue;
    const found = explanation(pair);
    if (found) explained.set(found.name, (explained.get(found.name) ?? 0) + 1);
    else unexplained.push({ ...pair, index });
  }
  return { calls: count, explained, unexplained, broken: faults(ours, calls.length) };
}

/** Ours alone, with lines for programs: each is one object, and there is one for each call. */
export async function asJson(calls: readonly Call[], folder: string): Promise<readonly string[]> {
  const run = await replayed(calls, 'ours', ['--json'], folder);
  // An entry and an exit each.
  const found = faults(run, calls.length * 2);
  for (const [index, line] of run.lines.entries()) {
    if (!isObject(line)) found.push(`line ${index} is no JSON object: ${line.slice(0, 200)}`);
  }
  return found;
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

/** A folder for the runs. */
export function workshop(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Calls of one run: more of them would only make differences hard to find again. */
const CALLS = 1000;

/** `npm run fuzz -- [SEED] [ROUNDS] [NAME,…]`. True when nothing is wrong. */
export async function runFuzz(words: readonly string[]): Promise<boolean> {
  const [seed, rounds] = [Number(words[0] ?? 1), Number(words[1] ?? 10)];
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(rounds)) {
    console.error('usage: npm run fuzz -- [SEED] [ROUNDS] [NAME,…]: two whole numbers, and calls to make alone');
    return false;
  }
  const { folder, remove } = workshop();
  const totals = new Map<string, number>();
  let [compared, wrong] = [0, 0];
  try {
    for (let round = 0; round < rounds; round++) {
      const calls = callsOf(seed + round, CALLS, words[2] === undefined ? {} : { names: words[2].split(',') });
      const options = OPTION_SETS[round % OPTION_SETS.length] ?? [];
      const { calls: count, explained, unexplained, broken } = await beside(calls, options, folder);
      const json = round % OPTION_SETS.length === 0 ? await asJson(calls, folder) : [];
      compared += count;
      for (const [name, times] of explained) totals.set(name, (totals.get(name) ?? 0) + times);
      const title = `seed ${seed + round} ${options.join(' ')}`;
      for (const fault of [...broken, ...json]) console.log(`${title}: ${fault}`);
      for (const { index, strace, ours } of unexplained) {
        console.log(`${title} #${index} ${calls[index]?.abi}\n  strace  ${strace}\n  ours    ${ours}`);
      }
      wrong += broken.length + json.length + unexplained.length;
    }
  } finally {
    remove();
  }
  console.log(`${compared} calls compared, ${wrong} unexplained`);
  for (const [name, times] of totals) console.log(`${String(times).padStart(7)}  ${name}`);
  return wrong === 0;
}
