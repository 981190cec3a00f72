/**
 * Network interfaces by their number, as strace writes them. Must not know where names come from: Naming.
 */
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { call, decimal, text } from '../nodes.ts';

/** An interface by its number, by name where it has one. */
export function interfaceNode(context: DecodeContext, index: number): Decoded {
  const name = context.naming.interfaceName?.(index);
  const plain = decimal(index);
  return name === undefined ? plain : { ...call('if_nametoindex', [text(Buffer.from(name))], BigInt(index)), plain };
}
