import { describe, expect, it } from 'vitest';
import { decodeEntry } from '../../../../adapter/syscalls/decode.ts';
import { decoderOf } from '../../../../adapter/syscalls/decoders/index.ts';
import { layout, layoutSize, sizedStruct, structOf } from '../../../../adapter/syscalls/decoders/layout.ts';
import { printCall, printNode } from '../../../../adapter/syscalls/print.ts';
import type { Arch } from '../../../../native/abi/arch.ts';
import { allNames, syscallNumber } from '../../../../native/abi/numbers/index.ts';
import { signatureOf } from '../../../../native/abi/signatures/index.ts';
import { contextOf } from './contexts.ts';
import { FakeMemory, inputsOf, pack } from './fakes.ts';

describe('structures as data', () => {
  const mixed = layout('a:u8 b:u64 c:ptr d:u16');

  it.each<[Arch, number]>([
    ['x86_64', 32],
    ['aarch64', 32],
    ['x32', 24],
    ['i386', 20],
  ])('lays a structure out as the compiler of %s does', (arch, size) => {
    expect(layoutSize(contextOf(new FakeMemory(), { arch }), mixed)).toBe(size);
  });

  it('shows what is there of a structure that grew, and that more follows', () => {
    const memory = new FakeMemory();
    const address = memory.put(pack([4, 1], [4, 2], [4, 3]));
    const context = contextOf(memory);
    const of = layout('one:u32 two?:u32');
    const printed = (size: bigint): string => printNode(sizedStruct(context, address, size, of));
    expect(printed(4n)).toBe('{one=1}');
    expect(printed(8n)).toBe('{one=1, two=2}');
    expect(printed(12n)).toBe('{one=1, two=2, /* bytes 8..11 */ "\\x03\\x00\\x00\\x00"}');
    expect(printed(16n)).toBe('{one=1, two=2, ???}');
  });

  it('leaves out what abbreviating leaves out', () => {
    const memory = new FakeMemory();
    const address = memory.put(pack([4, 1], [4, 2], [4, 0]));
    const of = layout('one:u32 two*:x32 three?:u32');
    expect(printNode(structOf(contextOf(memory), address, of))).toBe('{one=1, ...}');
    expect(printNode(structOf(contextOf(memory, { abbreviate: false }), address, of))).toBe('{one=1, two=0x2}');
  });

  it('leaves out what hangs on a field that is zero', () => {
    const memory = new FakeMemory();
    const of = layout('one:u32 type^:u32 size^:u32 rest*:u32');
    const printed = (type: number, abbreviate: boolean): string =>
      printNode(structOf(contextOf(memory, { abbreviate }), memory.put(pack([4, 1], [4, type], [4, 0], [4, 9])), of));
    expect(printed(0, true)).toBe('{one=1, ...}');
    expect(printed(5, true)).toBe('{one=1, type=5, size=0, ...}');
    expect(printed(0, false)).toBe('{one=1, type=0, size=0, rest=9}');
  });

  it('names a word that is no type', () => {
    expect(() => layout('one:nothing').members).toThrow('nothing');
    expect(() => layout('one').members).toThrow('one');
  });
});

describe('any bytes at all', () => {
  // A linear congruential generator: the same bytes in every run.
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return seed >>> 8;
  };

  it.each<Arch>(['x86_64', 'i386', 'x32', 'aarch64'])('end no decoder of %s', (arch) => {
    const memory = new FakeMemory();
    const bytes = (length: number): Uint8Array =>
      Uint8Array.from({ length }, () => random() & (random() % 3 ? 0xff : 7));
    const places = [0n, 8n, 0xffffffffffffffffn, memory.put(bytes(4096)), memory.put(bytes(48)), memory.put(bytes(7))];
    const values = [...places, ...[0, 1, 2, 3, 5, 16, 64, 4096].map(BigInt)];
    for (const name of allNames(arch)) {
      const signature = signatureOf(arch, name);
      if (!signature || syscallNumber(arch, name) === undefined) continue;
      for (let round = 0; round < 12; round++) {
        const args = [0, 1, 2, 3, 4, 5].map(() => values[random() % values.length] as bigint);
        const inputs = inputsOf(memory, name, args, { arch, abbreviate: round % 2 === 0 });
        for (const phase of ['entry', 'exit'] as const) {
          const context = contextOf(memory, { arch, abbreviate: round % 2 === 0, args, signature, phase });
          signature.args.forEach((argument, i) => {
            const node = decoderOf(argument.type)?.(context, args[i] ?? 0n, argument.params);
            expect(node && printNode(node)).not.toBe('');
          });
        }
        expect(printCall(decodeEntry(inputs)).length).toBeLessThan(1 << 20);
      }
    }
  });
});
