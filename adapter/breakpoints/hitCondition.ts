/**
 * Hit conditions: at which of its hits a breakpoint stops. A tiny parsed object over a counter that starts at 1; the
 * spellings are those of VS Code's debuggers and strace's `when=`. Must not know what is counted.
 */

export interface HitCondition {
  /** `count` is the number of this hit, the first is 1. */
  matches(count: number): boolean;
}

/** A hit condition that can't be used; the message is a sentence with the known spellings. */
export class HitConditionError extends Error {
  override readonly name = 'HitConditionError';
}

/** Far above what a session reaches, and exact as a number. */
const MAX_COUNT = 1_000_000_000;

/**
 * Parses `5`, `==5`, `>=3`, `>3`, `<3`, `<=3`, `!=3`, `%2` (every second), `2..5`, `3+` (from the third on), `2+3`
 * (the second and every third after it) and `2..9+3`. Throws HitConditionError.
 */
export function parseHitCondition(text: string): HitCondition {
  const compact = text.replaceAll(/\s+/g, '');
  const comparison = /^(===?|=|!=|>=?|<=?|%)?([0-9]+)$/.exec(compact);
  if (comparison) return compare(comparison[1] ?? '=', readCount(comparison[2]), text);
  const series = /^([0-9]+)(?:\.\.([0-9]+))?(\+[0-9]*)?$/.exec(compact);
  if (series) return readSeries(series[1], series[2], series[3], text);
  throw new HitConditionError(
    `"${shorten(text)}" is not a hit condition. Write a count as 5, >=3, %2 (every second), 2..5, 3+ or 2+3.`,
  );
}

function compare(operator: string, wanted: number, text: string): HitCondition {
  switch (operator) {
    case '!=':
      return { matches: (count) => count !== wanted };
    case '>':
      return { matches: (count) => count > wanted };
    case '>=':
      return { matches: (count) => count >= wanted };
    case '<':
      if (wanted <= 1) throw neverMatches(text);
      return { matches: (count) => count < wanted };
    case '<=':
      if (wanted < 1) throw neverMatches(text);
      return { matches: (count) => count <= wanted };
    case '%':
      if (wanted === 0) throw new HitConditionError(`"${shorten(text)}" divides by zero; %2 is every second hit.`);
      return { matches: (count) => count % wanted === 0 };
    default:
      if (wanted === 0) throw neverMatches(text);
      return { matches: (count) => count === wanted };
  }
}

function readSeries(firstText = '', lastText: string | undefined, stepText: string | undefined, text: string) {
  const first = readCount(firstText);
  const last = lastText === undefined ? (stepText === undefined ? first : Infinity) : readCount(lastText);
  const step = stepText === undefined || stepText === '+' ? 1 : readCount(stepText.slice(1));
  if (first === 0) throw new HitConditionError(`"${shorten(text)}" starts at 0, but the first hit is number 1.`);
  if (last < first) throw new HitConditionError(`"${shorten(text)}" ends before it starts.`);
  if (step === 0) throw new HitConditionError(`"${shorten(text)}" has a step of 0; the least is 1.`);
  return { matches: (count: number) => count >= first && count <= last && (count - first) % step === 0 };
}

function readCount(digits = ''): number {
  const count = Number(digits);
  if (count > MAX_COUNT) throw new HitConditionError(`The hit count ${shorten(digits)} is too large.`);
  return count;
}

function neverMatches(text: string): HitConditionError {
  return new HitConditionError(`"${shorten(text)}" is true for no hit: the first hit is number 1.`);
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
