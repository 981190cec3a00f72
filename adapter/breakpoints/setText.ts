/**
 * The commas of a SET: a list is split where a comma is not part of a `/pattern/`. Knows nothing of what items mean.
 */

/**
 * Items in order, blanks kept, empty ones too. A pattern starts with `/` at the start of an item and ends at the next
 * slash without a backslash that a comma, an `@` or the end follows; without one (strace's spelling) it ends at the
 * next comma.
 */
export function splitList(list: string): string[] {
  const items: string[] = [];
  let start = 0;
  while (start <= list.length) {
    const end = itemEnd(list, start);
    items.push(list.slice(start, end));
    start = end + 1;
  }
  return items;
}

function itemEnd(list: string, start: number): number {
  const pattern = /^\s*\??\s*\/(?:[^\\/]|\\.)*\/\s*(?:@[a-z0-9]*\s*)?(?=,|$)/s.exec(list.slice(start));
  if (pattern) return start + pattern[0].length;
  const comma = list.indexOf(',', start);
  return comma < 0 ? list.length : comma;
}
