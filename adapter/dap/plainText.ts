/**
 * Sentences for people, safe wherever an editor shows them: one line, no control characters, no link that an editor's
 * notification would make clickable. Must not know who wrote the sentence.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The longest sentence shown. */
const LONGEST = 2000;

/** One printable line: control and direction characters become `?`, `[text](target)` loses its link. */
export function plainText(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' ').replace(CONTROL, '?');
  const unlinked = line.replace(/\]\(/g, '] (');
  return unlinked.length > LONGEST ? `${unlinked.slice(0, LONGEST)}…` : unlinked;
}
