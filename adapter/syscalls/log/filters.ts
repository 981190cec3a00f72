/**
 * Which calls a log is asked for beyond their names: those that use a path (strace -P) or a descriptor (trace-fds).
 * Pure over decoded calls. Must not know of tracees; what a descriptor is comes in through a function.
 */
import { rawText } from '../../../native/ffi/rawText.ts';
import type { DecodedCall } from '../call.ts';
import type { Decoded } from '../decoded.ts';

/** Descriptors listed, or (`not`) all others. */
export interface FdFilter {
  readonly not: boolean;
  readonly fds: readonly number[];
}

/** Does the filter choose this descriptor? */
export const inFdFilter = ({ not, fds }: FdFilter, fd: number): boolean => fds.includes(fd) !== not;

/** Does an argument name one of the paths, or a descriptor of one? `pathOf` gives the path behind a descriptor. */
export function usesPath(
  call: DecodedCall,
  paths: ReadonlySet<string>,
  pathOf: (fd: number) => string | undefined,
): boolean {
  return some(call, (node) => {
    if (node.kind === 'string') return node.role === 'path' && paths.has(rawText(Buffer.from(node.bytes)));
    if (node.kind !== 'fd' || node.fd < 0 || node.foreign) return false;
    const path = node.path ?? pathOf(node.fd);
    return path !== undefined && paths.has(path);
  });
}

/** Does an argument hold one of the descriptors? */
export function usesFd(call: DecodedCall, filter: FdFilter): boolean {
  return some(call, (node) => node.kind === 'fd' && !node.foreign && node.fd >= 0 && inFdFilter(filter, node.fd));
}

function some(call: DecodedCall, test: (node: Decoded) => boolean): boolean {
  return call.args.some(({ node }) => within(node, test));
}

function within(node: Decoded, test: (node: Decoded) => boolean): boolean {
  if (test(node)) return true;
  switch (node.kind) {
    case 'struct':
      return node.fields.some((field) => within(field.node, test));
    case 'array':
      return node.items.some((item) => within(item, test));
    case 'call':
      return node.args.some((item) => within(item, test));
    case 'change':
      return within(node.before, test) || within(node.after, test);
    default:
      return false;
  }
}
