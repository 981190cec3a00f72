/**
 * `npm run setup [-- --editor]`: brings everything that building, running and testing need, and does nothing, fast,
 * when it is there. The npm packages are the bootstrap's work. With --editor also code-server, which is VS Code in a
 * browser: it is large, so it is installed only where it is used.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Need, provide } from './lib/debian.ts';
import { ROOT, run } from './lib/project.ts';

/** Its own package, apart from the root's. */
const EDITOR = join(ROOT, 'test', 'editor');

/** The version of code-server in a lock file of npm's. */
function lockedEditor(file: string): string | undefined {
  try {
    const { packages } = JSON.parse(readFileSync(join(EDITOR, file), 'utf8')) as {
      packages: Record<string, { version?: string }>;
    };
    return packages['node_modules/code-server']?.version;
  } catch {
    return undefined;
  }
}

function installEditor(): boolean {
  // npm writes its hidden lock file last, when every install script has succeeded.
  const installed = lockedEditor('node_modules/.package-lock.json');
  if (installed !== undefined && installed === lockedEditor('package-lock.json')) return true;
  console.log('Installing an editor, code-server: VS Code in a browser. It builds native modules: some minutes …');
  // Its postinstall looks at the user agent for node's version, and the outer npm may run under another node.
  const { npm_config_user_agent: _outer, ...env } = process.env;
  if (run('npm', ['install', '--prefix', 'test/editor'], { env }) === 0) return true;
  console.error('The editor could not be installed, see above. `npm run setup -- --editor` tries again.');
  return false;
}

export interface Setup {
  /** code-server is wanted. */
  readonly editor: boolean;
  /** The tests are to run: what they need is not optional. */
  readonly tests: boolean;
}

/** Returns whether everything is there. */
export function setup({ editor, tests }: Setup): boolean {
  const wanted: Need['kind'][] = ['build'];
  if (tests) wanted.push('tests');
  if (editor) wanted.push('editor');
  if (editor && tests) wanted.push('browser');
  if (!provide(wanted, tests ? ['optional'] : ['tests'])) return false;
  return !editor || installEditor();
}

if (import.meta.main) process.exitCode = setup({ editor: process.argv.includes('--editor'), tests: true }) ? 0 : 1;
