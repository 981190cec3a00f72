/**
 * The catalog of system calls as plain data: what the extension's Syscalls tree offers. The build writes it to
 * dist/catalog.json from the kernel floor's tables; the extension reads that file. Types only.
 */

/** One system call by name. Numbers stay below: the extension knows none. */
export interface CatalogEntry {
  readonly name: string;
  /** strace's class names without the percent sign: `file`, `desc`, … */
  readonly classes: readonly string[];
  /** Arguments under their manual-page names, in order. */
  readonly args: readonly string[];
  /** Only 32-bit programs have it. */
  readonly compat?: boolean;
}

/** One of strace's classes, as `%name` in a breakpoint. */
export interface CatalogClass {
  readonly name: string;
  /** Other spellings behind the percent sign. */
  readonly aliases: readonly string[];
  /** One line for people. */
  readonly description: string;
}

/** An error a call can fail with, by name. */
export interface CatalogErrno {
  readonly name: string;
  /** strerror(3)'s words. */
  readonly text: string;
}

export interface Catalog {
  readonly classes: readonly CatalogClass[];
  /** Sorted by name. */
  readonly syscalls: readonly CatalogEntry[];
  /** Without the kernel's own restart codes, in the kernel's order. */
  readonly errnos: readonly CatalogErrno[];
  /** Names of signals in the kernel's order, without the real-time ones. */
  readonly signals: readonly string[];
}
