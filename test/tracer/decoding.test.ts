/**
 * Calls as the log shows them, against the lines that programs expect of the calls they make: test/fixtures/decode_*.c,
 * each with `calls: …` in its first comment, the names it traces. Together they show every call of the table.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { expectDecoded, FIXTURES } from './support/decoded.ts';
import { fixture } from './support/session.ts';
import { dropShown, exceptions, notShown } from './support/shown.ts';

const sources = readdirSync(FIXTURES).filter((file) => /^decode_\w+\.c$/.test(file));
// 32-bit programs are left out where the compiler cannot make them; the build of the fixtures says so.
const names = sources.map((file) => basename(file, '.c')).filter((name) => existsSync(fixture(name)));
const lines: string[] = [];

test.each(names)('%s', (name) => {
  lines.push(...expectDecoded(name));
});

// Some calls are i386's alone.
test.skipIf(names.length < sources.length)(
  'every call is shown to succeed, to fail and to be given a bad pointer',
  () => {
    const missing = notShown(lines);
    if (process.env.TRAPLINE_UPDATE) dropShown(missing);
    // What the running kernel does not have, another may show.
    const known = [...exceptions()].filter(([what, why]) => missing.includes(what) || !why.startsWith('this kernel'));
    expect(missing).toEqual(known.map(([what]) => what));
  },
);
