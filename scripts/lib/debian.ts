/**
 * What Trapline needs from the system, and installing it where Debian's apt can be used. Each need has a probe that
 * also works on other distributions; package names are Debian's. Knows nothing of npm.
 */
import { existsSync, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { output, run } from './project.ts';

export interface Need {
  /** What it is for, as the end of “needed for …”. */
  readonly purpose: string;
  readonly packages: readonly string[];
  readonly present: () => boolean;
  /**
   * `build`: always. `tests`: to run the tests; without it something works less well. `editor`: for code-server.
   * `browser`: for the tests in it. `optional`: some tests are skipped without it.
   */
  readonly kind: 'build' | 'tests' | 'editor' | 'browser' | 'optional';
}

/** Whether a command is on PATH. */
export function onPath(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));
}

const header = (path: string) => existsSync(join('/usr/include', path));
const library = (name: string) => globSync(`/{usr/lib,lib,usr/lib64,lib64}/{*-linux-gnu/,}${name}`).length > 0;

/** The browser that drives code-server; TRAPLINE_CHROMIUM names another one. */
export function chromiumPath(): string | undefined {
  const named = process.env['TRAPLINE_CHROMIUM'];
  return [named, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (path) => path !== undefined && existsSync(path),
  );
}

export const NEEDS: readonly Need[] = [
  {
    purpose: 'the sample programs and test fixtures',
    packages: ['gcc', 'libc6-dev', 'make'],
    present: () => onPath('gcc') && onPath('make') && header('stdio.h'),
    kind: 'build',
  },
  {
    purpose: 'symbols and source lines in stacks',
    packages: ['libdw1'],
    present: () => library('libdw.so.1'),
    kind: 'tests',
  },
  {
    purpose: 'building the editor (code-server)',
    packages: ['python3', 'g++', 'libkrb5-dev', 'libsecret-1-dev', 'libx11-dev', 'libxkbfile-dev', 'pkg-config'],
    present: () =>
      onPath('python3') &&
      onPath('g++') &&
      onPath('pkg-config') &&
      header('krb5.h') &&
      header('libsecret-1/libsecret/secret.h') &&
      header('X11/Xlib.h') &&
      header('X11/extensions/XKBfile.h'),
    kind: 'editor',
  },
  {
    purpose: 'the tests in the editor',
    packages: ['chromium'],
    present: () => chromiumPath() !== undefined,
    kind: 'browser',
  },
  {
    purpose: '32-bit fixtures',
    packages: ['gcc-multilib'],
    present: () => globSync('/usr/lib/gcc/x86_64-linux-gnu/*/32/libgcc.a').length > 0,
    kind: 'optional',
  },
  {
    purpose: 'comparing with other tracers in test/bench',
    packages: ['strace', 'gdb'],
    present: () => onPath('strace') && onPath('gdb'),
    kind: 'optional',
  },
];

/** How to become root without a question: nothing when we are, sudo when it asks nothing, undefined otherwise. */
function asRoot(): readonly string[] | undefined {
  if (process.getuid?.() === 0) return [];
  return onPath('sudo') && output('sudo', ['-n', 'true']) !== undefined ? ['sudo', '-n'] : undefined;
}

function apt(prefix: readonly string[], args: readonly string[]): boolean {
  const [command = 'apt-get', ...rest] = [...prefix, 'apt-get', ...args];
  return run(command, rest, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }) === 0;
}

/** Installs packages; where that fails, once more with fresh lists. */
function installer(root: readonly string[]): (packages: readonly string[]) => void {
  let fresh = false;
  return (packages) => {
    if (packages.length === 0) return;
    const install = () => apt(root, ['install', '-y', '-q', '--no-install-recommends', ...packages]);
    if (install() || fresh) return;
    fresh = true;
    if (apt(root, ['update', '-q'])) install();
  };
}

/**
 * Installs what is missing of these kinds, or says in one line what to install; of the kinds in `soft` it only says
 * what there will not be. Returns whether everything that is not soft is there.
 */
export function provide(kinds: readonly Need['kind'][], soft: readonly Need['kind'][]): boolean {
  const isSoft = (need: Need) => soft.includes(need.kind);
  const missing = NEEDS.filter((need) => (kinds.includes(need.kind) || isSoft(need)) && !need.present());
  if (missing.length === 0) return true;
  const root = onPath('apt-get') ? asRoot() : undefined;
  if (root) {
    const install = installer(root);
    install(missing.filter((need) => !isSoft(need)).flatMap((need) => need.packages));
    // One by one and allowed to fail: some are not there for every architecture.
    for (const need of missing.filter(isSoft)) install(need.packages);
  }
  const left = missing.filter((need) => !need.present());
  for (const need of left.filter(isSoft)) {
    console.log(`Without ${need.packages.join(', ')}: no ${need.purpose}.`);
  }
  const blocking = left.filter((need) => !isSoft(need));
  if (blocking.length === 0) return true;
  const purposes = blocking.map((need) => need.purpose).join(', ');
  console.error(`Missing for ${purposes}: sudo apt-get install ${blocking.flatMap((need) => need.packages).join(' ')}`);
  return false;
}
