import { expect, test } from 'vitest';
import { frameInfo, frameName, lookupAddress, plain } from '../../../../adapter/symbols/frames.ts';
import { createSources } from '../../../../adapter/symbols/sources.ts';

const sources = createSources({}, (path) => path === '/src/a.c');
const caller = { pc: 0x1234n, isActivation: false, sp: undefined };
const reached = { pc: 0x1234n, isActivation: true, sp: undefined };
const unknown = { module: '/usr/lib/libx.so.6', moduleBase: 0x1000n, offset: 0x233n };

test('a return address is looked up inside the call, a reached one where it is', () => {
  expect(lookupAddress(caller, false)).toBe(0x1233n);
  expect(lookupAddress(reached, false)).toBe(0x1234n);
  expect(lookupAddress(reached, true)).toBe(0x1233n);
});

test('names: symbol without its version, module and offset of the pc, plain address', () => {
  expect(frameName(caller, { ...unknown, symbol: 'main' })).toBe('main');
  expect(frameName(caller, { ...unknown, symbol: '__libc_start_main@@GLIBC_2.34' })).toBe('__libc_start_main');
  expect(frameName(caller, { ...unknown, symbol: 'memcpy@GLIBC_2.2.5' })).toBe('memcpy');
  expect(frameName(caller, { ...unknown, symbol: '@' })).toBe('@');
  expect(frameName(caller, unknown)).toBe('libx.so.6+0x234');
  expect(frameName(caller, { module: '', moduleBase: 0n, offset: 0x1233n })).toBe('0x1234');
});

test('a frame whose source is here is the user’s, others are of libraries', () => {
  const here = { ...unknown, symbol: 'f', source: { file: '/src/a.c', line: 7, column: 3 } };
  expect(frameInfo(caller, here, sources)).toEqual({
    name: 'f',
    address: '0x1234',
    module: '/usr/lib/libx.so.6',
    path: '/src/a.c',
    line: 7,
    column: 3,
    role: 'user',
  });
  const away = { ...here, source: { file: '/src/b.c', line: 9, column: 0 } };
  const frame = frameInfo(caller, away, sources);
  expect(frame).toMatchObject({ missing: '/src/b.c', line: 9, role: 'library' });
  expect(frame).not.toHaveProperty('path');
  expect(frameInfo(caller, unknown, sources)).toMatchObject({ line: 0, column: 0, role: 'library' });
});

test('names and paths of a hostile file are bounded and hold no control characters', () => {
  const symbol = `\x1b[31m${'x'.repeat(100_000)}`;
  const frame = frameInfo(
    caller,
    { ...unknown, module: '/tmp/a\nb', symbol, source: { file: '/tmp/\u202ec.a\r', line: 1, column: 1 } },
    sources,
  );
  expect(frame.name).toMatch(/^\?\[31mx+…$/);
  expect(frame.name.length).toBeLessThanOrEqual(257);
  expect(frame.module).toBe('/tmp/a?b');
  expect(frame.missing).toBe('/tmp/?c.a?');
  expect(plain('héllo wörld', 256)).toBe('héllo wörld');
});
