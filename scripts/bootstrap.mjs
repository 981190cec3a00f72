/**
 * The first step of every npm script: makes sure that the npm packages are there (node 24 is one of them), then runs
 * scripts/NAME.ts under that node. Plain JavaScript on purpose: it must start under the system's node 20 and in a
 * fresh clone, so it must not import anything that is not part of node.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');

/** Path and version of each package of a lock file; undefined when there is none. */
function lockedVersions(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Whether node_modules holds what package-lock.json asks for. Optional packages may be those of other systems. */
function packagesComplete() {
  const wanted = lockedVersions(join(root, 'package-lock.json'));
  const installed = lockedVersions(join(root, 'node_modules', '.package-lock.json'));
  if (!installed || !existsSync(join(bin, 'node'))) return false;
  return Object.entries(wanted ?? {}).every(
    ([path, entry]) => path === '' || entry.optional === true || installed[path]?.version === entry.version,
  );
}

const [name, ...rest] = process.argv.slice(2);
if (process.platform !== 'linux') {
  console.error('Trapline runs on Linux only: it is built on ptrace. Use a Linux machine, a container or WSL 2.');
  process.exit(1);
}
if (!packagesComplete()) {
  console.log('Installing the npm packages …');
  // Its warnings are about the node that npm runs under, and the packages run under their own.
  const install = spawnSync('npm', ['install', '--loglevel=error'], { cwd: root, stdio: 'inherit' });
  if (install.status !== 0) {
    console.error('`npm install` failed, see above. Once it works by itself, run this again.');
    process.exit(install.status ?? 1);
  }
}

const child = spawn(join(bin, 'node'), [join(root, 'scripts', `${name}.ts`), ...rest], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
});
// Ctrl-C reaches the child by itself (same foreground process group); a signal sent to this process does not.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
