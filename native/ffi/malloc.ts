/**
 * The C library's heap. Must not know who uses it.
 */
import { libc } from './libc.ts';

let trim: ((pad: number) => number) | undefined;

/** Gives free pages back to the kernel (malloc_trim(3)): after libdw has read the symbols of a C library it keeps 110 MiB
 *  of them for later. */
export function returnFreePages(): void {
  trim ??= libc.func('int malloc_trim(size_t pad)');
  trim(0);
}
