/**
 * Names of network interfaces by number, in our own network namespace: if_indextoname(3), which asks the kernel each
 * time. sysfs would name those of the namespace that it was mounted in.
 */
import { libc } from './libc.ts';

const indexToName = libc.func('char *if_indextoname(unsigned int index, _Out_ uint8_t *name)') as (
  index: number,
  name: Uint8Array,
) => string | null;

/** linux/if.h: IFNAMSIZ. */
const NAME_SIZE = 16;

/** The name, or undefined when there is no interface of that number. */
export function interfaceName(index: number): string | undefined {
  return indexToName(index >>> 0, new Uint8Array(NAME_SIZE)) ?? undefined;
}
