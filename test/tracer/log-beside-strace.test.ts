/**
 * Whole logs beside strace's, line by line and process by process: programs of test/fixtures that fork, execute, get
 * signals and die in every order, and a few ordinary ones. `npm run beside` does the same with many more.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { besides, judged } from '../beside/main.ts';
import { PROGRAMS, type Program } from '../beside/programs.ts';
import { missing, workshop } from '../beside/run.ts';
import { built } from './support/record.ts';
import { straceVersion } from './support/straceBeside.ts';

let place: ReturnType<typeof workshop>;
beforeAll(() => {
  place = workshop();
});
afterAll(() => place.remove());

async function differences(program: Program, options: readonly string[]) {
  const compared = await besides(program, options, place.folder);
  expect(compared.lines).toBeGreaterThan(20);
  return judged(compared, program.steady).unexplained;
}

const fixture = (name: string): Program => ({
  name,
  needs: [],
  packages: [],
  steady: false,
  words: () => [built(name)],
});

const FIXTURES = [
  'clones',
  'dies',
  'exec-thread',
  'exit-group',
  'forks-many',
  'group-stop',
  'privileges',
  'signals',
  'sleeps-once',
  'threads',
  'vfork-exec',
  'zombie-leader',
  'traces-itself',
];

const CHEAP = ['ls', 'cp', 'sh', 'python', 'gcc'];

describe.skipIf(straceVersion !== '6.1')('as strace writes them', () => {
  test.each(FIXTURES)('%s', async (name) => expect(await differences(fixture(name), ['-f'])).toEqual([]), 60_000);

  test.each(PROGRAMS.filter((program) => CHEAP.includes(program.name) && !missing(program)))(
    '$name',
    async (program) => {
      expect(await differences(program, ['-f', '-yy', '-v', '-s', '200'])).toEqual([]);
    },
    120_000,
  );
});
