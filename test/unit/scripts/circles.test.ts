/** The rule against circles of imports, shown to catch what it must and to let pass what it may. */
import { expect, it } from 'vitest';
import { checkCircles } from '../../../scripts/lint/circles.ts';

const found = (sources: Record<string, string>) =>
  checkCircles(new Map(Object.entries(sources))).map(({ file, line, message }) => `${file}:${line}: ${message}`);

it('lets pass what two files import from a third, and what is not there', () => {
  const sources = {
    'adapter/a.ts': "import { c } from './c.ts';\nimport { b } from './b.ts';",
    'adapter/b.ts': "import type { C } from './c.ts';\nimport { x } from './gone.ts';",
    'adapter/c.ts': "import { join } from 'node:path';",
  };
  expect(found(sources)).toEqual([]);
});

it.each([
  ['of two', "import { b } from './b.ts';", "import { a } from './a.ts';"],
  ['of types', "import type { B } from './b.ts';", "import type { A } from './a.ts';"],
  ['through a re-export', "export * from './b.ts';", "import { a } from './a.ts';"],
])('says a circle %s once', (_what, a, b) => {
  expect(found({ 'adapter/a.ts': a, 'adapter/b.ts': b })).toEqual([
    'adapter/b.ts:1: files that import each other: adapter/a.ts → adapter/b.ts → adapter/a.ts',
  ]);
});

it('says a circle over folders, with the files that lead round', () => {
  const sources = {
    'native/main.ts': "import { a } from './x/a.ts';",
    'native/x/a.ts': "import { b } from '../y/b.ts';",
    'native/y/b.ts': "\nimport { c } from './c.ts';",
    'native/y/c.ts': "import { n } from 'node:os';\nimport type { A } from '../x/a.ts';",
  };
  expect(found(sources)).toEqual([
    'native/y/c.ts:2: files that import each other: native/x/a.ts → native/y/b.ts → native/y/c.ts → native/x/a.ts',
  ]);
});

it('says a file that imports itself', () => {
  expect(found({ 'extension/a.ts': "import { a } from './a.ts';" })).toHaveLength(1);
});

it('leaves alone what stands beside the floors', () => {
  expect(found({ 'test/a.ts': "import './b.ts';", 'test/b.ts': "import './a.ts';" })).toEqual([]);
});
