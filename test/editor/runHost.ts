/**
 * Runs the extension-host suite through @vscode/test-electron: in the desktop VS Code that TRAPLINE_VSCODE names (its
 * executable), else in code-server behind our `code` wrapper. `--report=FILE` receives the numbers; `--build-only` bundles the
 * suite for a debugger and runs nothing.
 */
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { copySample } from './harness/sample.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SUITE = join(ROOT, 'dist', 'test', 'host.cjs');

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
if (process.argv.includes('--build-only')) process.exit(0);
const sample = copySample();
try {
  await runTests({
    vscodeExecutablePath: process.env['TRAPLINE_VSCODE'] ?? join(import.meta.dirname, 'harness', 'code'),
    extensionDevelopmentPath: ROOT,
    extensionTestsPath: SUITE,
    launchArgs: [sample.folder, '--disable-extensions'],
    extensionTestsEnv: report === undefined ? {} : { TRAPLINE_HOST_REPORT: report },
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  sample.remove();
}
