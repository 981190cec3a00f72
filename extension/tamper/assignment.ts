/**
 * `flags = O_RDONLY`, `addr.sin_port = 8080`: a new value in a rule, as it is typed. The adapter says what a value means.
 * Must not know of VS Code.
 */

export interface Assignment {
  /** An argument, a part of one, `syscall` or `result`. */
  readonly target: string;
  readonly value: string;
}

const WRITTEN = /^\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[\d+\])*)\s*=(?![=~])\s*(\S.*?)\s*$/;

/** `flags = O_RDONLY` in its two parts; undefined when it is not written like that. */
export function readAssignment(text: string): Assignment | undefined {
  const [, target, value] = WRITTEN.exec(text) ?? [];
  return target === undefined || value === undefined ? undefined : { target, value };
}

/** What is wrong with it, in one sentence. `names`: the call's arguments, where they are known. */
export function assignmentProblem(
  text: string,
  { set, where }: { readonly set: string; readonly where: 'entry' | 'exit' },
  names: readonly string[],
): string | undefined {
  const written = readAssignment(text);
  if (!written) return 'Write NAME = VALUE, for example flags = O_RDONLY or addr.sin_port = 8080.';
  const { target } = written;
  const argument = /^\w+/.exec(target)?.[0] ?? '';
  if (target === 'result' || (target === 'syscall' && where === 'entry')) return undefined;
  if (where === 'exit' && argument === target) {
    return 'The call has been made: write a part of what it has filled in, such as statbuf.st_size = 0, or result = 0.';
  }
  if (names.length === 0 || names.includes(argument)) return undefined;
  return `${set} has no argument “${argument}”: it has ${names.join(', ')}.`;
}
