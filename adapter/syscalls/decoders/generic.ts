/**
 * The decoder of words that have none of their own: the register as an address, not followed. What still uses it is
 * said by `genericWords` in index.ts and checked by a unit test.
 */
import type { Decoder } from '../context.ts';
import { pointer } from '../nodes.ts';

/** The register as an address, not followed. */
export const genericDecoder: Decoder = (_context, value) => pointer(value);
