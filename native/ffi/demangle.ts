/**
 * Names of C++ functions (and of Rust's older mangling) through the C++ runtime's __cxa_demangle, where libstdc++ is
 * installed; everything else stays as it is. Must not know where names come from.
 */
import koffi from 'koffi';
import { libc } from './libc.ts';

/** Itanium C++ ABI, 5.1.2: mangled names begin so. */
const MANGLED = /^_Z/;
/** Longer names are left alone: a short mangled name can stand for a very long one. */
const LONGEST_MANGLED = 1024;

type Demangle = (name: string) => string | undefined;

let bound: Demangle | undefined;

function bind(): Demangle {
  try {
    const library = koffi.load('libstdc++.so.6');
    const call = library.func('void *__cxa_demangle(str name, void *buffer, void *length, _Out_ int *status)');
    const free = libc.func('void free(void *memory)');
    return (name) => {
      const status = [0];
      const memory: unknown = call(name, null, null, status);
      if (!memory) return undefined;
      const text = koffi.decode(memory, 'char', -1) as string;
      free(memory);
      return text;
    };
  } catch {
    return () => undefined;
  }
}

/** The readable form of a mangled name, without its symbol version; other names as they are. */
export function demangled(name: string): string {
  if (!MANGLED.test(name) || name.length > LONGEST_MANGLED) return name;
  bound ??= bind();
  try {
    return bound(name.replace(/@.*$/, '')) ?? name;
  } catch {
    return name;
  }
}
