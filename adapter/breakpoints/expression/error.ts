/**
 * The one error of expressions: what users read when a condition, a watch or a log message can't be computed.
 */

/** A broken expression or one that fails on its values; the message is a sentence with what to do. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/** An error at an offset of the text, said as a position that starts at 1. */
export function errorAt(offset: number, sentence: string): ExpressionError {
  return new ExpressionError(`${sentence} (position ${offset + 1})`);
}
