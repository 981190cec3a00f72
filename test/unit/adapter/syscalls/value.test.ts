import { describe, expect, it } from 'vitest';
import { array, decimal, hex, pointer, struct } from '../../../../adapter/syscalls/nodes.ts';
import { argumentRows, resultRow, valueRow } from '../../../../adapter/syscalls/rows.ts';
import { expressionValue, stringValue } from '../../../../adapter/syscalls/value.ts';
import { FakeMemory, pack, runCall } from './fakes.ts';

describe('expression values', () => {
  it('are numbers, strings and frozen objects without a prototype', () => {
    const memory = new FakeMemory();
    const path = memory.put('/etc/x.conf');
    const call = runCall(memory, 'openat', [-100, path, 0o2000100, 0o600], 3);
    const [dirfd, pathname, flags, mode] = call.args.map((argument) => expressionValue(argument.node));
    expect([dirfd, pathname, flags, mode]).toEqual([-100n, '/etc/x.conf', 0o2000100n, 0o600n]);

    const timespec = memory.put(pack([8, 5], [8, 7]));
    const sleep = runCall(memory, 'nanosleep', [timespec, 0], 0);
    const value = expressionValue(sleep.args[0]?.node ?? decimal(0));
    expect(value).toEqual(Object.assign(Object.create(null), { tv_sec: 5n, tv_nsec: 7n }));
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(Object.isFrozen(value)).toBe(true);
    expect(expressionValue(struct(0n, [['__proto__', decimal(1)]]))).not.toHaveProperty('toString');
  });

  it('keep every byte of a string', () => {
    expect(stringValue(new TextEncoder().encode('é'))).toBe('é');
    expect(stringValue(Uint8Array.from([0x61, 0xff, 0x62]))).toBe('aÿb');
  });

  it('show what an in-out value is now', () => {
    expect(expressionValue({ kind: 'change', before: decimal(16), after: decimal(10) })).toBe(10n);
    expect(expressionValue(pointer(0x10n))).toBe(16n);
    expect(expressionValue(array(0n, [hex(1), hex(2)]))).toEqual([1n, 2n]);
  });

  it('see the fields that the notation abbreviates', () => {
    const memory = new FakeMemory();
    const stat = new Uint8Array(144);
    stat.set(pack([4, 0o100644], [4, 1000]), 24);
    const call = runCall(memory, 'fstat', [3, memory.put(stat)], 0, { details: true });
    expect(expressionValue(call.args[1]?.node ?? decimal(0))).toMatchObject({ st_uid: 1000n });
    expect(valueRow('statbuf', call.args[1]?.node ?? decimal(0)).text).toBe('{st_mode=S_IFREG|0644, st_size=0, ...}');
    expect(valueRow('statbuf', call.args[1]?.node ?? decimal(0)).children.map((row) => row.name)).toContain('st_uid');
  });
});

describe('rows', () => {
  it('are bounded in number, depth and length', () => {
    const wide = array(
      0n,
      Array.from({ length: 1000 }, (_, i) => decimal(i)),
    );
    const row = valueRow('wide', wide);
    expect(row.children).toHaveLength(257);
    expect(row.children[256]?.text).toBe('744 more');
    expect(row.text.length).toBeLessThanOrEqual(1027);
    let deep = array(0n, [decimal(1)]);
    for (let i = 0; i < 100; i++) deep = array(0n, [deep]);
    let depth = 0;
    for (let at = valueRow('deep', deep); at.children[0]; at = at.children[0]) depth++;
    expect(depth).toBeLessThanOrEqual(8);
  });

  it('name the arguments and the result', () => {
    const memory = new FakeMemory();
    const call = runCall(memory, 'close', [3], -9);
    expect(argumentRows(call)).toEqual([{ name: 'fd', text: '3', children: [] }]);
    expect(resultRow(call)).toEqual({ name: 'result', text: '-1 EBADF (Bad file descriptor)', children: [] });
  });
});
