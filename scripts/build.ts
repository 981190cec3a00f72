/**
 * `npm run build [-- --production] [--watch]`: bundles the programs into dist/. All are ES modules, as package.json
 * says for every .js file: node, worker threads and VS Code (since 1.100) load them as such.
 */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build, context } from 'esbuild';
import { ROOT } from './lib/project.ts';

const DIST = join(ROOT, 'dist');

/** Bundled CommonJS packages call require() for node's own modules; an ES module has none. */
const REQUIRE =
  "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);";

interface Program {
  readonly from: string;
  /** Of the file in dist/, without its ending. */
  readonly name: string;
  readonly executable?: boolean;
}

const PROGRAMS: readonly Program[] = [
  { from: 'adapter/main.ts', name: 'adapter' },
  { from: 'adapter/engine/worker.ts', name: 'tracer' },
  { from: 'adapter/trace.ts', name: 'trace', executable: true },
  { from: 'extension/extension.ts', name: 'extension' },
];

function options(program: Program, production: boolean): BuildOptions {
  return {
    absWorkingDir: ROOT,
    entryPoints: { [program.name]: program.from },
    outdir: DIST,
    bundle: true,
    // What a program imports later is a file of its own, so that it can start something else first.
    splitting: true,
    chunkNames: `${program.name}-[name]`,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // In the editor's process nothing but vscode itself may come from outside; the adapter brings koffi's binary.
    external: ['vscode', 'koffi'],
    banner: { js: program.executable ? `#!/usr/bin/env node\n${REQUIRE}` : REQUIRE },
    sourcemap: production ? false : 'linked',
    minify: production,
    logLevel: 'warning',
  };
}

/** The Syscalls tree's data, from the kernel floor's tables. */
async function writeCatalog(): Promise<void> {
  const from = join(ROOT, 'scripts', 'catalog.ts');
  if (!existsSync(from)) return;
  const { buildCatalog } = (await import(from)) as { buildCatalog: () => unknown };
  writeFileSync(join(DIST, 'catalog.json'), JSON.stringify(buildCatalog()));
}

/** Builds everything once. Errors are printed by esbuild; returns whether all went well. */
export async function buildAll(production = false): Promise<boolean> {
  mkdirSync(DIST, { recursive: true });
  const programs = PROGRAMS.filter((program) => existsSync(join(ROOT, program.from)));
  for (const missing of PROGRAMS.filter((program) => !programs.includes(program))) {
    console.log(`${missing.from} is not there: no dist/${missing.name}.js`);
  }
  const results = await Promise.allSettled(programs.map((program) => build(options(program, production))));
  for (const program of programs.filter((each) => each.executable)) {
    if (existsSync(join(DIST, `${program.name}.js`))) chmodSync(join(DIST, `${program.name}.js`), 0o755);
  }
  await writeCatalog();
  return results.every((result) => result.status === 'fulfilled');
}

/** Builds and goes on building at each change until the process is ended. */
async function watch(): Promise<void> {
  await buildAll();
  for (const program of PROGRAMS.filter((each) => existsSync(join(ROOT, each.from)))) {
    await (await context(options(program, false))).watch();
  }
  console.log('watching');
}

if (import.meta.main) {
  if (process.argv.includes('--watch')) await watch();
  else process.exitCode = (await buildAll(process.argv.includes('--production'))) ? 0 : 1;
}
