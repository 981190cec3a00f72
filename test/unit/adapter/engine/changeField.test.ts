import { expect, test } from 'vitest';
import { fieldBytes } from '../../../../adapter/engine/changeField.ts';
import type { DecodedCall } from '../../../../adapter/syscalls/call.ts';
import type { Memory } from '../../../../adapter/syscalls/context.ts';
import { decimal, struct, text } from '../../../../adapter/syscalls/nodes.ts';
import { parsePath } from '../../../../adapter/tamper/action.ts';

const BASE = 0x1000n;

/** u16 size, u8 kind, 4 chars, then a big-endian u16 that is there for kind 1 only. */
function decode(memory: Memory): DecodedCall {
  const bytes = memory.read(BASE, 9) ?? new Uint8Array(9);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const port = view.getUint8(2) === 1 ? decimal(view.getUint16(7, false)) : undefined;
  const name = text(bytes.slice(3, 7), BASE + 3n);
  const node = struct(BASE, [
    ['size', decimal(view.getUint16(0, true))],
    ['kind', decimal(view.getUint8(2))],
    ['name', name],
    ['port', port],
  ]);
  return { arch: 'x86_64', nr: 1, name: 'send', args: [{ name: 'what', index: 0, node }], raw: [BASE] };
}

const memoryOf = (bytes: readonly number[]): Memory => {
  const part = (address: bigint, length: number): Uint8Array | undefined => {
    const from = Number(address - BASE);
    return from < 0 || from >= bytes.length ? undefined : Uint8Array.from(bytes.slice(from, from + length));
  };
  return { read: (address, length) => part(address, length), readSome: part };
};
const MEMORY = memoryOf([9, 0, 1, 97, 98, 99, 100, 0x1f, 0x90]);
const set = (field: string, value: bigint | string) => fieldBytes(MEMORY, decode, 'what', [field], value);

test('a field is found in either byte order, and a text is padded', () => {
  expect(set('size', 0x102n)).toEqual({ address: BASE, bytes: Uint8Array.of(2, 1), was: '9' });
  expect(set('port', 443n)).toEqual({ address: BASE + 7n, bytes: Uint8Array.of(1, 187), was: '8080' });
  expect(set('kind', 7n)).toEqual({ address: BASE + 2n, bytes: Uint8Array.of(7), was: '1' });
  expect(set('name', 'wxyz')).toMatchObject({ address: BASE + 3n, bytes: Uint8Array.from(Buffer.from('wxyz')) });
});

test('what does not fit or is not there is refused', () => {
  expect(() => set('kind', 256n)).toThrow("what.kind has 1 bytes and can't be that value.");
  expect(() => set('port', 70000n)).toThrow("can't be that value");
  expect(() => set('name', 'longer')).toThrow("can't be that value");
  expect(() => set('colour', 1n)).toThrow('send has no what.colour here.');
  expect(() => fieldBytes(MEMORY, decode, 'what', [0], 1n)).toThrow('send has no what[0] here.');
});

test('paths', () => {
  expect(parsePath('flags')).toBeUndefined();
  expect(parsePath('fds[2].events')).toEqual({ argument: 'fds', path: [2, 'events'] });
  expect(parsePath('addr.sin_port')).toEqual({ argument: 'addr', path: ['sin_port'] });
});
