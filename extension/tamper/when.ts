/**
 * `when` of a rule in words: which of its hits it changes. The adapter's own parser is the judge; a text that is not
 * understood here is left to it. Must not know of VS Code.
 */

/** `from the 2nd on`, `the 3rd`, `the 2nd to the 5th`, `the 2nd and every 3rd after it`; undefined when not understood. */
export function explainWhen(text: string): string | undefined {
  const compact = text.replaceAll(/\s+/g, '');
  if (compact === '') return 'every time';
  const comparison = /^(===?|=|!=|>=?|<=?|%)?(\d+)$/.exec(compact);
  if (comparison) return explainComparison(comparison[1] ?? '=', Number(comparison[2]));
  const series = /^(\d+)(?:\.\.(\d+))?(\+\d*)?$/.exec(compact);
  if (!series) return undefined;
  const first = Number(series[1]);
  const last = series[2] === undefined ? undefined : Number(series[2]);
  const step = series[3] === undefined || series[3] === '+' ? 1 : Number(series[3].slice(1));
  if (first < 1 || step < 1 || (last !== undefined && last < first)) return undefined;
  if (last === undefined) {
    return step === 1 ? fromOn(first) : `the ${ordinal(first)} and every ${ordinal(step)} after it`;
  }
  if (last === first) return `the ${ordinal(first)}`;
  const range = `the ${ordinal(first)} to the ${ordinal(last)}`;
  return step === 1 ? range : `every ${ordinal(step)} from the ${ordinal(first)} to the ${ordinal(last)}`;
}

function explainComparison(operator: string, count: number): string | undefined {
  switch (operator) {
    case '!=':
      return `all but the ${ordinal(count)}`;
    case '>':
      return fromOn(count + 1);
    case '>=':
      return fromOn(Math.max(1, count));
    case '<':
      return upTo(count - 1);
    case '<=':
      return upTo(count);
    case '%':
      if (count < 1) return undefined;
      return count === 1 ? 'every time' : `every ${ordinal(count)}`;
    default:
      return count < 1 ? undefined : `the ${ordinal(count)}`;
  }
}

const fromOn = (first: number): string => (first === 1 ? 'every time' : `from the ${ordinal(first)} on`);

function upTo(last: number): string | undefined {
  if (last < 1) return undefined;
  return last === 1 ? 'the 1st' : `the first ${last}`;
}

/** `1st`, `2nd`, `11th`, `1,003rd`. */
export function ordinal(count: number): string {
  const teen = count % 100 >= 11 && count % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count.toLocaleString('en-US')}${ending}`;
}
