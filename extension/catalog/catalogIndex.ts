/**
 * The catalog made quick to ask: is this a system call, who is in this class. Must not know of VS Code or of where the
 * catalog was read from.
 */
import type { Catalog, CatalogClass, CatalogEntry, CatalogErrno } from '../../adapter/protocol/catalog.ts';

export interface CatalogIndex {
  readonly classes: readonly CatalogClass[];
  readonly syscalls: readonly CatalogEntry[];
  has(syscall: string): boolean;
  entry(syscall: string): CatalogEntry | undefined;
  /** Members of a class, by its name without the percent sign. */
  members(name: string): ReadonlySet<string> | undefined;
  /** System calls that are in no class. */
  readonly unclassified: readonly string[];
  /** Those that only 32-bit programs have. */
  readonly compat: readonly string[];
  /** Whether only 32-bit programs have it. */
  isCompat(syscall: string): boolean;
  readonly errnos: readonly CatalogErrno[];
  readonly signals: readonly string[];
}

/** Builds the index; classes without members are left out. */
export function indexCatalog(catalog: Catalog): CatalogIndex {
  const entries = new Map(catalog.syscalls.map((entry) => [entry.name, entry]));
  const members = new Map<string, Set<string>>();
  for (const { name, classes } of catalog.syscalls) {
    for (const className of classes) {
      const set = members.get(className) ?? new Set();
      members.set(className, set.add(name));
    }
  }
  for (const { name, aliases } of catalog.classes) {
    const set = members.get(name);
    for (const alias of aliases) if (set) members.set(alias, set);
  }
  return {
    classes: catalog.classes.filter(({ name }) => members.has(name)),
    syscalls: catalog.syscalls,
    has: (syscall) => entries.has(syscall),
    entry: (syscall) => entries.get(syscall),
    members: (name) => members.get(name),
    unclassified: catalog.syscalls
      .filter(({ classes, compat }) => classes.length === 0 && !compat)
      .map(({ name }) => name),
    compat: catalog.syscalls.filter(({ compat }) => compat).map(({ name }) => name),
    isCompat: (syscall) => entries.get(syscall)?.compat === true,
    errnos: catalog.errnos,
    signals: catalog.signals,
  };
}
