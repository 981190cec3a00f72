/**
 * Lines of a log as calls with the texts of their arguments. Must not know what the texts mean.
 */

export interface LoggedCall {
  readonly name: string;
  /** As printed, without the label in front: `child_stack=NULL` is `NULL`. */
  readonly args: readonly string[];
  /** `EFAULT`, `ERESTARTSYS`; absent where the call succeeded. */
  readonly error?: string;
}

const UNFINISHED = ' <unfinished ...>';
const FRONT = /^(?:\[?[a-z ]*(\d+)\]? +)?/;
const CLOSING = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

/** Where a string or a comment that begins there ends; `at` where none does. */
function skipped(line: string, at: number): number {
  if (line.startsWith('/*', at)) return Math.max(at, line.indexOf('*/', at) + 1);
  if (line[at] !== '"') return at;
  let end = at + 1;
  while (end < line.length && line[end] !== '"') end += line[end] === '\\' ? 2 : 1;
  return end;
}

/** The arguments that begin at `from`, and where their parenthesis closes. */
function argumentsFrom(line: string, from: number): { args: string[]; end: number } {
  const args: string[] = [];
  const open: (string | undefined)[] = [];
  let begin = from;
  for (let at = from; at < line.length; at++) {
    at = skipped(line, at);
    const one = line[at] ?? '';
    if (CLOSING.has(one)) open.push(CLOSING.get(one));
    else if (open.length > 0 && one === open.at(-1)) open.pop();
    else if (open.length === 0 && (one === ',' || one === ')')) {
      args.push(line.slice(begin, at).trim());
      begin = at + 1;
      if (one === ')') return { args, end: at };
    }
  }
  return { args, end: line.length };
}

/** One whole line. */
function callOf(line: string): LoggedCall | undefined {
  const front = FRONT.exec(line)?.[0] ?? '';
  const name = /^(\w+)\(/.exec(line.slice(front.length))?.[1];
  if (name === undefined) return undefined;
  const { args, end } = argumentsFrom(line, front.length + name.length + 1);
  const [, failed, restarts] = / = (?:-1 (E\w+)|\? (E\w+)) \(/.exec(line.slice(end)) ?? [];
  const error = failed ?? restarts;
  return { name, args: args.map((text) => text.replace(/^\w+=/, '')), ...(error === undefined ? {} : { error }) };
}

/** The calls of a log; one that was interrupted by others' lines is one call. */
export function loggedCalls(lines: Iterable<string>): LoggedCall[] {
  const begun = new Map<string, string>();
  const calls: LoggedCall[] = [];
  for (const line of lines) {
    const pid = FRONT.exec(line)?.[1] ?? '';
    if (line.endsWith(UNFINISHED)) {
      begun.set(pid, line.slice(0, -UNFINISHED.length));
      continue;
    }
    const [, name, rest] = /<\.\.\. (\w+) resumed>(.*)$/.exec(line) ?? [];
    const call = callOf(name === undefined ? line : `${begun.get(pid) ?? `${name}(`}${rest}`);
    if (call) calls.push(call);
  }
  return calls;
}
