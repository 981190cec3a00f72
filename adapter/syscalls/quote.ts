/**
 * Bytes of a tracee as a quoted string in strace's way: printable ASCII and nothing else leaves here, so no byte of a
 * tracee can reach a terminal, an editor or a log as a control character. Must not know of nodes or calls.
 */
import { rawBytes } from '../../native/ffi/rawText.ts';

/**
 * strace -x and -xx: octal escapes; hexadecimal when any byte is not printable; all of it hexadecimal. `chars`:
 * hexadecimal escapes for the unprintable bytes only.
 */
export type HexStyle = 'none' | 'nonascii' | 'chars' | 'all';

const ESCAPES: readonly (string | undefined)[] = (() => {
  const table: (string | undefined)[] = new Array(256);
  for (let byte = 0x20; byte < 0x7f; byte++) table[byte] = String.fromCharCode(byte);
  table[0x22] = '\\"';
  table[0x5c] = '\\\\';
  table[0x0a] = '\\n';
  table[0x09] = '\\t';
  table[0x0d] = '\\r';
  table[0x0b] = '\\v';
  table[0x0c] = '\\f';
  return table;
})();

const every = (text: (byte: number) => string): readonly string[] =>
  Array.from({ length: 256 }, (_, byte) => text(byte));
/** Escapes of all bytes: as short as can be, with three digits, hexadecimal. */
const OCTAL = every((byte) => `\\${byte.toString(8)}`);
const FULL_OCTAL = every((byte) => `\\${byte.toString(8).padStart(3, '0')}`);
const HEXADECIMAL = every((byte) => `\\x${byte.toString(16).padStart(2, '0')}`);

/** By the characters that are special: 1 for bytes that stand for themselves. */
const plainBytes = new Map<string, Uint8Array>();

function plainTable(special: string): Uint8Array {
  const known = plainBytes.get(special);
  if (known) return known;
  const stands = (text: string | undefined): boolean => text?.length === 1 && !special.includes(text);
  const table = Uint8Array.from(ESCAPES, (text) => (stands(text) ? 1 : 0));
  plainBytes.set(special, table);
  return table;
}

/** Longer runs are worth the engine's own conversion. */
const SHORT = 12;

/** Bytes that stand for themselves. */
function plainText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT) return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  let text = '';
  for (let i = start; i < end; i++) text += ESCAPES[bytes[i] as number];
  return text;
}

function escapeByte(bytes: Uint8Array, at: number, style: HexStyle, special: string): string {
  const byte = bytes[at] as number;
  const short = ESCAPES[byte];
  if (short !== undefined && !(special !== '' && special.includes(short))) return short;
  if (style === 'chars') return HEXADECIMAL[byte] as string;
  // An octal digit behind a short escape would be read as part of it.
  const next = bytes[at + 1];
  const full = next !== undefined && next >= 0x30 && next <= 0x37;
  return (full ? FULL_OCTAL : OCTAL)[byte] as string;
}

/** `bytes` escaped, without quotes. `special`: characters that get an octal escape too (`<>` in paths of descriptors). */
export function escapeBytes(bytes: Uint8Array, style: HexStyle = 'none', special = ''): string {
  if (style === 'all' || (style === 'nonascii' && needsHex(bytes))) return hexEscapes(bytes);
  const plain = plainTable(special);
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    let end = at;
    while (end < bytes.length && plain[bytes[end] as number] === 1) end++;
    text += end > at ? plainText(bytes, at, end) : escapeByte(bytes, at, style, special);
    at = Math.max(end, at + 1);
  }
  return text;
}

/** `"…"`, with `...` behind when there was more. */
export function quoteBytes(bytes: Uint8Array, truncated: boolean, style: HexStyle = 'none'): string {
  return `"${escapeBytes(bytes, style)}"${truncated ? '...' : ''}`;
}

/** Text that came from outside the tracee's memory (a link of /proc, a name) in the same escapes. */
export function escapeText(text: string, special = ''): string {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (
      code < 0x20 ||
      code > 0x7e ||
      code === 0x22 ||
      code === 0x5c ||
      (special !== '' && special.includes(text[i] as string))
    ) {
      return escapeBytes(rawBytes(text), 'none', special);
    }
  }
  return text;
}

function needsHex(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (ESCAPES[byte] === undefined) return true;
  return false;
}

function hexEscapes(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += HEXADECIMAL[bytes[i] as number];
  return text;
}
