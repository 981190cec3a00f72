/**
 * Text from outside (process names, command lines, tracee bytes) made safe for labels: one line, no control or
 * direction-changing characters, bounded. Must not know of VS Code.
 */

const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The text on one line, at most `limit` UTF-16 units, unsafe characters as `\n`, `\t` or `\u{…}`. */
export function plainText(text: string, limit = 400): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return cut.replace(UNSAFE, escapeCharacter);
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** `plainText` for places where VS Code turns `$(name)` into an icon: quick picks, the status bar. */
export function iconFreeText(text: string, limit = 400): string {
  return plainText(text, limit).replace(/\$\([\w~-]+\)/g, '\\$&');
}

/** `plainText` for notifications, where VS Code makes `[text](command:…)` something to click. */
export function noticeText(text: string, limit = 400): string {
  return plainText(text, limit).replaceAll('](', '] (');
}

/** `1 hit`, `12 hits`, `1,234 hits`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
