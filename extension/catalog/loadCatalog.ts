/**
 * Reads dist/catalog.json, which the build writes from the kernel floor's tables. Must not know how it is shown.
 */
import { readFileSync } from 'node:fs';
import type { Catalog } from '../../adapter/protocol/catalog.ts';
import { type CatalogIndex, indexCatalog } from './catalogIndex.ts';

/** The index over the catalog file. Throws an Error in plain words when the file is missing or is no catalog. */
export function loadCatalog(file: string): CatalogIndex {
  let catalog: Catalog;
  try {
    catalog = JSON.parse(readFileSync(file, 'utf8')) as Catalog;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`Trapline's list of system calls can't be read (${why}). Install the extension again.`);
  }
  const { classes, syscalls, errnos, signals } = catalog;
  if (![classes, syscalls, errnos, signals].every(Array.isArray)) {
    throw new Error(`Trapline's list of system calls in ${file} is damaged. Install the extension again.`);
  }
  return indexCatalog(catalog);
}
