import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OPTIONS } from '../../../adapter/cli/table.ts';
import { ROOT } from '../../../scripts/lib/project.ts';
import { manualPage } from '../../../scripts/manpage.ts';

const page = readFileSync(join(ROOT, 'docs', 'trapline.1'), 'utf8');

test('the page in docs/ is the one that the options make', () => {
  expect(page).toBe(manualPage());
});

test('every option of the parser has its heading', () => {
  const headings = page.split('\n').filter((_, index, lines) => lines[index - 1] === '.TP');
  for (const { short, long } of OPTIONS) {
    if (short)
      expect(
        headings.some((line) => line.includes(`\\fB\\-${short}\\fR`)),
        short,
      ).toBe(true);
    const escaped = long?.replace(/-/g, '\\-');
    if (escaped)
      expect(
        headings.some((line) => line.includes(`\\fB\\-\\-${escaped}\\fR`)),
        long,
      ).toBe(true);
  }
});
