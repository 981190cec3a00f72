/**
 * Link-layer addresses as they are written. Must not know whose they are.
 */
import type { Decoded } from '../decoded.ts';
import { named } from '../nodes.ts';
import type { Fields } from '../reading.ts';

/** `00:11:22:33:44:55`. */
export function hardwareAddress(fields: Fields, at: number, length: number): Decoded {
  let value = 0n;
  const parts: string[] = [];
  for (const byte of fields.slice(at, length)) {
    value = (value << 8n) | BigInt(byte);
    parts.push(byte.toString(16).padStart(2, '0'));
  }
  return named(parts.join(':'), value);
}
