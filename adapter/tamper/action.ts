/**
 * What a tamper rule does to a call, as plain data in the order it is done. Must not know how.
 */
import type { CompiledExpression } from '../breakpoints/expression.ts';

/** A number or bytes that are known now, or an expression over the call as the program made it. */
export type Value = bigint | Uint8Array | CompiledExpression;

export type Action =
  /** The program gets this result; `skip`: and the call is not made. `asValue`: shown as no error. */
  | { readonly kind: 'fail'; readonly errno: number; readonly skip: boolean; readonly asValue?: true }
  | { readonly kind: 'return'; readonly value: Exclude<Value, Uint8Array>; readonly skip: boolean }
  /** An argument by name or as `@arg1` … `@arg6`. A text goes into the program's memory. */
  | { readonly kind: 'set'; readonly target: string; readonly value: Value }
  /** A part of a structure: `sin_port` of `addr`; at exit what the program reads. */
  | {
      readonly kind: 'field';
      readonly at: 'entry' | 'exit';
      readonly target: string;
      readonly argument: string;
      readonly path: Path;
      readonly value: Exclude<Value, Uint8Array>;
    }
  /** The kernel makes this call instead. */
  | { readonly kind: 'syscall'; readonly name: string }
  | { readonly kind: 'signal'; readonly signal: number }
  | { readonly kind: 'delay'; readonly at: 'entry' | 'exit'; readonly milliseconds: number }
  | { readonly kind: 'poke'; readonly at: 'entry' | 'exit'; readonly target: string; readonly bytes: Uint8Array };

/** `sin_port` of `addr`, `[0].events` of `fds`. */
export type Path = readonly (string | number)[];

/** `addr.sin_port` to its argument and path; undefined for a plain name. */
export function parsePath(target: string): { readonly argument: string; readonly path: Path } | undefined {
  const [argument = '', ...parts] = target.match(/[A-Za-z_]\w*|\[\d+\]/g) ?? [];
  if (parts.length === 0) return undefined;
  return { argument, path: parts.map((part) => (part.startsWith('[') ? Number(part.slice(1, -1)) : part)) };
}

/** `@arg1` to 0; undefined for other names. */
export function argumentPlace(target: string): number | undefined {
  const digit = /^@arg([1-6])$/.exec(target)?.[1];
  return digit === undefined ? undefined : Number(digit) - 1;
}
