/**
 * A log's lines in colours (strace --color): what is a call, a name, a constant, a comment, a result. It reads the
 * notation and not the calls, so that lines stay what they are without the colours. Text may come in pieces of lines, as
 * on a terminal; whatever is printed between them has no colour. Pure.
 */

export const COLOUR_KINDS = ['syscall', 'argname', 'argval', 'const', 'comment', 'punct', 'retval', 'error'] as const;
export type ColourKind = (typeof COLOUR_KINDS)[number];

/** SGR parameters: `1;33`. */
export type Palette = Readonly<Record<ColourKind, string>>;

const RESET = '\x1b[0m';

/** What stands in front of a line's own text is its prefix: ids, times, marks. */
const START = /(---|\+\+\+) |<\.\.\. \S+ resumed>|(?<![^ ])([A-Za-z_]\w*)\(/;
/** A line of a stack or of a dump. */
const BELOW = /^ [>|] /;
const TOKENS: readonly (readonly [kind: ColourKind | 'plain', pattern: RegExp])[] = [
  ['argval', /"(?:[^"\\]|\\.)*"/y],
  ['comment', /\/\*.*?\*\//y],
  ['plain', /<(?:unfinished|detached) \.\.\.>/y],
  ['argval', /<(?:[^<>]|<[^<>]*>)*>/y],
  ['argname', /[A-Za-z_][\w.]*(?==)/y],
  ['const', /_?[A-Z][A-Z0-9_]*[A-Z0-9](?![\w(])/y],
  ['argval', /[\w.:?~+-]*\w/y],
  ['punct', /\.\.\.|=>|[{}()[\]|,=]/y],
  ['plain', /./y],
];
/** The result, and what -T puts behind it. */
const RESULT = /^( *)(=)( )(.*?)( <\d+(?:\.\d+)?>)?$/;

/** Colours a log piece by piece, in the order it is written: a line may come in several pieces. */
export function createPainter(palette: Palette): (text: string) => string {
  /** Parentheses open in the line so far; undefined before its call, -1 behind it. */
  let depth: number | undefined;

  const paint = (kind: ColourKind | 'plain', text: string): string =>
    kind === 'plain' || text === '' || palette[kind] === '0' ? text : `\x1b[${palette[kind]}m${text}${RESET}`;

  const rest = (text: string): string => {
    const [, space = '', equals = '', blank = '', result = '', time = ''] = RESULT.exec(text) ?? [];
    if (equals === '') return text;
    const kind = /^(?:-1|\?) [A-Z]/.test(result) ? 'error' : 'retval';
    return space + paint('punct', equals) + blank + paint(kind, result) + time;
  };

  const begin = (line: string): [painted: string, length: number] => {
    const found = START.exec(line);
    if (!found || found[1] === '+++' || BELOW.test(line)) {
      depth = -1;
      return [line, line.length];
    }
    const [whole, sign, name] = found;
    const end = found.index + whole.length;
    // A signal is no call: nothing closes it.
    depth = sign === undefined ? 1 : Number.POSITIVE_INFINITY;
    const painted = name === undefined ? whole : paint('syscall', name) + paint('punct', '(');
    return [line.slice(0, found.index) + painted, end];
  };

  /** `line` has no newline. */
  const paintLine = (line: string): string => {
    let [painted, at] = depth === undefined && line !== '' ? begin(line) : ['', 0];
    while (at < line.length) {
      if (depth === -1) return painted + rest(line.slice(at));
      const [kind, token] = tokenAt(line, at);
      painted += paint(kind, token);
      at += token.length;
      if (token === '(') depth = (depth ?? 0) + 1;
      if (token === ')') depth = (depth ?? 0) - 1 || -1;
    }
    return painted;
  };

  return (text) => {
    const lines = text.split('\n');
    let painted = '';
    for (const [index, line] of lines.entries()) {
      if (index > 0) {
        painted += '\n';
        depth = undefined;
      }
      painted += paintLine(line);
    }
    return painted;
  };
}

function tokenAt(line: string, at: number): [kind: ColourKind | 'plain', token: string] {
  for (const [kind, pattern] of TOKENS) {
    pattern.lastIndex = at;
    const token = pattern.exec(line)?.[0];
    if (token) return [kind, token];
  }
  return ['plain', line.slice(at)];
}
