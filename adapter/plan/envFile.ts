/**
 * The format of an envFile: `NAME=value` lines, `#` comments, `export` in front, quotes. Single quotes keep everything,
 * double quotes know \n \t \" \\ \$. Nothing is expanded. Pure; must not read files.
 */
import { Problem } from './problem.ts';

const LINE = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=[ \t]*(.*)$/s;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\', $: '$' };

/** The variables in order. Throws a Problem that names the line. */
export function parseEnvFile(text: string, file: string): Map<string, string> {
  const variables = new Map<string, string>();
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  lines.forEach((line, index) => {
    if (/^\s*(?:#|$)/.test(line)) return;
    const match = LINE.exec(line);
    const value = match ? parseValue((match[2] ?? '').trimEnd()) : undefined;
    if (!match?.[1] || value === undefined) {
      throw new Problem(
        'env-file',
        `Line ${index + 1} of the envFile ${file} is not NAME=value; correct it or put # in front.`,
      );
    }
    variables.set(match[1], value);
  });
  return variables;
}

/** undefined: an open quote, text behind a closing one, or a NUL. */
function parseValue(text: string): string | undefined {
  if (text.includes('\0')) return undefined;
  const quote = text[0];
  if (quote !== '"' && quote !== "'") return text.replace(/\s+#.*$/, '');
  const pattern = quote === '"' ? /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/ : /^'([^']*)'\s*(?:#.*)?$/;
  const inner = pattern.exec(text)?.[1];
  if (inner === undefined || quote === "'") return inner;
  return inner.replace(/\\(.)/g, (whole, letter: string) => ESCAPES[letter] ?? whole);
}
