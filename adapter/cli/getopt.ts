/**
 * Words to options as getopt_long(3) reads them: clustered letters, attached values, long names that may be shortened
 * as long as they are unambiguous, `--`. Stops at the first word that is no option, as strace does, so that the
 * program's own options are its own. Pure; must not know what an option means.
 */
import { OPTIONS, type OptionRow } from './table.ts';

export interface Given {
  readonly row: OptionRow;
  readonly value?: string;
  /** As it is written in messages: `-s` or `--string-limit`. */
  readonly spelled: string;
}

export interface Words {
  readonly options: readonly Given[];
  readonly rest: readonly string[];
}

/** A word that can't be used. `hint`: the sentence about the help belongs behind it. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
  readonly hint: boolean;
  constructor(message: string, hint = false) {
    super(message);
    this.hint = hint;
  }
}

const byLetter = new Map<string, OptionRow>();
for (const row of OPTIONS) if (row.short) byLetter.set(row.short, row);

/** Reads options up to the first other word. Throws an OptionError in getopt's words. */
export function readWords(argv: readonly string[]): Words {
  const options: Given[] = [];
  let at = 0;
  while (at < argv.length) {
    const word = argv[at] as string;
    if (!word.startsWith('-') || word === '-') break;
    at++;
    if (word === '--') break;
    const next = argv[at];
    const used = word.startsWith('--') ? readLong(word, next, options) : readLetters(word, next, options);
    if (used) at++;
  }
  return { options, rest: argv.slice(at) };
}

/** `-ftt`, `-oFILE`, `-o FILE`. True when the next word was the value. */
function readLetters(word: string, next: string | undefined, options: Given[]): boolean {
  for (let at = 1; at < word.length; at++) {
    const letter = word[at] as string;
    const row = byLetter.get(letter);
    if (!row) throw new OptionError(`invalid option -- '${letter}'`, true);
    const spelled = `-${letter}`;
    // An optional value belongs to the long spelling only.
    if (row.argument !== 'required') {
      options.push({ row, spelled });
      continue;
    }
    const attached = word.slice(at + 1);
    const value = attached === '' ? next : attached;
    if (value === undefined) throw new OptionError(`option requires an argument -- '${letter}'`, true);
    options.push({ row, value, spelled });
    return attached === '';
  }
  return false;
}

/** `--name`, `--name=VALUE`, `--name VALUE`. True when the next word was the value. */
function readLong(word: string, next: string | undefined, options: Given[]): boolean {
  const equals = word.indexOf('=');
  const name = word.slice(2, equals < 0 ? undefined : equals);
  const { row, full } = longRow(name, word);
  const spelled = `--${full}`;
  if (equals >= 0) {
    if (row.argument === 'none') throw new OptionError(`option '${spelled}' doesn't allow an argument`, true);
    options.push({ row, value: word.slice(equals + 1), spelled });
    return false;
  }
  if (row.argument !== 'required') {
    options.push({ row, spelled });
    return false;
  }
  if (next === undefined) throw new OptionError(`option '${spelled}' requires an argument`, true);
  options.push({ row, value: next, spelled });
  return true;
}

const LONG_NAMES = OPTIONS.flatMap((row) =>
  (row.long === undefined ? [] : [row.long, ...(row.also ?? [])]).map((full) => ({ row, full })),
);

function longRow(name: string, word: string): { row: OptionRow; full: string } {
  const exact = LONG_NAMES.find(({ full }) => full === name);
  if (exact) return exact;
  const near = LONG_NAMES.filter(({ full }) => full.startsWith(name));
  const first = near[0];
  if (!first) throw new OptionError(`unrecognized option '${word}'`, true);
  // Spellings of one option are no choice.
  if (near.every(({ row }) => row === first.row)) return first;
  const possibilities = near.map(({ full }) => ` '--${full}'`).join('');
  throw new OptionError(`option '${word}' is ambiguous; possibilities:${possibilities}`, true);
}
