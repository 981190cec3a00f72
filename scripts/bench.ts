/**
 * `npm run bench [-- PART…]`: builds as shipped and prints times. Asserts nothing: a busy machine is not a defect.
 */
import { benchBesideStrace } from '../test/bench/besideStrace.ts';
import { benchInSession } from '../test/bench/inSession.ts';
import { benchStartup } from '../test/bench/startup.ts';
import { buildAll } from './build.ts';

const PARTS: Readonly<Record<string, () => void | Promise<void>>> = {
  startup: benchStartup,
  strace: () => benchBesideStrace(),
  session: benchInSession,
};

const asked = process.argv.slice(2);
const unknown = asked.find((part) => !(part in PARTS));
if (unknown !== undefined) {
  console.log(`There is no part ${unknown}. Parts: ${Object.keys(PARTS).join(', ')}`);
  process.exitCode = 1;
} else if (await buildAll(true)) {
  for (const [part, run] of Object.entries(PARTS)) if (asked.length === 0 || asked.includes(part)) await run();
} else process.exitCode = 1;
