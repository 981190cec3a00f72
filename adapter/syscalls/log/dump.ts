/**
 * Bytes as strace dumps what is read and written (-e read, -e write): sixteen to a line, offset, hexadecimal, text.
 * Every byte comes out printable. Pure.
 */

const ROW = 16;

/** Whole lines. */
export function dumpText(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += ROW) {
    const row = bytes.subarray(at, at + ROW);
    let hex = '';
    let plain = '';
    row.forEach((byte, index) => {
      if (index === ROW / 2) hex += ' ';
      hex += ` ${byte.toString(16).padStart(2, '0')}`;
      plain += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
    });
    text += ` | ${at.toString(16).padStart(5, '0')} ${hex.padEnd(ROW * 3 + 1)}  ${plain.padEnd(ROW)} |\n`;
  }
  return text;
}

/** Lines for one buffer of several. */
export const dumpBuffer = (bytes: Uint8Array, index: number): string =>
  ` * ${bytes.length} bytes in buffer ${index}\n${dumpText(bytes)}`;
