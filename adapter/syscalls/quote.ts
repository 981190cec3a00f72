/**
 * Bytes of a tracee as a quoted string in strace's way: printable ASCII and nothing else leaves here, so no byte of a
 * tracee can reach a terminal, an editor or a log as a control character. Must not know of nodes or calls.
 */

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

/** `bytes` escaped, without quotes. `special`: characters that get an octal escape too (`<>` in paths of descriptors). */
export function escapeBytes(bytes: Uint8Array, style: HexStyle = 'none', special = ''): string {
  if (style === 'all' || (style === 'nonascii' && needsHex(bytes))) return hexEscapes(bytes);
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    const plain = ESCAPES[byte];
    if (plain !== undefined && !(special !== '' && special.includes(plain))) {
      text += plain;
      continue;
    }
    if (style === 'chars') {
      text += `\\x${byte.toString(16).padStart(2, '0')}`;
      continue;
    }
    // An octal digit behind a short escape would be read as part of it.
    const next = bytes[i + 1];
    const full = next !== undefined && next >= 0x30 && next <= 0x37;
    text += `\\${full ? byte.toString(8).padStart(3, '0') : byte.toString(8)}`;
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
      return escapeBytes(new TextEncoder().encode(text), 'none', special);
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
  for (const byte of bytes) text += `\\x${byte.toString(16).padStart(2, '0')}`;
  return text;
}
