/**
 * An engine in a process of its own, for tests that end that process: `launch PROGRAM [ARGS]` with this process's own
 * streams, or `attach PID`. Says `stopped TID` or `running` on stderr; `hold NAME` before stops at that call, and
 * `instruction NAME` or `out NAME` steps from there and says `stepped TID`.
 */
import { startEngine } from '../../../adapter/engine/proxy.ts';

const words = process.argv.slice(2);
const [mode, hold] = /^(hold|instruction|out)$/.test(words[0] ?? '') ? words.splice(0, 2) : [];
const [how, target = '', ...args] = words;
let stepping = false;
const engine = startEngine((event) => {
  if (event.type === 'stopped') {
    const stepped = event.reason === 'step';
    process.stderr.write(`${stepped ? 'stepped' : 'stopped'} ${event.tid}\n`);
    // One thread only: one that is killed between an instruction and its trap cannot be saved.
    if (stepping || (mode !== 'instruction' && mode !== 'out')) return;
    stepping = true;
    void engine.resume(event.tid, mode);
  }
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
