/** `npm run bench`: builds as shipped and prints times. Asserts nothing: a busy machine is not a defect. */
import { benchStartup } from '../test/bench/startup.ts';
import { buildAll } from './build.ts';

if (await buildAll(true)) await benchStartup();
else process.exitCode = 1;
