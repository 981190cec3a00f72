/**
 * The `strace` attribute: options in strace's own spelling, as one text or as a list of words, to the settings of the
 * command line. An option that has no place in a launch configuration is one sentence that names it.
 */
import { OptionError } from '../cli/getopt.ts';
import { isCommand, parseSettings, type TraceSettings } from '../cli/options.ts';
import { type Fields, optionalStrings, own } from './fields.ts';
import { Problem } from './problem.ts';

/** Undefined when there are none. Throws a Problem. */
export function readStraceOptions(fields: Fields): TraceSettings | undefined {
  const given = own(fields, 'strace');
  const words = typeof given === 'string' ? splitWords(given) : (optionalStrings(fields, 'strace') ?? []);
  if (words.length === 0) return undefined;
  const settings = settingsOf(words);
  if (isCommand(settings.output)) {
    throw wrong(`-o ${settings.output}: a debug session writes its log to a file; name one`);
  }
  return settings;
}

function settingsOf(words: readonly string[]): TraceSettings {
  try {
    return parseSettings(words);
  } catch (error) {
    if (error instanceof OptionError) throw wrong(error.message);
    throw error;
  }
}

const wrong = (what: string): Problem => new Problem('bad-argument', `"strace": ${what}.`);

/** As a shell splits words: blanks, '…', "…" and backslashes; nothing is expanded. Throws a Problem. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '\\' && quote !== "'" && at + 1 < text.length) {
      word = (word ?? '') + (text[++at] as string);
    } else if (quote !== '') {
      if (char === quote) quote = '';
      else word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (quote !== '') throw wrong(`the quote ${quote} is not closed`);
  return word === undefined ? words : [...words, word];
}
