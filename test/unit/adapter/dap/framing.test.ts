import { expect, test } from 'vitest';
import { createFrameReader } from '../../../../adapter/dap/framing.ts';

const framed = (text: string) => Buffer.from(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
const messages = (reader: ReturnType<typeof createFrameReader>, ...chunks: Buffer[]) =>
  chunks.flatMap((chunk) => reader.push(chunk)).flatMap((each) => (each.kind === 'message' ? [each.value] : []));

test('every split of two messages gives both', () => {
  const bytes = Buffer.concat([framed('{"a":"ü"}'), framed('[2]')]);
  for (let at = 0; at <= bytes.length; at++) {
    expect(messages(createFrameReader(), bytes.subarray(0, at), bytes.subarray(at))).toEqual([{ a: 'ü' }, [2]]);
  }
});

test('other headers and other case are fine', () => {
  const bytes = Buffer.from('Content-Type: application/vscode-jsonrpc\r\ncontent-length:  2\r\n\r\n[]');
  expect(createFrameReader().push(bytes)).toEqual([{ kind: 'message', value: [] }]);
});

test('a message beyond the bound is skipped, and the next one read', () => {
  const reader = createFrameReader(10);
  expect(messages(reader, framed(`"${'x'.repeat(50)}"`), framed('[1]'))).toEqual([[1]]);
});

test('rubbish in front of a header is skipped', () => {
  const reader = createFrameReader();
  expect(reader.push(Buffer.concat([Buffer.from('rubbish'), framed('[1]')]))).toEqual([
    { kind: 'noise', reason: 'bytes in front of a header were skipped' },
    { kind: 'message', value: [1] },
  ]);
});

test('endless rubbish is not kept', () => {
  const reader = createFrameReader();
  for (let round = 0; round < 100; round++) reader.push(Buffer.alloc(100_000, 'x'));
  expect(messages(reader, framed('[1]'))).toEqual([[1]]);
});
