/**
 * Text of bytes that need not be UTF-8, as file names, arguments and variables of the environment need not: a byte that
 * is no part of UTF-8 stands as the lone surrogate U+DC80 to U+DCFF of its value, and becomes the byte again on the way
 * to the kernel. Must not know where the bytes come from.
 */

/** What the runtime makes of a byte that it can't read. */
const REPLACED = '\uFFFD';
const FIRST = 0xdc00;
const RAW = /[\uDC80-\uDCFF]/u;

/** Does the text hold bytes that are no UTF-8? */
export const isRaw = (text: string): boolean => RAW.test(text);

/** Has the runtime lost bytes in this text? (Or it held the sign for that before.) */
export const isLossy = (text: string): boolean => text.includes(REPLACED);

/** Bytes as a text which rawBytes makes the same bytes of, whether they are UTF-8 or not. */
export function rawText(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!isLossy(text)) return text;
  let result = '';
  for (let at = 0; at < bytes.length; ) {
    const one = characterAt(bytes, at);
    result += one ?? String.fromCharCode(FIRST + (bytes[at] as number));
    at += one === undefined ? 1 : Buffer.byteLength(one);
  }
  return result;
}

/** The character whose UTF-8 begins here, if one does. */
function characterAt(bytes: Buffer, at: number): string | undefined {
  const first = bytes[at] as number;
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const own = bytes.subarray(at, at + length);
  const text = own.toString('utf8');
  return Buffer.from(text).equals(own) ? text : undefined;
}

/** The bytes of a text: those that rawText read, or UTF-8. */
export function rawBytes(text: string): Buffer {
  if (!isRaw(text)) return Buffer.from(text);
  const parts = [...text].map((one) => (isRaw(one) ? Buffer.from([one.charCodeAt(0) - FIRST]) : Buffer.from(one)));
  return Buffer.concat(parts);
}

/** As the runtime's file functions take a path: bytes only where it must be. */
export const rawPath = (text: string): string | Buffer => (isRaw(text) ? rawBytes(text) : text);

/** As a foreign function takes a string: bytes with their NUL only where it must be. */
export const rawString = (text: string): string | Buffer =>
  isRaw(text) ? Buffer.concat([rawBytes(text), Buffer.alloc(1)]) : text;

/** An argument or environment vector for execve(2). */
export const rawVector = (words: readonly string[]): (string | Buffer | null)[] => [...words.map(rawString), null];
