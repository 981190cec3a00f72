/**
 * Calls that break decoders, made by a program and traced: a line for each, no word of our own, JSON where it is asked for,
 * and nothing else than strace says but what test/fuzz/explained.ts gives a reason for. `npm run fuzz` goes on with more.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asJson, beside, callsOf, OPTION_SETS, workshop } from '../fuzz/main.ts';
import { built } from './support/record.ts';
import { straceVersion } from './support/straceBeside.ts';

let place: ReturnType<typeof workshop>;
beforeAll(() => {
  built('replays-calls');
  place = workshop();
});
afterAll(() => place.remove());

test('every call is one JSON object', async () => {
  expect(await asJson(callsOf(1, 500), place.folder)).toEqual([]);
});

/** strace 6.1 ends itself at a sigreturn with -X verbose: seeds without one. */
const SEEDS = [1, 2, 3, 4, 5, 6, 8];

describe.skipIf(straceVersion !== '6.1')('as strace has them', () => {
  test.each(
    OPTION_SETS.map((options, index) => ({
      options,
      seed: SEEDS[index] ?? index,
      title: options.join(' ') || 'plain',
    })),
  )('$title', async ({ options, seed }) => {
    const { unexplained, broken, calls } = await beside(callsOf(seed, 500), options, place.folder);
    expect({ broken, calls }).toEqual({ broken: [], calls: 500 });
    // A new constant makes other calls of a seed, and one in some thousands has no reason yet: `npm run fuzz` finds those.
    expect(unexplained.length, JSON.stringify(unexplained, undefined, 1)).toBeLessThan(5);
  });
});
