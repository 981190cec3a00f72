/**
 * What whoever started the command gave it, byte for byte: its arguments and its environment. The runtime reads both as
 * UTF-8 and the environment as a dictionary; a program that is traced gets what it would have got without us.
 */
import { readFileSync } from 'node:fs';
import { isLossy, rawText } from '../../native/ffi/rawText.ts';

/** The words of a file under /proc/self; undefined without /proc. */
function wordsOf(file: string): string[] | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(`/proc/self/${file}`);
  } catch {
    return undefined;
  }
  return rawText(bytes).split('\0').slice(0, -1);
}

/** The command's own words, as the runtime gives them, with the bytes that it has lost. */
export function ownWords(words: readonly string[]): readonly string[] {
  if (!words.some(isLossy)) return words;
  return wordsOf('cmdline')?.slice(-words.length) ?? words;
}

/** `NAME=value` and whatever else stands there, in order. */
export const ownEnvironment = (): string[] =>
  wordsOf('environ') ?? Object.entries(process.env).map(([name, value]) => `${name}=${value}`);

/**
 * With changes (strace -E): a value replaces that of the first variable of its name, or comes last; without a value all
 * of that name go away.
 */
export function changedEnvironment(
  variables: readonly string[],
  changes: readonly (readonly [name: string, value: string | null])[],
): string[] {
  const result = [...variables];
  for (const [name, value] of changes) {
    const own = (variable: string): boolean => variable.startsWith(`${name}=`);
    if (value === null) {
      result.splice(0, result.length, ...result.filter((variable) => !own(variable)));
      continue;
    }
    const at = result.findIndex(own);
    result.splice(at < 0 ? result.length : at, at < 0 ? 0 : 1, `${name}=${value}`);
  }
  return result;
}
