/** The texts of `--help` and `--version`, made from the table of options. Pure. */
import { GROUPS, OPTIONS, type OptionRow } from './table.ts';

const WIDTH = 79;
const INDENT = 17;

/** All spellings of an option: `-o FILE, --output=FILE`. */
export function spellings(row: OptionRow): string {
  const parts: string[] = [];
  if (row.short) parts.push(row.argument === 'required' ? `-${row.short} ${row.value}` : `-${row.short}`);
  if (row.long) parts.push(`--${row.long}${longValue(row)}`);
  return parts.join(', ');
}

function longValue(row: OptionRow): string {
  switch (row.argument) {
    case 'none':
      return '';
    case 'required':
      return `=${row.value}`;
    case 'optional':
      return `[=${row.value}]`;
    default:
      return row.argument satisfies never;
  }
}

/** All that --help prints. */
export function helpText(): string {
  let text = `Usage: trapline [OPTIONS] PROGRAM [ARGS]
   or: trapline [OPTIONS] -p PID

Writes the system calls of a program in strace's format. Options and their
meaning are strace's.
`;
  for (const group of GROUPS) {
    text += `\n${group}:\n`;
    for (const row of OPTIONS.filter((one) => one.group === group)) {
      text += `  ${spellings(row)}\n${wrap(row.meaning)}`;
    }
  }
  return `${text}\nThe exit status is the program's.\n`;
}

/** Lines of at most WIDTH, indented. */
function wrap(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && INDENT + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line].map((one) => `${' '.repeat(INDENT)}${one}\n`).join('');
}

/** All that --version prints. */
export const versionText = (version: string): string => `trapline -- version ${version}\n`;
