/**
 * Names close to a mistyped one, for "Did you mean …?". Pure over strings; must not know what the names stand for.
 */

/** Longer words are cut: names of the kernel are short, and the comparison is quadratic. */
const MAX_LENGTH = 64;

/**
 * At most `limit` candidates within two fifths of the word's length (and at least two) in edits, where swapping two
 * neighbours counts as one; nearest first, then alphabetically. Case counts for nothing.
 */
export function nearestNames(word: string, candidates: Iterable<string>, limit = 3): string[] {
  const wanted = word.slice(0, MAX_LENGTH).toLowerCase();
  const allowed = Math.max(2, Math.ceil(wanted.length / 2.5));
  const found: { name: string; distance: number }[] = [];
  for (const name of new Set(candidates)) {
    if (Math.abs(name.length - wanted.length) > allowed) continue;
    const distance = editDistance(wanted, name.slice(0, MAX_LENGTH).toLowerCase());
    if (distance <= allowed && distance < wanted.length) found.push({ name, distance });
  }
  found.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return found.slice(0, limit).map((entry) => entry.name);
}

/** ` Did you mean a, b?` with its leading blank, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const names = nearestNames(word, candidates);
  return names.length === 0 ? '' : ` Did you mean ${names.join(', ')}?`;
}

/** Optimal string alignment distance: insert, delete, replace, swap neighbours. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
