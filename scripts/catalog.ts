/**
 * The catalog of system calls, errors and signals that the extension offers, from the kernel floor's tables. The build writes it
 * to dist/catalog.json.
 */
import type { Catalog, CatalogEntry } from '../adapter/protocol/catalog.ts';
import type { Arch } from '../native/abi/arch.ts';
import { constantSet, errnoMessage } from '../native/abi/constants/index.ts';
import { allNames } from '../native/abi/numbers/index.ts';
import { CLASSES, signatureOf } from '../native/abi/signatures/index.ts';

function entry(arch: Arch, name: string, compat: boolean): CatalogEntry {
  const signature = signatureOf(arch, name);
  const args = signature?.args.map((argument) => argument.name) ?? [];
  return { name, classes: signature?.classes ?? [], args, ...(compat ? { compat } : {}) };
}

/** One name a number: EWOULDBLOCK is EAGAIN. */
function errnos(): Catalog['errnos'] {
  const seen = new Set<bigint>();
  return (constantSet('errnos')?.values ?? []).flatMap(([name, value]) => {
    if (seen.has(value)) return [];
    seen.add(value);
    return [{ name, text: errnoMessage(Number(value)) ?? '' }];
  });
}

/** Every call of this machine's programs, and those that only its 32-bit programs have. */
export function buildCatalog(machine: string = process.arch): Catalog {
  const native: Arch = machine === 'arm64' ? 'aarch64' : 'x86_64';
  const own = new Set(allNames(native));
  const compat = native === 'x86_64' ? allNames('i386').filter((name) => !own.has(name)) : [];
  const syscalls = [
    ...[...own].map((name) => entry(native, name, false)),
    ...compat.map((name) => entry('i386', name, true)),
  ];
  return {
    classes: CLASSES.map(({ name, aliases, description }) => ({ name, aliases, description })),
    syscalls: syscalls.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    errnos: errnos(),
    signals: (constantSet('signals')?.values ?? []).map(([name]) => name),
  };
}
