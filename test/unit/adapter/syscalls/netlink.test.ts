import { describe, expect, it } from 'vitest';
import { layoutSize } from '../../../../adapter/syscalls/decoders/layout.ts';
import { describedAttributes } from '../../../../adapter/syscalls/decoders/netlinkAttributes.ts';
import { netlinkLayout, netlinkLayoutNames } from '../../../../adapter/syscalls/decoders/netlinkLayouts.ts';
import { ATTRIBUTES } from '../../../../adapter/syscalls/decoders/netlinkTables.ts';
import { constantSet } from '../../../../native/abi/constants/index.ts';
import { contextOf } from './contexts.ts';
import { FakeMemory } from './fakes.ts';

/** The words of a table, two and two. */
const rowsOf = (set: string): [string, string][] => {
  const words = (ATTRIBUTES[set] ?? '').split(' ');
  return Array.from({ length: words.length / 2 }, (_, i) => [words[i * 2] as string, words[i * 2 + 1] as string]);
};

describe('attributes as data', () => {
  it.each(describedAttributes())('%s describes attributes that have those names', (set) => {
    const names = new Set(constantSet(set)?.values.map(([name]) => name));
    expect(rowsOf(set).filter(([name]) => !names.has(name))).toEqual([]);
  });

  it('names sets and structures that there are', () => {
    for (const [, type] of describedAttributes().flatMap(rowsOf)) {
      for (const [, set = ''] of type.matchAll(/(?:nest|each2?|[efcp](?:8|16|32)?)\((\w+)\)/g)) {
        expect([set, constantSet(set) !== undefined]).toEqual([set, true]);
      }
      for (const [, name = ''] of type.matchAll(/\{(\w+)\}/g)) {
        expect([name, netlinkLayout(name) !== undefined]).toEqual([name, true]);
      }
    }
  });

  it('has the sizes of the kernel', () => {
    const context = contextOf(new FakeMemory());
    const sizes = Object.fromEntries(
      netlinkLayoutNames().map((name) => [
        name,
        layoutSize(context, netlinkLayout(name) ?? { members: [], leader: -1 }),
      ]),
    );
    expect(sizes).toMatchObject({
      stats: 96,
      stats64: 200,
      map: 32,
      vfmac: 36,
      vfguid: 16,
      vfvlaninfo: 16,
      bridgeid: 8,
      mdbentry: 28,
      nexthop: 8,
      nexthopgroup: 8,
      ndtconfig: 32,
      ndtstats: 88,
      md5: 100,
      packetlist: 44,
      cryptoblock: 144,
    });
  });
});
