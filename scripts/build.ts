/**
 * `npm run build [-- --production] [--watch]`: bundles the programs into dist/. All are ES modules, as package.json
 * says for every .js file: node, worker threads and VS Code (since 1.100) load them as such.
 */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build, context, type OutputFile, type Plugin } from 'esbuild';
import { ROOT } from './lib/project.ts';

const DIST = join(ROOT, 'dist');

/** Bundled CommonJS packages call require() for node's own modules; an ES module has none. */
const REQUIRE =
  "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);";

/** import.meta.url of what becomes CommonJS. */
const URL_OF_FILE = "const __url='file://'+encodeURI(__filename).replace(/[?#]/g,encodeURIComponent);";

interface Program {
  readonly from: string;
  /** Of the file in dist/, without its ending. */
  readonly name: string;
  /** What it imports once it has started what takes longest: a file of its own, for the sake of one function. */
  readonly rest?: { readonly from: string; readonly exports: string };
  readonly executable?: boolean;
}

const PROGRAMS: readonly Program[] = [
  { from: 'adapter/main.ts', name: 'adapter', rest: { from: 'dap/adapter', exports: 'serve' } },
  { from: 'adapter/engine/worker.ts', name: 'tracer', rest: { from: 'engine/tracerThread', exports: 'serveAll' } },
  {
    from: 'adapter/trace.ts',
    name: 'trace',
    rest: { from: 'cli/command', exports: 'command' },
    executable: true,
  },
  { from: 'extension/extension.ts', name: 'extension' },
];

const restName = ({ name, rest }: Program): string => `${name}-${rest?.from.split('/').at(-1)}`;

function common(production: boolean): BuildOptions {
  return {
    absWorkingDir: ROOT,
    outdir: DIST,
    bundle: true,
    platform: 'node',
    target: 'node20',
    // In the editor's process nothing but vscode itself may come from outside; the adapter brings koffi's binary.
    external: ['vscode', 'koffi'],
    sourcemap: production ? false : 'linked',
    minify: production,
    legalComments: 'none',
    logLevel: 'warning',
  };
}

function options(program: Program, production: boolean): BuildOptions {
  const banner = program.executable ? `#!/usr/bin/env node\n${REQUIRE}` : REQUIRE;
  return {
    ...common(production),
    entryPoints: { [program.name]: program.from },
    format: 'esm',
    banner: { js: banner },
    plugins: program.rest === undefined ? [] : [apart(program), lazily],
  };
}

