import { expect, test } from 'vitest';
import { inet6Text } from '../../../native/tracer/socketAddress.ts';

const bytes = (...groups: number[]): Uint8Array =>
  Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255]));

test.each([
  [[0, 0, 0, 0, 0, 0, 0, 0], '::'],
  [[0, 0, 0, 0, 0, 0, 0, 1], '::1'],
  [[0x2001, 0xdb8, 0, 0, 1, 0, 0, 1], '2001:db8::1:0:0:1'],
  [[0x2001, 0xdb8, 0, 1, 1, 1, 1, 1], '2001:db8:0:1:1:1:1:1'],
  [[1, 2, 3, 4, 5, 6, 7, 8], '1:2:3:4:5:6:7:8'],
  [[1, 0, 0, 0, 0, 0, 0, 0], '1::'],
  [[0, 0, 0, 0, 0, 0xffff, 0x7f00, 1], '::ffff:127.0.0.1'],
  [[0, 0, 0, 0, 0, 0, 0x102, 0x304], '::1.2.3.4'],
])('%j as inet_ntop writes it', (groups, text) => {
  expect(inet6Text(bytes(...groups))).toBe(text);
});
