import { expect, test } from 'vitest';
import type { Decoded, StringNode } from '../../../../adapter/syscalls/decoded.ts';
import { jsonLine, jsonValue } from '../../../../adapter/syscalls/json.ts';
import { array, call, decimal, hex, named, pointer, struct } from '../../../../adapter/syscalls/nodes.ts';

const bytes = (text: string | number[], more: Partial<StringNode> = {}): StringNode => ({
  kind: 'string',
  bytes: typeof text === 'string' ? Buffer.from(text) : Uint8Array.from(text),
  truncated: false,
  address: 1n,
  role: 'bytes',
  ...more,
});

test.each<[string, Decoded, unknown]>([
  ['a number', decimal(-3), -3],
  ['a number beyond a double', decimal(2n ** 63n), '9223372036854775808'],
  ['a process with its name', { ...decimal(7), comm: 'sh' } as Decoded, { value: 7, comm: 'sh' }],
  ['a constant', named('SEEK_SET', 0), { value: 0, name: 'SEEK_SET' }],
  ['a constant without a name', { kind: 'enum', value: 9n, unknown: 'SEEK_???' }, { value: 9 }],
  [
    'flags',
    { kind: 'flags', value: 0o101n, names: ['O_WRONLY', 'O_CREAT'], rest: 0n },
    { value: 65, names: ['O_WRONLY', 'O_CREAT'] },
  ],
  ['flags with bits left', { kind: 'flags', value: 9n, names: ['A'], rest: 8n }, { value: 9, names: ['A'], rest: 8 }],
  ['a text', bytes('ä"\n'), 'ä"\n'],
  ['a part of a text', bytes('ab', { truncated: true }), { text: 'ab', truncated: true }],
  ['bytes that are no text', bytes([0xff, 0]), { base64: '/wA=' }],
  ['an abstract name', bytes('x', { prefix: '@' }), { text: 'x', abstract: true }],
  ['an address', pointer(0x1234n), '0x1234'],
  ['NULL', pointer(0n), null],
  ['a descriptor', { kind: 'fd', fd: 3, path: '/etc/passwd' }, { fd: 3, path: '/etc/passwd' }],
  [
    'a socket',
    {
      kind: 'fd',
      fd: 4,
      path: 'socket:[5]',
      detail: {
        kind: 'socket',
        protocol: 'TCP',
        inode: 5,
        address: { kind: 'inet', local: '1.2.3.4:5', remote: undefined },
      },
    },
    { fd: 4, path: 'socket:[5]', socket: { protocol: 'TCP', inode: 5, local: '1.2.3.4:5' } },
  ],
  [
    'a structure',
    struct(1n, [
      ['tv_sec', decimal(1)],
      ['tv_nsec', hex(2)],
    ]),
    { tv_sec: 1, tv_nsec: 2 },
  ],
  ['a list', array(1n, [decimal(1), decimal(2)]), [1, 2]],
  ['a list that goes on', array(1n, [decimal(1)], true), { items: [1], truncated: true }],
  ['the other signals', { ...array(1n, [named('INT', 2)]), prefix: '~' }, { not: [{ value: 2, name: 'INT' }] }],
  ['a port', call('htons', [decimal(80)], 0x5000n), 80],
  ['a device', call('makedev', [hex(1), hex(3)], 259n), { call: 'makedev', args: [1, 3], value: 259 }],
  ['a change', { kind: 'change', before: decimal(16), after: decimal(4) }, { before: 16, after: 4 }],
])('%s', (_name, node, value) => {
  expect(JSON.parse(jsonLine(jsonValue(node)))).toEqual(value);
});

test('a field is never a prototype', () => {
  const line = jsonLine(
    jsonValue(
      struct(1n, [
        ['__proto__', decimal(1)],
        ['constructor', decimal(2)],
      ]),
    ),
  );
  expect(line).toBe('{"__proto__":1,"constructor":2}\n');
});

test('a line is ASCII whatever a tracee writes', () => {
  const hostile = bytes('\u202e\u2028\u0085\u{1f600}\x7f\x1b[2J');
  const line = jsonLine(jsonValue(hostile));
  expect(line).toMatch(/^[\x20-\x7e]+\n$/);
  expect(JSON.parse(line)).toBe('\u202e\u2028\u0085\u{1f600}\x7f\x1b[2J');
});
