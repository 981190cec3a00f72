/**
 * Runs the extension-host suite through @vscode/test-electron: in the desktop VS Code that TRAPLINE_VSCODE names (its
 * executable), else in code-server behind our `code` wrapper. `--report=FILE` receives the numbers.
 */
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..', '..');
const SUITE = join(ROOT, 'dist', 'test', 'host.cjs');
const WORKSPACE = join(ROOT, 'samples', 'hello-syscalls');

async function bundleSuite(): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['test/editor/host/index.ts'],
    outfile: SUITE,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

const report = process.argv.find((word) => word.startsWith('--report='))?.slice('--report='.length);
await bundleSuite();
try {
  await runTests({
    vscodeExecutablePath: process.env['TRAPLINE_VSCODE'] ?? join(import.meta.dirname, 'harness', 'code'),
    extensionDevelopmentPath: ROOT,
    extensionTestsPath: SUITE,
    launchArgs: [WORKSPACE, '--disable-extensions'],
    extensionTestsEnv: report === undefined ? {} : { TRAPLINE_HOST_REPORT: report },
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
