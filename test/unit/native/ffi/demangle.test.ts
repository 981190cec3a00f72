import { expect, test } from 'vitest';
import { demangled } from '../../../../native/ffi/demangle.ts';

test('C names, broken names and very long ones stay as they are', () => {
  const long = `_Z3foo${'i'.repeat(2000)}`;
  for (const name of ['main', '', '_Z', '_Zgarbage', long]) expect(demangled(name)).toBe(name);
});

test('C++ names become readable where the C++ runtime is installed', (context) => {
  const shown = demangled('_ZN3foo3barEi@@LIB_1');
  context.skip(shown.startsWith('_Z'), 'libstdc++ is not installed');
  expect(shown).toBe('foo::bar(int)');
});
