/**
 * `npm run fuzz -- [SEED] [ROUNDS] [NAME,…]`: calls of every number with arguments, memory and results that break decoders,
 * a thousand a round, under strace and under ours, with the lines that differ. Those that test/fuzz/explained.ts covers
 * are counted under its rows; any other, a lost line, or a line that is no JSON ends the run with status 1.
 */
import { runFuzz } from '../test/fuzz/main.ts';
import { buildAll } from './build.ts';
import { buildFixtures } from './fixtures.ts';

const isReady = (await buildAll()) && buildFixtures(['replays-calls']).length === 0;
process.exitCode = isReady && (await runFuzz(process.argv.slice(2))) ? 0 : 1;
