/**
 * Calls as the log shows them, against the lines that programs expect of the calls they make: test/fixtures/decode_*.c,
 * each with `calls: …` in its first comment, the names it traces. Together they show every call of the table and every
 * structure that a call points to.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { expectDecoded, FIXTURES } from './support/decoded.ts';
import { fixture } from './support/session.ts';
import { dropShown, exceptions, notShown } from './support/shown.ts';
import { messagesNotShown, structuresNotShown } from './support/structuresShown.ts';

const sources = readdirSync(FIXTURES).filter((file) => /^decode_\w+\.c$/.test(file));
// 32-bit programs are left out where the compiler cannot make them; the build of the fixtures says so.
const names = sources.map((file) => basename(file, '.c')).filter((name) => existsSync(fixture(name)));
const lines = new Map<string, readonly string[]>();

test.each(names)('%s', (name) => {
  lines.set(name, expectDecoded(name));
});

/** A list of what cannot be shown has what is missing, and nothing else. */
function expectKnown(file: string, missing: readonly string[]): void {
  if (process.env.TRAPLINE_UPDATE) dropShown(file, missing);
  // What the running kernel does not have, another may show.
  const known = [...exceptions(file)].filter(([what, why]) => missing.includes(what) || !why.startsWith('this kernel'));
  expect(missing.toSorted()).toEqual(known.map(([what]) => what).toSorted());
}

// Some calls are i386's alone.
test.skipIf(names.length < sources.length)(
  'every call is shown to succeed, to fail and to be given a bad pointer',
  () => {
    expectKnown('not-shown.txt', notShown([...lines.values()].flat()));
  },
);

test('so is everything that a call of x86_64 points to', () => {
  const own = [...lines].filter(([name]) => !/^decode_(i386|x32)/.test(name));
  const shown = own.flatMap(([, ofOne]) => ofOne);
  expectKnown('structures-not-shown.txt', [...structuresNotShown(shown), ...messagesNotShown(shown)]);
});
