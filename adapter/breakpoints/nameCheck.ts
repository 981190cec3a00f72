/**
 * Are the names of a condition ones that the breakpoint's calls have? Found when the breakpoint is set, not at its
 * first hit. Must not know of scopes: values come later.
 */
import type { Arch } from '../../native/abi/arch.ts';
import type { FieldNames } from '../syscalls/fieldNames.ts';
import type { SyscallCatalog } from './catalog.ts';
import { derivedNames } from './expression/derived.ts';
import type { FieldPath } from './expression/fieldPaths.ts';
import { AT_EXIT, BUILT_IN_NAMES } from './expression/names.ts';
import { type CompiledExpression, ExpressionError } from './expression.ts';
import { didYouMean } from './nearest.ts';
import type { SyscallSet, When } from './set.ts';

export interface NameContext {
  readonly set: SyscallSet;
  readonly when: When;
  /** How the user wrote the breakpoint. */
  readonly text: string;
}

const ARCHES: readonly Arch[] = ['x86_64', 'i386', 'x32', 'aarch64'];

/**
 * Throws ExpressionError for a name that is neither built in, nor a kernel constant, nor an argument of any call in
 * the set; and for `ret`, `errno` or `duration` where the breakpoint sees entries only.
 */
export function checkNames(
  { names, fields }: Pick<CompiledExpression, 'names' | 'fields'>,
  context: NameContext,
  catalog: SyscallCatalog,
): void {
  checkEachName(names, context, catalog);
  checkFields(fields, context, catalog);
}

function checkEachName(names: ReadonlySet<string>, context: NameContext, catalog: SyscallCatalog): void {
  const open = [...names].filter((name) => !name.startsWith('$') && catalog.constant(name) === undefined);
  if (open.length === 0) return;
  const calls = namesIn(context.set, catalog);
  const known = new Set<string>(calls.flatMap((name) => [...catalog.argumentNames(name), ...derivedNames(name)]));
  for (const name of open) {
    if (known.has(name)) continue;
    if (!BUILT_IN_NAMES.includes(name)) throw unknownName(name, known, context, catalog);
    if (AT_EXIT.has(name) && context.when === 'entry') {
      const bare = context.text.replace(/@\s*entry\s*$/, '');
      throw new ExpressionError(
        `"${name}" is known when the call has returned: write ${shorten(bare)}@exit instead of ${shorten(context.text)}.`,
      );
    }
  }
}

/** A set of so many calls has all sorts of arguments. */
const MOST_CALLS = 24;

/** Throws ExpressionError for a part that the argument has in no call of the set, whatever is in its memory. */
export function checkFields(fields: readonly FieldPath[], context: NameContext, catalog: SyscallCatalog): void {
  if (fields.length === 0 || !catalog.fieldNames) return;
  const calls = namesIn(context.set, catalog);
  for (const { root, path } of fields) {
    const having = calls.filter((name) => catalog.argumentNames(name).includes(root));
    if (having.length === 0 || having.length > MOST_CALLS) continue;
    const missing = having.map((name) => missingIn(catalog.fieldNames?.(name, root), path));
    if (missing.some((one) => one === undefined)) continue;
    const [first] = missing;
    if (!first) continue;
    const names = new Set(missing.flatMap((one) => one?.names ?? []));
    const whole = [root, ...path.slice(0, first.depth)].filter((part) => part !== undefined).join('.');
    throw new ExpressionError(
      `"${shorten(whole)}" has no field "${shorten(first.field)}".${didYouMean(first.field, [...names])}`,
    );
  }
}

interface Missing {
  readonly field: string;
  readonly depth: number;
  readonly names: readonly string[];
}

/** The first part of a path that is not there; undefined when it is there or may be. */
function missingIn(tree: FieldNames | undefined, path: FieldPath['path']): Missing | undefined {
  let at = tree;
  for (const [depth, part] of path.entries()) {
    if (!at || at.open) return undefined;
    if (part === undefined) {
      at = at.items;
      continue;
    }
    if (!at.fields || part === 'length') return undefined;
    const next = at.fields.get(part);
    if (!next) return { field: part, depth, names: [...at.fields.keys()] };
    at = next;
  }
  return undefined;
}

function unknownName(name: string, known: ReadonlySet<string>, context: NameContext, catalog: SyscallCatalog) {
  const shown = shorten(name);
  const everywhere = catalog.names().some((call) => catalog.argumentNames(call).includes(name));
  const own = [...known];
  if (everywhere) {
    const has = own.length > 0 && own.length <= 8 ? ` Arguments: ${own.join(', ')}.` : '';
    return new ExpressionError(`"${shown}" is not an argument of ${shorten(context.text)}.${has}`);
  }
  return new ExpressionError(`Unknown name "${shown}".${didYouMean(name, [...own, ...BUILT_IN_NAMES])}`);
}

/** The names of all arguments of the calls in a set; some come twice. */
export const argumentNames = (set: SyscallSet, catalog: SyscallCatalog): readonly string[] =>
  namesIn(set, catalog).flatMap((name) => catalog.argumentNames(name));

/** The calls of a set, of any ABI. */
export const namesIn = (set: SyscallSet, catalog: SyscallCatalog): readonly string[] =>
  catalog.names().filter((name) =>
    ARCHES.some((arch) => {
      const nr = catalog.number(arch, name);
      return nr !== undefined && set.matches(arch, nr, name);
    }),
  );

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
