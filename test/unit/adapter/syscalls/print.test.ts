import { describe, expect, it } from 'vitest';
import type { Decoded } from '../../../../adapter/syscalls/decoded.ts';
import { array, call, decimal, hex, named, octal, pointer, struct } from '../../../../adapter/syscalls/nodes.ts';
import { printNode } from '../../../../adapter/syscalls/print.ts';
import { escapeBytes, escapeText, quoteBytes } from '../../../../adapter/syscalls/quote.ts';

const bytes = (...list: number[]): Uint8Array => Uint8Array.from(list);
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('quoting', () => {
  it('uses the shortest octal escape, and three digits before an octal digit', () => {
    expect(quoteBytes(ascii('\u{1}8\u{1}7\u{1}9a'), false)).toBe('"\\18\\0017\\19a"');
    expect(quoteBytes(bytes(0x80, 0x31, 0xff), false)).toBe('"\\2001\\377"');
    expect(quoteBytes(bytes(0, 0), true)).toBe('"\\0\\0"...');
  });

  it("knows C's letters and escapes quotes and backslashes", () => {
    expect(escapeBytes(ascii('\t\n\v\f\r"\\'))).toBe('\\t\\n\\v\\f\\r\\"\\\\');
  });

  it('leaves no byte that a terminal or an editor could act on', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    for (const style of ['none', 'nonascii', 'all'] as const) {
      expect(escapeBytes(all, style)).toMatch(/^[\x20-\x7e]*$/);
    }
    expect(escapeText('a\u001b[31m‮é"')).toMatch(/^[\x20-\x7e]*$/);
  });

  it('turns to hexadecimal when asked', () => {
    expect(escapeBytes(ascii('ab\n'), 'nonascii')).toBe('ab\\n');
    expect(escapeBytes(bytes(0x61, 0x80), 'nonascii')).toBe('\\x61\\x80');
    expect(escapeBytes(ascii('ab'), 'all')).toBe('\\x61\\x62');
  });

  it('escapes the brackets of descriptors', () => {
    expect(escapeText('/tmp/a<b>', '<>')).toBe('/tmp/a\\74b\\76');
  });
});

describe('values', () => {
  const cases: [string, Decoded][] = [
    ['-1', decimal(-1)],
    ['0', hex(0)],
    ['0x10', hex(16)],
    ['000', octal(0)],
    ['0644', octal(0o644)],
    ['022', octal(0o22)],
    ['NULL', pointer(0n)],
    ['0xffffffffffffffff', pointer(0xffffffffffffffffn)],
    ['SEEK_SET', named('SEEK_SET', 0)],
    ['0x9 /* SEEK_??? */', { kind: 'enum', value: 9n, unknown: 'SEEK_???' }],
    ['A|B|0x4000', { kind: 'flags', value: 0n, names: ['A', 'B'], rest: 0x4000n, unknown: 'O_???' }],
    ['0x4000 /* O_??? */', { kind: 'flags', value: 0x4000n, names: [], rest: 0x4000n, unknown: 'O_???' }],
    ['0', { kind: 'flags', value: 0n, names: [], rest: 0n, unknown: 'O_???' }],
    ['S_IFREG|0644', { kind: 'flags', value: 0n, names: ['S_IFREG'], rest: 0o644n, restRadix: 8 }],
    ['IPC_CREAT|000', { kind: 'flags', value: 0n, names: ['IPC_CREAT'], rest: 0n, restRadix: 8 }],
    [
      '{a=1, b=[2, 3]}',
      struct(1n, [
        ['a', decimal(1)],
        ['b', array(2n, [decimal(2), decimal(3)])],
      ]),
    ],
    [
      '{a=1, ...}',
      struct(
        1n,
        [
          ['a', decimal(1)],
          ['left out', undefined],
        ],
        true,
      ),
    ],
    ['{...}', struct(1n, [], true)],
    ['[]', array(1n, [])],
    ['[...]', array(1n, [], true)],
    ['[1, ...]', array(1n, [decimal(1)], true)],
    ['[1, ... /* 0x1004 */]', { ...array(1n, [decimal(1)], true), unreadable: 0x1004n }],
    ['~[INT TERM]', { ...array(1n, [named('INT', 2), named('TERM', 15)]), separator: ' ', prefix: '~' }],
    ['makedev(0x1, 0x3)', call('makedev', [hex(1), hex(3)], 0x103n)],
    ['[16 => 10]', array(1n, [{ kind: 'change', before: decimal(16), after: decimal(10) }])],
    ['[0] => [5]', { kind: 'change', before: array(1n, [decimal(0)]), after: array(1n, [decimal(5)]) }],
    ['3', { kind: 'fd', fd: 3 }],
    ['3</etc/passwd>', { kind: 'fd', fd: 3, path: '/etc/passwd' }],
    ['3</tmp/x>(deleted)', { kind: 'fd', fd: 3, path: '/tmp/x (deleted)' }],
    ['AT_FDCWD</home>', { kind: 'fd', fd: -100, name: 'AT_FDCWD', path: '/home' }],
    ['0x7ffe /* 3 vars */', { ...pointer(0x7ffen), comment: '3 vars' }],
    ['@"abs"', { kind: 'string', bytes: ascii('abs'), truncated: false, address: 0n, role: 'bytes', prefix: '@' }],
  ];
  it.each(cases)('%s', (text, node) => {
    expect(printNode(node)).toBe(text);
  });
});

it('ends at a depth that no structure has', () => {
  let node: Decoded = decimal(1);
  for (let level = 0; level < 100_000; level++) node = array(0n, [node]);
  expect(printNode(node)).toBe(`${'['.repeat(63)}[...]${']'.repeat(63)}`);
  expect(printNode(array(0n, [decimal(1)]))).toBe('[1]');
});
