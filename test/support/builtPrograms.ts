/**
 * Set-up of the suites that start our programs: they and the fixtures are built from the sources as these are now, and
 * keep their compiled code in a folder of this run, so that a run neither finds what others left nor leaves anything in
 * the user's.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll } from '../../scripts/build.ts';
import { buildFixtures } from '../../scripts/fixtures.ts';

let folder: string | undefined;

/** Called by vitest before a project's first test file. */
export async function setup(): Promise<void> {
  if (!(await buildAll())) throw new Error('the programs under test do not build');
  // One that fails is told by the test that needs it.
  buildFixtures();
  folder = mkdtempSync(join(tmpdir(), 'trapline-test-cache-'));
  process.env['XDG_CACHE_HOME'] = folder;
  // Tracer threads start from source in tests: with this node reads it once.
  process.env['NODE_COMPILE_CACHE'] = join(folder, 'node');
}

/** Called by vitest after its last one. */
export function teardown(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
