/**
 * `npm run beside -- [PROGRAM …]`: real programs under strace and under ours, with the lines that differ. Those that
 * test/beside/explained.ts covers are counted under its reasons; any other ends the run with status 1.
 * `--install` fetches missing programs by Debian's package names; what is not there is skipped with a note.
 */
import { runBeside } from '../test/beside/main.ts';
import { buildAll } from './build.ts';

process.exitCode = (await buildAll()) && (await runBeside(process.argv.slice(2))) ? 0 : 1;
