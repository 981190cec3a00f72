/**
 * An engine in a process of its own, for tests that end that process: `launch PROGRAM [ARGS]` with this process's own
 * streams, or `attach PID`. Says `stopped TID` or `running` on stderr; `hold NAME` before stops at that call.
 */
import { startEngine } from '../../../adapter/engine/proxy.ts';

const words = process.argv.slice(2);
const hold = words[0] === 'hold' ? words.splice(0, 2)[1] : undefined;
const [how, target = '', ...args] = words;
const engine = startEngine((event) => {
  if (event.type === 'stopped') process.stderr.write(`stopped ${event.tid}\n`);
  if (event.type === 'terminated') process.exit();
});
await engine.setBreakpoints(hold ? [{ id: 1, name: hold }] : []);
if (how === 'attach') await engine.attach({ pid: Number(target), followForks: true });
else {
  await engine.launch({
    program: target,
    argv: [target, ...args],
    cwd: process.cwd(),
    env: Object.entries(process.env).map(([name, value]) => `${name}=${value}`),
    stdio: 'inherit',
    newProcessGroup: false,
    followForks: true,
    stopOnEntry: false,
    stopOnExit: false,
  });
  await engine.start();
}
process.stderr.write('running\n');
