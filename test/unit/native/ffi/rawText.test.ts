import { expect, test } from 'vitest';
import { isRaw, rawBytes, rawPath, rawString, rawText, rawVector } from '../../../../native/ffi/rawText.ts';

const cases: readonly (readonly [name: string, bytes: readonly number[], raw: boolean])[] = [
  ['ASCII', [0x61, 0x62], false],
  ['UTF-8 of two, three and four bytes', [...Buffer.from('ä€😀')], false],
  ['the sign for lost bytes itself', [...Buffer.from('\uFFFD')], false],
  ['that sign beside a stray byte', [...Buffer.from('\uFFFD'), 0xff], true],
  ['stray bytes', [0x61, 0xff, 0xfe, 0x62], true],
  ['a character that is cut off', [0x61, 0xe2, 0x82], true],
  ['a continuation alone', [0x80, 0x61], true],
  ['an overlong form', [0xc0, 0xaf], true],
  ['a surrogate in UTF-8', [0xed, 0xb2, 0x80], true],
  ['nothing', [], false],
];

test.each(cases)('%s comes back as the bytes that it was', (_name, bytes, raw) => {
  const text = rawText(Buffer.from(bytes));
  expect([...rawBytes(text)]).toEqual(bytes);
  expect(isRaw(text)).toBe(raw);
});

test('text of UTF-8 is that text', () => {
  expect(rawText(Buffer.from('grün'))).toBe('grün');
  expect(rawPath('/tmp/grün')).toBe('/tmp/grün');
});

test('bytes for the kernel only where text will not do, with a NUL where it is a string', () => {
  const text = rawText(Buffer.from([0x61, 0xff]));
  expect(rawPath(text)).toEqual(Buffer.from([0x61, 0xff]));
  expect(rawString(text)).toEqual(Buffer.from([0x61, 0xff, 0]));
  expect(rawVector(['b', text])).toEqual(['b', Buffer.from([0x61, 0xff, 0]), null]);
});
