import { describe, expect, it } from 'vitest';
import { layoutSize } from '../../../../adapter/syscalls/decoders/layout.ts';
import { describedSets, keyOf, optionType } from '../../../../adapter/syscalls/decoders/sockoptLayouts.ts';
import { constantSet } from '../../../../native/abi/constants/index.ts';
import { contextOf } from './contexts.ts';
import { FakeMemory } from './fakes.ts';

describe('values of socket options as data', () => {
  it.each(describedSets())('%s describes options of its own level', (set) => {
    const names = new Set(constantSet(set)?.values.map(([name]) => name));
    const described = [...names].filter((name) => optionType(set, name) !== undefined);
    expect(described.length).toBeGreaterThan(0);
  });

  it('has the sizes of the kernel', () => {
    const context = contextOf(new FakeMemory());
    const size = (set: string, name: string): number => {
      const type = optionType(set, name);
      return type && 'of' in type ? layoutSize(context, type.of) : -1;
    };
    expect(size('sockopts_tcp', 'TCP_INFO')).toBe(280);
    expect(size('sockopts_tcp', 'TCP_MD5SIG')).toBe(216);
    expect(size('sockopts_tcp', 'TCP_AO_ADD_KEY')).toBe(288);
    expect(size('sockopts_tcp', 'TCP_ZEROCOPY_RECEIVE')).toBe(64);
    expect(size('sockopts_ipv6', 'MCAST_JOIN_SOURCE_GROUP')).toBe(264);
    expect(size('sockopts_ipv6', 'IPV6_FLOWLABEL_MGR')).toBe(32);
    expect(size('sockopts_packet', 'PACKET_RX_RING')).toBe(28);
    expect(size('sockopts_xdp', 'XDP_UMEM_REG')).toBe(32);
    expect(size('sockopts_xdp', 'XDP_MMAP_OFFSETS')).toBe(128);
    expect(layoutSize(context, keyOf(51))).toBe(40);
    expect(layoutSize(context, keyOf(52))).toBe(56);
    expect(layoutSize(context, keyOf(54))).toBe(56);
  });
});
