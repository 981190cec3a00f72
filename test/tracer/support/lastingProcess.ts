/**
 * A process with a lasting tracer thread, which calls process.exit(5) while that is `idle` between two sessions, or `at
 * work` with a program that was launched and not started.
 */
import { startEngine } from '../../../adapter/engine/proxy.ts';
import { lastingThreads } from '../../../adapter/engine/thread.ts';
import { built } from './record.ts';
import { runThrough } from './runThrough.ts';

const take = lastingThreads();
await runThrough({ fixture: 'exit-group' }, take());
if (process.argv[2] === 'at work') {
  const program = built('exit-group');
  await startEngine(() => {}, take()).launch({
    program,
    argv: [program],
    cwd: '/',
    env: [],
    stdio: 'pipes',
    newProcessGroup: true,
    followForks: true,
    stopOnEntry: false,
    stopOnExit: false,
  });
}
process.exit(5);
