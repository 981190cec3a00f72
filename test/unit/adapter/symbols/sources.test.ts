import { expect, test } from 'vitest';
import { createSources, mapSourcePath } from '../../../../adapter/symbols/sources.ts';

test('the longest matching prefix is replaced, at a slash only', () => {
  const map = { '/build': '/home/me', '/build/lib/': '/home/me/libraries/', '/bu': '/wrong' };
  expect(mapSourcePath('/build/main.c', map)).toBe('/home/me/main.c');
  expect(mapSourcePath('/build/lib/a.c', map)).toBe('/home/me/libraries/a.c');
  expect(mapSourcePath('/building/a.c', map)).toBe('/building/a.c');
  expect(mapSourcePath('/build', map)).toBe('/home/me');
  expect(mapSourcePath('/build/lib/../x.c', map)).toBe('/home/me/x.c');
  expect(mapSourcePath('/x.c', { '/': '/root' })).toBe('/root/x.c');
  expect(mapSourcePath('src/x.c', { src: '/home/me/src' })).toBe('/home/me/src/x.c');
});

test('a source is located once, and a missing one keeps the path that was looked for', () => {
  const asked: string[] = [];
  const sources = createSources({ '/build': '/here' }, (path) => {
    asked.push(path);
    return path === '/here/a.c';
  });
  expect(sources.locate('/build/a.c')).toEqual({ path: '/here/a.c' });
  expect(sources.locate('/build/a.c')).toEqual({ path: '/here/a.c' });
  expect(sources.locate('/build/b.c')).toEqual({ missing: '/here/b.c' });
  expect(asked).toEqual(['/here/a.c', '/here/b.c']);
});

test('a relative path is never looked for, and a failing file system means missing', () => {
  const sources = createSources({}, (path) => {
    throw new Error(path);
  });
  expect(sources.locate('csu/libc-start.c')).toEqual({ missing: 'csu/libc-start.c' });
  expect(sources.locate('/a\0b')).toEqual({ missing: '/a\0b' });
});
