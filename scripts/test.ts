/**
 * `npm test`: everything, in the order in which a failure is cheapest to find. `npm test -- PART …` runs only those
 * parts. The last line is the sum; the exit status is non-zero when anything failed.
 */
import { buildAll } from './build.ts';
import { buildFixtures } from './fixtures.ts';
import { type Count, check, extensionHost, types, vitest } from './lib/parts.ts';
import { failureText } from './lib/report.ts';
import { biome, reportOwnRules } from './lint.ts';
import { setup } from './setup.ts';

interface Part {
  readonly name: string;
  readonly run: () => Count | Promise<Count>;
}

/** `npm test -- check`: the everyday loop. */
const EVERYDAY = ['types', 'lint', 'floors', 'unit'];

/** Parts that need nothing of the system but node. */
const WITHOUT_SETUP = new Set(['build', ...EVERYDAY]);

const PARTS: readonly Part[] = [
  { name: 'setup', run: () => check(setup({ editor: wants('host') || wants('window'), tests: true })) },
  { name: 'build', run: async () => check(await buildAll()) },
  { name: 'types', run: types },
  { name: 'lint', run: () => check(biome()) },
  { name: 'floors', run: () => check(reportOwnRules()) },
  { name: 'unit', run: () => vitest('unit') },
  { name: 'fixtures', run: () => check(buildFixtures().length === 0) },
  { name: 'tracer', run: () => vitest('tracer') },
  { name: 'dap', run: () => vitest('dap') },
  { name: 'host', run: extensionHost },
  { name: 'window', run: () => vitest('window') },
];

const asked = process.argv.slice(2).flatMap((name) => (name === 'check' ? EVERYDAY : [name]));

function wants(name: string): boolean {
  return asked.length === 0 || asked.includes(name);
}

async function main(): Promise<void> {
  const unknown = asked.filter((name) => !PARTS.some((part) => part.name === name));
  if (unknown.length > 0) {
    console.error(`No such part: ${unknown.join(', ')}. Parts: ${PARTS.map((part) => part.name).join(', ')}, check.`);
    process.exitCode = 2;
    return;
  }
  const results: { name: string; count: Count; seconds: number; note?: string }[] = [];
  let ready = true;
  for (const part of PARTS.filter((each) => wants(each.name))) {
    if (!ready && !WITHOUT_SETUP.has(part.name)) {
      // Its failures would hide the one line that says what is missing.
      results.push({ name: part.name, count: check(false), seconds: 0, note: 'not run: setup says what is missing' });
      continue;
    }
    console.log(`\n── ${part.name}`);
    const from = performance.now();
    let count: Count;
    try {
      count = await part.run();
    } catch (error) {
      console.error(error);
      count = check(false);
    }
    if (part.name === 'setup') ready = count.failed === 0;
    results.push({ name: part.name, count, seconds: (performance.now() - from) / 1000 });
  }
  // Named again at the end: whoever keeps only the last lines of a long run must still see what failed.
  for (const { name, count } of results) {
    for (const failure of count.failures ?? []) console.log(`\n✗ ${name}: ${failureText(failure, 12)}`);
  }
  console.log('');
  for (const { name, count, seconds, note } of results) {
    const mark = count.failed === 0 ? '✓' : '✗';
    const failed = count.failed === 0 ? '' : `, ${count.failed} failed`;
    const text = note ?? `${count.passed} passed${failed}`;
    console.log(`${mark} ${name.padEnd(9)} ${seconds.toFixed(1).padStart(6)} s  ${text}`);
  }
  const sum = (key: 'passed' | 'failed') => results.reduce((total, { count }) => total + count[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}

await main();
