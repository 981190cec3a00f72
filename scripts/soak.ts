/**
 * `npm run soak -- MINUTES`: mixed fixtures under the engine for a long time. The work and its rules are in
 * test/tracer/soak. It runs in a process of its own, whose end is always said: by its own lines or, when something ended
 * it, by the last one here.
 *
 * V8's young generation is kept small there. Left to itself (node 24) it doubles from 1 to 128 MiB as long as the main
 * thread works, because a little survives each of its collections, and shrinks to 4 when it works less: the process stood
 * at 173, 189, 218 and 260 MiB after a quarter, one, two and four minutes, at 165 after five, and a leak would not show.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from './lib/project.ts';

const YOUNG = '--max-semi-space-size=4';
const soak = spawn(process.execPath, [YOUNG, join(ROOT, 'test/tracer/soak/soak.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => soak.kill(signal));
// Ctrl-C reaches both.
process.on('SIGINT', () => undefined);
const [code, signal] = await once(soak, 'exit');
console.log(signal ? `soak: ended by ${signal}` : `soak: ended with ${code}`);
process.exitCode = code ?? 1;
