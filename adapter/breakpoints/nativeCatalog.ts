/**
 * The catalog of breakpoints over the kernel floor's tables. Every answer is looked up when asked for: the tables are
 * read lazily, and a session without breakpoints reads none.
 */
import { type Arch, X32_SYSCALL_BIT } from '../../native/abi/arch.ts';
import { constant } from '../../native/abi/constants/index.ts';
import { numberBehind, OWN_NAMES } from '../../native/abi/multiplexed.ts';
import { allNames, syscallNumber } from '../../native/abi/numbers/index.ts';
import { CLASSES, classMembers, signatureOf } from '../../native/abi/signatures/index.ts';
import type { SyscallCatalog } from './catalog.ts';

/** In the order in which a call's argument names are taken where ABIs differ. */
const ARCHES: readonly Arch[] = ['x86_64', 'i386', 'x32', 'aarch64'];

let everyName: readonly string[] | undefined;
const argumentsByName = new Map<string, readonly string[]>();

export const nativeCatalog: SyscallCatalog = {
  names() {
    everyName ??= [...new Set([...ARCHES.flatMap((arch) => allNames(arch)), ...OWN_NAMES])].sort();
    return everyName;
  },
  number(arch, name) {
    if (arch === 'i386') return numberBehind(name);
    const nr = syscallNumber(arch, name);
    return nr !== undefined && arch === 'x32' ? nr & ~X32_SYSCALL_BIT : nr;
  },
  classMembers(className) {
    // The tables take the word as users write it, so that `%%stat` keeps its second sign.
    const members = classMembers(`%${className}`);
    return members.size > 0 ? members : undefined;
  },
  classes: () => CLASSES.map(({ name }) => name),
  argumentNames(name) {
    const known = argumentsByName.get(name);
    if (known) return known;
    const names = ARCHES.flatMap((arch) => signatureOf(arch, name)?.args.map((argument) => argument.name) ?? []);
    const unique = [...new Set(names)];
    argumentsByName.set(name, unique);
    return unique;
  },
  constant: (name) => constant(name),
};
