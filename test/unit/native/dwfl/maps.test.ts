import { expect, test } from 'vitest';
import { mappingAt, onlyGrew, parseMaps } from '../../../../native/dwfl/maps.ts';

const PROGRAM = `555500000000-555500001000 r--p 00000000 08:01 10                         /bin/a b
555500001000-555500002000 r-xp 00001000 08:01 10                         /bin/a b
555500003000-555500004000 rw-p 00000000 00:00 0
555500004000-555500005000 rw-p 00004000 08:01 10                         /bin/a b
7f0000000000-7f0000001000 rwxp 00000000 00:00 0
7ffd00000000-7ffd00002000 r-xp 00000000 00:00 0                          [vdso]
`;
const LIBRARY = `7f1000000000-7f1000001000 r-xp 00000000 08:01 11 /lib/c.so\n`;
const DATA = `7f2000000000-7f2000001000 r--p 00000000 08:01 12 /tmp/data\n`;

test('executable mappings know their file and where it begins', () => {
  const map = parseMaps(PROGRAM);
  expect(map.code.map(({ path, base }) => [path, base])).toEqual([
    ['/bin/a b', 0x555500000000n],
    ['', 0x7f0000000000n],
    ['[vdso]', 0x7ffd00000000n],
  ]);
  expect(mappingAt(map, 0x555500001000n)?.path).toBe('/bin/a b');
  expect(mappingAt(map, 0x555500001fffn)?.path).toBe('/bin/a b');
  expect(mappingAt(map, 0x555500002000n)).toBeUndefined();
  expect(mappingAt(map, 0n)).toBeUndefined();
  expect(mappingAt(map, 0xffffffffff600000n)).toBeUndefined();
});

test('a library that comes only grows the map; data files do not matter; what moves or goes does', () => {
  const before = parseMaps(PROGRAM);
  const after = parseMaps(PROGRAM + LIBRARY + DATA);
  expect(onlyGrew(before, after)).toBe(true);
  expect(after.modules.size).toBe(before.modules.size + 1);
  expect(onlyGrew(after, before)).toBe(false);
  // The program's own data segment: the module's end moves, and libdw would free and report it anew.
  expect(onlyGrew(before, parseMaps(PROGRAM.replace(/^555500004000.*\n/m, '')))).toBe(false);
  // Another file of the same name.
  expect(onlyGrew(before, parseMaps(PROGRAM.replaceAll('08:01 10', '08:01 99')))).toBe(false);
});

test('lines of another shape are skipped', () => {
  expect(parseMaps('\nnonsense\n1-2 r-xp\n')).toEqual({ code: [], modules: new Set() });
});
