/**
 * `npm start [-- --port N] [--folder PATH]`: sets up, builds, and opens an editor on the sample programs, ready for
 * F5. Desktop VS Code where `code` is on PATH, else code-server, whose address it prints and which runs until Ctrl-C.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, symlinkSync, unlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer } from '../test/editor/harness/server.ts';
import { buildAll } from './build.ts';
import { onPath } from './lib/debian.ts';
import { ROOT, run } from './lib/project.ts';
import { setup } from './setup.ts';

const SAMPLE = join(ROOT, 'samples', 'hello-syscalls');

const { values } = parseArgs({
  options: { port: { type: 'string' }, folder: { type: 'string' }, browser: { type: 'boolean', default: false } },
});

/** Desktop VS Code's command, unless it is itself a remote one or the browser was asked for. */
function desktop(): boolean {
  return !values.browser && onPath('code') && Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

/** The wanted port if it is free, else any. */
function freePort(wanted: number): Promise<number> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(0));
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => done(wanted)));
  });
}

/** The extension among code-server's own, as a link to this checkout: a reload of the window takes a new build. */
function linkExtension(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const link = join(folder, 'trapline');
  if (lstatSync(link, { throwIfNoEntry: false })) unlinkSync(link);
  symlinkSync(ROOT, link);
}

async function browser(folder: string): Promise<void> {
  const root = join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'trapline-editor');
  const extensionsDir = join(root, 'extensions');
  linkExtension(extensionsDir);
  const port = values.port === undefined ? await freePort(8123) : Number(values.port);
  const server = await startServer({ root, extensionsDir, port, testDriver: false });
  console.log(`\nTrapline is ready. Open ${server.url}/?folder=${encodeURIComponent(folder)}`);
  console.log('Choose Run and Debug (Ctrl+Shift+D), tick a system call in Syscalls, press F5. Ctrl-C here ends it.');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void server.stop());
  await new Promise((done) => server.child.once('exit', done));
}

async function main(): Promise<number> {
  const folder = values.folder === undefined ? SAMPLE : resolve(values.folder);
  if (!existsSync(folder)) {
    console.error(`${folder} does not exist; --folder wants a folder with programs to debug.`);
    return 1;
  }
  if (!setup({ editor: !desktop(), tests: false }) || !(await buildAll())) return 1;
  if (existsSync(join(folder, 'Makefile')) && run('make', ['--silent', '-C', folder]) !== 0) return 1;
  if (!desktop()) {
    await browser(folder);
    return 0;
  }
  console.log('Opening Visual Studio Code. Tick a system call in Run and Debug → Syscalls, press F5.');
  return (
    spawnSync('code', ['--new-window', `--extensionDevelopmentPath=${ROOT}`, folder], { stdio: 'inherit' }).status ?? 1
  );
}

process.exitCode = await main();
