/**
 * Which log file a launch configuration writes: `log`, or strace's own option -o. Must not know of VS Code.
 */

/** The file's name as written; undefined when there is none. */
export function logName(configuration: Readonly<Record<string, unknown>>): string | undefined {
  const { log, strace } = configuration;
  const name: unknown = typeof log === 'object' && log !== null && 'file' in log ? log.file : log;
  if (typeof name === 'string' && name !== '') return name;
  const words: readonly unknown[] =
    typeof strace === 'string' ? strace.split(/\s+/) : Array.isArray(strace) ? strace : [];
  for (const [index, word] of words.entries()) {
    if (typeof word !== 'string') continue;
    const joined = /^(?:-o|--output=)(.+)$/.exec(word)?.[1];
    const next = words[index + 1];
    if (joined !== undefined) return unquoted(joined);
    if ((word === '-o' || word === '--output') && typeof next === 'string') return unquoted(next);
  }
  return undefined;
}

/** A command begins with `|`: that is no file. */
function unquoted(word: string): string | undefined {
  const name = word.replace(/^(["'])(.*)\1$/, '$2');
  return name === '' || name.startsWith('|') || name.startsWith('!') ? undefined : name;
}
