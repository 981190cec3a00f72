/**
 * What breakpoints must know of the kernel's tables: names, numbers, classes, and which names an expression may use.
 * An interface, so that sets and conditions are tested over a few lines; nativeCatalog.ts is the real one.
 */
import type { Arch } from '../../native/abi/arch.ts';
import type { FieldNames } from '../syscalls/fieldNames.ts';

export interface SyscallCatalog {
  /** Every system call of every ABI, `mmap2` and `_llseek` of i386 too. */
  names(): readonly string[];
  /** The call's number in that ABI, for x32 without its marker bit; undefined where the ABI has no such call. */
  number(arch: Arch, name: string): number | undefined;
  /** Names of strace's class, given without its percent sign (`file`; `%stat` for `%%stat`); undefined: no such class. */
  classMembers(className: string): ReadonlySet<string> | undefined;
  /** Class names without the percent sign. */
  classes(): readonly string[];
  /** Manual-page names of the call's arguments; empty when unknown. */
  argumentNames(name: string): readonly string[];
  /** The fields that an argument can have; undefined where they are not all known. */
  fieldNames?(name: string, argument: string): FieldNames | undefined;
  /** A kernel constant (`O_CREAT`, `ENOENT`); undefined when unknown. */
  constant(name: string): bigint | undefined;
}
