import { expect, test } from 'vitest';
import { walkFramePointers } from '../../../../native/dwfl/framePointers.ts';
import { parseMaps } from '../../../../native/dwfl/maps.ts';

const map = parseMaps('1000-3000 r-xp 00000000 08:01 10 /bin/a\n');
const CALL_REL32 = 0xe8n << 24n; // at pc-8: the byte five before the return address
const CALL_RAX = 0xd0ffn << 48n; // ff d0 two before it

/** Words by address; everything else is unreadable. */
function memory(words: Record<number, bigint>) {
  return (address: bigint): bigint | undefined => words[Number(address)];
}

test('the chain of frame pointers, with each return address after a call', () => {
  const readWord = memory({
    32768: 0x9999n, // not code
    32784: 0x8030n,
    32792: 0x2000n,
    32816: 0n,
    32824: 0x2100n,
    [0x2000 - 8]: CALL_REL32,
    [0x2100 - 8]: CALL_RAX,
  });
  const frames = walkFramePointers({ pc: 0x1500n, sp: 0x8000n, fp: 0x8010n, word: 8, readWord }, map, 16);
  expect(frames).toEqual([
    { pc: 0x1500n, isActivation: true, sp: 0x8000n },
    { pc: 0x2000n, isActivation: false, sp: 0x8020n },
    { pc: 0x2100n, isActivation: false, sp: 0x8040n },
  ]);
});

test('a leaf without a frame: the return address is on top of the stack', () => {
  const readWord = memory({ 32768: 0x2000n, [0x2000 - 8]: CALL_REL32 });
  const frames = walkFramePointers({ pc: 0x1500n, sp: 0x8000n, fp: 0x8010n, word: 8, readWord }, map, 16);
  expect(frames.map(({ pc }) => pc)).toEqual([0x1500n, 0x2000n]);
  expect(frames[1]?.sp).toBe(0x8008n);
});

test('code that no call precedes, data, loops and pointers below the stack end the walk', () => {
  const walk = (words: Record<number, bigint>, fp = 0x8010n, limit = 16) =>
    walkFramePointers({ pc: 0x1500n, sp: 0x8000n, fp, word: 8, readWord: memory(words) }, map, limit).length;
  expect(walk({ 32784: 0x8030n, 32792: 0x2000n, [0x2000 - 8]: 0n })).toBe(1);
  expect(walk({ 32784: 0x8030n, 32792: 0x7000n, [0x7000 - 8]: CALL_REL32 })).toBe(1);
  expect(walk({ 32784: 0x8010n, 32792: 0x2000n, [0x2000 - 8]: CALL_REL32 })).toBe(2);
  expect(walk({ 28672: 0x8010n, 28680: 0x2000n, [0x2000 - 8]: CALL_REL32 }, 0x7000n)).toBe(1);
  expect(walk({ 32784: 0x8030n, 32792: 0x2000n, [0x2000 - 8]: CALL_REL32 }, 0x8010n, 1)).toBe(1);
});
