/**
 * What one system call takes and returns, as data. The texts live in signatures/*.ts, one line a call:
 *
 *     openat  %file,%desc  fd  dirfd:dirfd pathname:path flags:flags(open_flags) mode:mode
 *
 * that is: name, classes (strace's, without the ones every call has), type of the result, then NAME:TYPE for each
 * argument under its manual-page name. TYPE is an identifier with optional parameters in parentheses (names of
 * constant sets or of other arguments); a leading `>` says that the kernel fills it in (decoded at exit), `<>` that
 * it is read at entry and written by exit. Must not know how a type is decoded: that is the adapter's.
 */

export type Direction = 'in' | 'out' | 'inout';

export interface ArgumentType {
  readonly type: string;
  readonly params: readonly string[];
  readonly direction: Direction;
}

export interface Argument extends ArgumentType {
  readonly name: string;
}

export interface Signature {
  readonly name: string;
  /** Class names without the percent sign: `file`, `desc`, `net`, … */
  readonly classes: readonly string[];
  readonly result: ArgumentType;
  readonly args: readonly Argument[];
}

const TYPE = /^(<>|>)?([A-Za-z_][\w-]*)(?:\(([^()]*)\))?$/;

/** Reads one TYPE. Throws an Error that names the text when it is not one: tables are checked by a unit test. */
export function parseType(text: string): ArgumentType {
  const match = TYPE.exec(text);
  if (!match) throw new Error(`not a type in a signature: ${text}`);
  const direction = match[1] === '>' ? 'out' : match[1] === '<>' ? 'inout' : 'in';
  const params = match[3] ? match[3].split(',').map((param) => param.trim()) : [];
  return { type: match[2] as string, params, direction };
}

/** Reads one line of a signature table. */
export function parseSignature(line: string): Signature {
  const [name, classes, result, ...args] = line.trim().split(/\s+/);
  if (!name || !classes || !result) throw new Error(`not a signature: ${line}`);
  return {
    name,
    classes: classes === '-' ? [] : classes.split(',').map((word) => word.replace(/^%/, '')),
    result: parseType(result),
    args: args.map((word) => {
      const colon = word.indexOf(':');
      if (colon <= 0) throw new Error(`not an argument in the signature of ${name}: ${word}`);
      return { name: word.slice(0, colon), ...parseType(word.slice(colon + 1)) };
    }),
  };
}
