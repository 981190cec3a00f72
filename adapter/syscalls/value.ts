/**
 * Decoded values as values of expressions: numbers, strings and frozen plain objects, so that a condition compares
 * what the program meant and not how it prints.
 */
import type { ExpressionValue } from '../breakpoints/scope.ts';
import type { ArrayNode, Decoded, StructNode } from './decoded.ts';

/** Depth and width that are followed; a decoder makes less, and a bound costs nothing. */
const DEPTH_MAX = 16;
const ITEMS_MAX = 4096;

/** Spellings whose value is one of the arguments. */
const INNER: Readonly<Record<string, number>> = { htons: 0, htonl: 0, htobs: 0, inet_addr: 0, inet_pton: 1 };

/** What an expression sees of a decoded value. An in-out value is what it is now. */
export function expressionValue(node: Decoded, depth = 0): ExpressionValue {
  switch (node.kind) {
    case 'int':
    case 'enum':
    case 'flags':
      return node.value;
    case 'call': {
      // What people write is the port or the address, not its bytes in this machine's order.
      const inner = node.args[INNER[node.name] ?? -1];
      return inner ? expressionValue(inner, depth) : node.value;
    }
    case 'string':
      return stringValue(node.bytes);
    case 'pointer':
      return node.address;
    case 'fd':
      return BigInt(node.fd);
    case 'struct':
      return depth >= DEPTH_MAX ? node.address : structValue(node, depth);
    case 'array':
      return depth >= DEPTH_MAX ? node.address : arrayValue(node, depth);
    case 'change':
      return expressionValue(node.after, depth);
    default:
      return node satisfies never;
  }
}

/**
 * Text where the bytes are UTF-8, else one character a byte: every byte stays visible to a condition and nothing is
 * replaced.
 */
export function stringValue(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return latin1.decode(bytes);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const latin1 = new TextDecoder('latin1');

function structValue(node: StructNode, depth: number): ExpressionValue {
  const object: Record<string, ExpressionValue> = Object.create(null) as Record<string, ExpressionValue>;
  for (const field of node.fields) object[field.name] = expressionValue(field.node, depth + 1);
  return Object.freeze(object);
}

function arrayValue(node: ArrayNode, depth: number): ExpressionValue {
  return Object.freeze(node.items.slice(0, ITEMS_MAX).map((item) => expressionValue(item, depth + 1)));
}
