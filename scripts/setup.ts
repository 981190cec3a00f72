/**
 * `npm run setup [-- --editor]`: brings everything that building, running and testing need, and does nothing, fast,
 * when it is there. The npm packages are the bootstrap's work. With --editor also code-server, which is VS Code in a
 * browser: it is large, so it is installed only where it is used.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { provide } from './lib/debian.ts';
import { ROOT, run } from './lib/project.ts';

/** The editor's entry point under test/editor. */
export const CODE_SERVER = join(ROOT, 'test', 'editor', 'node_modules', 'code-server');

function installEditor(): boolean {
  // npm writes its hidden lock file last, when every install script has succeeded.
  if (existsSync(join(CODE_SERVER, '..', '.package-lock.json')) && existsSync(CODE_SERVER)) return true;
  console.log('Installing the editor for tests (code-server; builds native modules, some minutes) …');
  // Its postinstall looks at the user agent for node's version, and the outer npm may run under another node.
  const { npm_config_user_agent: _outer, ...env } = process.env;
  if (run('npm', ['install', '--prefix', 'test/editor'], { env }) === 0) return true;
  console.error('The editor could not be installed, see above. `npm run setup -- --editor` tries again.');
  return false;
}

/** Returns whether everything is there. */
export function setup(options: { readonly editor: boolean }): boolean {
  const system = provide(new Set(options.editor ? ['required', 'optional', 'editor'] : ['required', 'optional']));
  if (!system) return false;
  return !options.editor || installEditor();
}

if (import.meta.main) process.exitCode = setup({ editor: process.argv.includes('--editor') }) ? 0 : 1;
