import { expect, test } from 'vitest';
import { readFamilies } from '../../../../native/tracer/genericFamilies.ts';

const CTRL = 16;
const DONE = 3;

const u16 = (value: number): number[] => [value & 0xff, value >> 8];
const padded = (bytes: number[]): number[] => [...bytes, ...Array.from({ length: -bytes.length & 3 }, () => 0)];
const attribute = (type: number, value: number[]): number[] =>
  padded([...u16(4 + value.length), ...u16(type), ...value]);
const name = (text: string): number[] => attribute(2, [...Buffer.from(`${text}\0`)]);
const message = (type: number, body: number[]): number[] => [
  ...u16(16 + body.length),
  ...[0, 0],
  ...u16(type),
  ...Array.from({ length: 10 }, () => 0),
  ...body,
];
const family = (...attributes: number[][]): number[] => message(CTRL, [1, 2, 0, 0, ...attributes.flat()]);

function read(...messages: number[][]): [Map<number, string>, boolean] {
  const found = new Map<number, string>();
  return [found, readFamilies(Uint8Array.from(messages.flat()), found)];
}

test('families by number, until the kernel is done', () => {
  const ethtool = family(name('ethtool'), attribute(1, u16(21)), attribute(3, [1, 0, 0, 0]));
  const [found, isDone] = read(ethtool, family(attribute(1, u16(22)), name('thermal')));
  expect([...found]).toEqual([
    [21, 'ethtool'],
    [22, 'thermal'],
  ]);
  expect(isDone).toBe(false);
  expect(read(message(DONE, [0, 0, 0, 0]))[1]).toBe(true);
});

test('what is cut or odd ends nothing but itself', () => {
  expect([...read(family(name('no number')), family(attribute(1, u16(5))))[0]]).toEqual([]);
  const cut = family(attribute(1, u16(7)), [200, 0, 2, 0]);
  expect([...read(cut, family(attribute(1, u16(8)), name('next')))[0]]).toEqual([[8, 'next']]);
  expect(read([0, 0, 0, 0, ...Array.from({ length: 20 }, () => 0)])).toEqual([new Map(), true]);
  expect(read([1, 2, 3])).toEqual([new Map(), false]);
});
