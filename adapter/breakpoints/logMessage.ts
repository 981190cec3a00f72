/**
 * Log messages of logpoints: text with `{expression}` parts, as VS Code writes them. What a tracee put into a value is
 * escaped. Must not know of breakpoints or of where the text goes.
 */

import { tokenize } from './expression/token.ts';
import { escapeControls, plainValue } from './expression/value.ts';
import { type CompiledExpression, compileExpression, ExpressionError } from './expression.ts';
import type { ExpressionScope } from './scope.ts';

const MAX_LENGTH = 4096;
const MAX_RENDERED = 16384;

export interface LogMessage {
  /** One line without control characters. Throws ExpressionError when a part can't be computed. */
  render(scope: ExpressionScope): string;
  /** Names that the parts may ask for. */
  readonly names: ReadonlySet<string>;
  /** What they read of structures. */
  readonly fields: CompiledExpression['fields'];
}

type Part = string | CompiledExpression;

/** `\{`, `\}` and `\\` stand for the character itself. Throws ExpressionError. */
export function compileLogMessage(text: string): LogMessage {
  if (text.length > MAX_LENGTH) throw new ExpressionError(`The log message is longer than ${MAX_LENGTH} characters.`);
  const parts = splitParts(text);
  const expressions = parts.filter((part) => typeof part !== 'string');
  const names = new Set(expressions.flatMap((part) => [...part.names]));
  return { names, fields: expressions.flatMap(({ fields }) => fields), render: (scope) => render(parts, scope) };
}

function render(parts: readonly Part[], scope: ExpressionScope): string {
  let line = '';
  for (const part of parts) line += typeof part === 'string' ? part : plainValue(part.evaluate(scope));
  return line.length > MAX_RENDERED ? `${line.slice(0, MAX_RENDERED)}...` : line;
}

function splitParts(text: string): Part[] {
  const parts: Part[] = [];
  let plain = '';
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '\\' && /[{}\\]/.test(text.charAt(at + 1))) {
      plain += text.charAt(at + 1);
      at += 2;
    } else if (character === '{') {
      parts.push(escapeControls(plain));
      plain = '';
      const end = closingBrace(text, at);
      parts.push(compilePart(text.slice(at + 1, end)));
      at = end + 1;
    } else {
      plain += character;
      at++;
    }
  }
  parts.push(escapeControls(plain));
  return parts.filter((part) => part !== '');
}

function closingBrace(text: string, open: number): number {
  const { end } = tokenize(text, open + 1, true);
  if (end >= text.length)
    throw new ExpressionError(`The brace at position ${open + 1} is not closed; \\{ is a plain brace.`);
  return end;
}

function compilePart(text: string): CompiledExpression {
  if (text.trim() === '') throw new ExpressionError('There is nothing between { and }; \\{ is a plain brace.');
  try {
    return compileExpression(text);
  } catch (error) {
    if (error instanceof ExpressionError) throw new ExpressionError(`In {${text.slice(0, 80)}}: ${error.message}`);
    throw error;
  }
}
