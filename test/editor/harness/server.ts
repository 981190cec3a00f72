/**
 * Starts code-server: VS Code's real server, web workbench and extension host. Used by `npm start`, by the tests in
 * the window and by the `code` wrapper. Knows no browser and nothing of Trapline's views.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const CODE_SERVER = join(ROOT, 'test/editor/node_modules/code-server/out/node/entry.js');

/** What a test wants of a fresh editor: nothing that opens, asks or updates by itself. */
const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.selectionHighlight': false,
  'window.menuBarVisibility': 'compact',
  'debug.toolBarLocation': 'floating',
  'debug.onTaskErrors': 'debugAnyway',
};

export interface ServerOptions {
  /** Settings, extensions and state live below it; a fresh folder by default. */
  readonly root?: string;
  readonly userDataDir?: string;
  readonly extensionsDir?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** 0: a free one. */
  readonly port?: number;
  /** Lets the address carry an extension under development, and shows no toasts. On by default, for tests. */
  readonly testDriver?: boolean;
}

export interface Server {
  readonly url: string;
  readonly authority: string;
  readonly child: ChildProcess;
  /** The last lines it printed. */
  readonly log: readonly string[];
  readonly root: string;
  readonly stop: () => Promise<void>;
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'trapline-editor-'));
}

/** Runs code-server's own command line (`--install-extension …`). */
export function codeServerArgs(args: readonly string[]): readonly [string, readonly string[]] {
  return [process.execPath, [CODE_SERVER, ...args]];
}

function writeSettings(userDataDir: string, settings: Readonly<Record<string, unknown>>): void {
  const file = join(userDataDir, 'User', 'settings.json');
  mkdirSync(join(userDataDir, 'User'), { recursive: true });
  let own: unknown = {};
  try {
    own = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // None yet.
  }
  writeFileSync(file, JSON.stringify({ ...QUIET_SETTINGS, ...(own as object), ...settings }, null, 2));
}

/** An editor around this one must not leak in: code-server would open its files there. */
function cleanEnvironment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_(?!TEST_)|ELECTRON_|CODE_SERVER|PASSWORD$|PORT$)/.test(name),
  );
  return { ...Object.fromEntries(inherited), EXTENSIONS_GALLERY: '{}', ...extra };
}

/** Starts it and resolves when it listens. Rejects with what it printed when it does not. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const root = options.root ?? temporaryFolder();
  const userDataDir = options.userDataDir ?? join(root, 'data');
  const extensionsDir = options.extensionsDir ?? join(root, 'extensions');
  mkdirSync(extensionsDir, { recursive: true });
  writeSettings(userDataDir, options.settings ?? {});
  const config = join(root, 'config.yaml');
  writeFileSync(config, '');
  const args = ['--config', config, '--bind-addr', `127.0.0.1:${options.port ?? 0}`, '--auth', 'none'];
  args.push('--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', '--disable-proxy');
  args.push('--disable-getting-started-override', '--ignore-last-opened');
  args.push('--user-data-dir', userDataDir, '--extensions-dir', extensionsDir);
  if (options.testDriver ?? true) args.push('--vscode-option', 'enable-smoke-test-driver');
  const [command, all] = codeServerArgs([...args, ...(options.args ?? [])]);
  const child = spawn(command, all, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: cleanEnvironment(options.env ?? {}),
    // A group of its own, so that its extension hosts can be ended with it.
    detached: true,
  });
  const log: string[] = [];
  const url = await listening(child, log);
  return { url, authority: new URL(url).host, child, log, root, stop: () => stop(child) };
}

function listening(child: ChildProcess, log: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const give = (why: string) => reject(new Error(`code-server ${why}\n${log.join('\n')}`));
    const timer = setTimeout(() => give('did not start within a minute'), 60_000);
    child.once('exit', (code) => give(`exited with ${code}`));
    child.once('error', (error) => give(`could not be started: ${error.message}`));
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        log.push(line);
        if (log.length > 1000) log.shift();
        if (process.env['TRAPLINE_VERBOSE']) process.stderr.write(`[code-server] ${line}\n`);
        const address = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
        if (address === undefined) return;
        clearTimeout(timer);
        resolve(address);
      });
    }
  });
}

async function stop(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-pid, name);
    } catch {
      // Gone already.
    }
  };
  signal('SIGTERM');
  const timer = setTimeout(() => signal('SIGKILL'), 5000);
  await gone;
  clearTimeout(timer);
}
