/**
 * The engine's compiled form of our programs, kept from one start to the next. Node's own cache keeps what is compiled when
 * a file is loaded; this keeps what was compiled when it had run: without it the command line works 64 ms at a start, not 39.
 * In the user's own cache folder and nowhere that somebody else can write to, because what is found there is run. Must
 * stay small: it is loaded before everything else.
 */
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const OTHERS_WRITE = 0o022;

/** Where it is kept; undefined when there is no such place, or when the programs run from source. */
export function compiledCodeFolder(env = process.env, url = import.meta.url): string | undefined {
  if (url.endsWith('.ts')) return undefined;
  const { XDG_CACHE_HOME: cache = '', HOME: home = '' } = env;
  const base = isAbsolute(cache) ? cache : isAbsolute(home) ? join(home, '.cache') : undefined;
  if (base === undefined) return undefined;
  const folder = join(base, 'trapline');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(folder);
    return uid === process.geteuid?.() && (mode & OTHERS_WRITE) === 0 ? folder : undefined;
  } catch {
    return undefined;
  }
}

let kept: string | undefined;

/** Uses and keeps compiled code on this thread from now on. */
export function keepCompiledCode(folder: string | undefined): void {
  kept = folder;
}

/** Hexadecimal digits of the hash that scripts/build.ts puts at the end of a file. */
const HASH = 40;
/** In front of the compiled code: at how many starts it was there, and the milliseconds that the run had worked. */
const HEAD = 8;
const WORKED = 4;
const KEPT_MS = 30 * 24 * 3600 * 1000;

/**
 * Runs a file that holds one function, which is given what a CommonJS module is given: what it exports. What one run has
 * not compiled another may: the code is taken again when it was there at 2, 4, 8 … starts, and of runs that were longer.
 */
export function runCompiled(url: string): unknown {
  const filename = fileURLToPath(url);
  const source = readFileSync(filename, 'latin1');
  const file = kept && join(kept, `${basename(filename)}-${source.slice(-HASH)}-${process.version}-${process.arch}`);
  const found = file === undefined ? undefined : counted(file);
  const script = new Script(source, { filename, ...(found && { cachedData: found.subarray(HEAD) }) });
  const starts = found && !script.cachedDataRejected ? found.readUInt32LE() : 1;
  if (file !== undefined) {
    process.once('exit', () => {
      const worked = Math.round(process.cpuUsage().user / 1000);
      const before = starts === 1 ? 0 : (found?.readUInt32LE(WORKED) ?? 0);
      if (worked < 2 * before && (starts & (starts - 1)) !== 0) return;
      const code = script.createCachedData();
      // In a long run the engine forgets what has not been used for a while.
      const smaller = starts > 1 && found !== undefined && code.length < found.length - HEAD;
      write(file, starts, Math.max(worked, before), smaller ? found.subarray(HEAD) : code);
    });
  }
  const module = { exports: {} };
  const run = script.runInThisContext() as (...given: unknown[]) => void;
  run(module.exports, createRequire(url), module, filename);
  return module.exports;
}

/** What is kept, with this start counted. */
function counted(file: string): Buffer | undefined {
  try {
    const found = readFileSync(file);
    found.writeUInt32LE((found.readUInt32LE() + 1) >>> 0);
    const fd = openSync(file, 'r+');
    writeSync(fd, found, 0, WORKED, 0);
    closeSync(fd);
    return found;
  } catch {
    return undefined;
  }
}

/** Another process may read it meanwhile, or write it too. */
function write(file: string, starts: number, worked: number, code: Buffer): void {
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(starts);
  head.writeUInt32LE(worked, WORKED);
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, Buffer.concat([head, code]), { mode: 0o600 });
    renameSync(draft, file);
    sweep(dirname(file));
  } catch {
    // A full disk, or somebody else sweeps too: at worst the next start takes as long as this one.
  }
}

/** Takes away what no start has counted for long: of programs that were replaced since. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (name.includes('.cjs-') && statSync(file).mtimeMs < Date.now() - KEPT_MS) unlinkSync(file);
  }
}
