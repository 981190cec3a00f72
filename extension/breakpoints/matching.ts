/**
 * Which system calls a SET covers, by name alone, so that the tree can say "stops through %file". The adapter's own
 * parser is the judge of what a SET means; this one leaves out numbers, which the extension doesn't know. Must not
 * know of VS Code.
 */
import type { CatalogIndex } from '../catalog/catalogIndex.ts';

export type NameMatcher = (syscall: string) => boolean;

const never: NameMatcher = () => false;

/** What a SET is to the tree: the row it belongs to. */
export type SetShape =
  | { readonly kind: 'all' }
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'syscall'; readonly name: string }
  /** A list, a pattern or a negation of them. */
  | { readonly kind: 'custom' }
  /** Not a SET of the catalog's words: a function of some other debugger, or a typing mistake. */
  | { readonly kind: 'foreign' };

/** Sorts a SET to its row. */
export function shapeOf(set: string, catalog: CatalogIndex): SetShape {
  if (set === 'all') return { kind: 'all' };
  if (set.startsWith('%')) {
    const name = set.slice(1);
    return catalog.members(name) && !name.includes(',') ? { kind: 'class', name } : customOr(set, catalog);
  }
  if (catalog.has(set)) return { kind: 'syscall', name: set };
  return customOr(set, catalog);
}

function customOr(set: string, catalog: CatalogIndex): SetShape {
  const words = wordsOf(set);
  const understood = words.length > 0 && words.every((word) => wordMatcher(word, catalog) !== undefined);
  return understood ? { kind: 'custom' } : { kind: 'foreign' };
}

/** A test for names; of an unknown SET it matches nothing. */
export function matcherOf(set: string, catalog: CatalogIndex): NameMatcher {
  const matchers = wordsOf(set).map((word) => wordMatcher(word, catalog) ?? never);
  const any: NameMatcher = (name) => matchers.some((matches) => matches(name));
  return set.startsWith('!') ? (name) => !any(name) : any;
}

/** Commas inside of /…/ belong to the pattern. */
function wordsOf(set: string): string[] {
  const body = set.startsWith('!') ? set.slice(1) : set;
  return (body.match(/\/(?:[^/\\]|\\.)*\/|[^,]+/g) ?? []).map((word) => word.trim()).filter((word) => word !== '');
}

function wordMatcher(word: string, catalog: CatalogIndex): NameMatcher | undefined {
  if (word === 'all') return () => true;
  if (catalog.has(word)) return (name) => name === word;
  if (/^\d+$/.test(word)) return never;
  if (word.startsWith('%')) {
    const members = catalog.members(word.slice(1));
    return members && ((name) => members.has(name));
  }
  if (word.length > 2 && word.startsWith('/') && word.endsWith('/')) {
    try {
      const pattern = new RegExp(word.slice(1, -1));
      return (name) => pattern.test(name);
    } catch {
      return undefined;
    }
  }
  return undefined;
}