/** The rest of a program is run by compiledCode.ts. */
function apart(program: Program): Plugin {
  const rest = new RegExp(`/${program.rest?.from.split('/').at(-1)}\\.ts$`);
  return {
    name: 'apart',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: rest }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${restName(program)}.cjs`, namespace: 'apart' } : undefined,
      );
      onLoad({ filter: /.*/, namespace: 'apart' }, ({ path }) => ({
        contents: `import { runCompiled } from './adapter/compiledCode.ts';
          export const { ${program.rest?.exports} } = runCompiled(new URL('${path}', import.meta.url).href);`,
        resolveDir: ROOT,
      }));
    },
  };
}

/** Modules that are loaded when something of them is first used. Most runs use nothing of re2js. Of node's own an import
 *  would ask for all that they have, of node:fs its streams and of node:util its parsers, and they take long. */
const LAZY = /^(node:\w+|re2js)$/;

const lazily: Plugin = {
  name: 'lazily',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: LAZY }, ({ path, namespace }) => {
      if (namespace !== 'lazy') return { path, namespace: 'lazy' };
      return path.startsWith('node:') ? { path, external: true } : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'lazy' }, async ({ path }) => {
      const names = Object.keys((await import(path)) as object).map((name) => JSON.stringify(name));
      // Inherited: each file that imports it would copy what is the module's own.
      const contents = `let loaded;
        const late = {};
        for (const name of [${names}])
          Object.defineProperty(late, name, { get: () => (loaded ??= require('${path}'))[name] });
        module.exports = Object.create(late);`;
      return { contents, resolveDir: ROOT };
    });
  },
};

/**
 * koffi's binary itself: what is around it looks for the right one, and has node load much for that. Where npm puts it
 * is known: beside this package's files, or beside the package where somebody depends on it. To ask node for it takes a
 * millisecond longer; node is asked where it is neither here nor there.
 */
const binary: Plugin = {
  name: 'binary',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^koffi$/ }, ({ namespace }) =>
      namespace === 'binary' ? { path: 'koffi', external: true } : { path: 'koffi', namespace: 'binary' },
    );
    onLoad({ filter: /.*/, namespace: 'binary' }, ({ path }) => ({
      contents: `const name = '@koromix/koffi-linux-' + process.arch + '/linux_' + process.arch + '/koffi.node';
        const folder = __filename.slice(0, __filename.lastIndexOf('/'));
        const load = (modules) => {
          try {
            process.dlopen(module, folder + modules + name);
            return true;
          } catch { return false; }
        };
        if (!load('/../node_modules/') && !load('/../../')) {
          try { module.exports = require(name); } catch { module.exports = require('${path}'); }
        }`,
    }));
  },
};

/** One function, as compiledCode.ts runs it. */
function restOptions(program: Program, production: boolean): BuildOptions {
  return {
    ...common(production),
    // Comments go, and with them all letters beyond ASCII: compiledCode.ts reads one byte a letter.
    minifyWhitespace: true,
    entryPoints: { [restName(program)]: `adapter/${program.rest?.from}.ts` },
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    banner: { js: `(function(exports,require,module,__filename){${URL_OF_FILE}` },
    footer: { js: '})' },
    define: { 'import.meta.url': '__url' },
    write: false,
    plugins: [lazily, binary, hashed],
  };
}

const hashed: Plugin = {
  name: 'hashed',
  setup: ({ onEnd }) => onEnd(({ outputFiles = [] }) => outputFiles.forEach(writeHashed)),
};

/** With the hash of what it says at its end: compiled code is kept by it. */
function writeHashed({ path, contents }: OutputFile): void {
  const hash = createHash('sha1').update(contents).digest('hex');
  // In one step: a command that starts meanwhile would find half a program, or an empty one that does nothing.
  const next = `${path}.next`;
  writeFileSync(next, path.endsWith('.map') ? contents : Buffer.concat([contents, Buffer.from(`\n//${hash}`)]));
  renameSync(next, path);
}

const builds = (program: Program, production: boolean): BuildOptions[] => [
  options(program, production),
  ...(program.rest === undefined ? [] : [restOptions(program, production)]),
];

/** The Syscalls tree's data, from the kernel floor's tables. */
async function writeCatalog(): Promise<void> {
  const from = join(ROOT, 'scripts', 'catalog.ts');
  if (!existsSync(from)) return;
  const { buildCatalog } = (await import(from)) as { buildCatalog: () => unknown };
  writeFileSync(join(DIST, 'catalog.json'), JSON.stringify(buildCatalog()));
}

/** What an earlier build has left under other names would go into the package. */
function removeOld(programs: readonly Program[], production: boolean): void {
  const names = programs.flatMap((program) => [
    `${program.name}.js`,
    ...(program.rest ? [`${restName(program)}.cjs`] : []),
  ]);
  const made = new Set([...names, ...(production ? [] : names.map((name) => `${name}.map`))]);
  for (const name of readdirSync(DIST)) {
    if (/\.(c?js|map)$/.test(name) && !made.has(name)) rmSync(join(DIST, name));
  }
}

/** Builds everything once. Errors are printed by esbuild; returns whether all went well. */
export async function buildAll(production = false): Promise<boolean> {
  mkdirSync(DIST, { recursive: true });
  const programs = PROGRAMS.filter((program) => existsSync(join(ROOT, program.from)));
  for (const missing of PROGRAMS.filter((program) => !programs.includes(program))) {
    console.log(`${missing.from} is not there: no dist/${missing.name}.js`);
  }
  const results = await Promise.allSettled(
    programs.flatMap((program) => builds(program, production)).map((each) => build(each)),
  );
  for (const program of programs.filter((each) => each.executable)) {
    if (existsSync(join(DIST, `${program.name}.js`))) chmodSync(join(DIST, `${program.name}.js`), 0o755);
  }
  removeOld(programs, production);
  await writeCatalog();
  return results.every((result) => result.status === 'fulfilled');
}

/** Builds and goes on building at each change until the process is ended. */
async function watch(): Promise<void> {
  await buildAll();
  for (const program of PROGRAMS.filter((each) => existsSync(join(ROOT, each.from)))) {
    for (const each of builds(program, false)) await (await context(each)).watch();
  }
  console.log('watching');
}

if (import.meta.main) {
  if (process.argv.includes('--watch')) await watch();
  else process.exitCode = (await buildAll(process.argv.includes('--production'))) ? 0 : 1;
}
