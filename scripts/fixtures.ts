/**
 * `npm run fixtures [-- NAME …]`: compiles test/fixtures/NAME.c to test/fixtures/bin/NAME where the source is newer,
 * or a file beside it that it includes.
 * The first line of a source may hold `flags: …` in its comment for more compiler flags, and `m32` for a 32-bit
 * program, which is skipped with a note where the compiler cannot make one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { M32 } from './lib/headers.ts';
import { ROOT } from './lib/project.ts';

const SOURCES = join(ROOT, 'test', 'fixtures');
const BIN = join(SOURCES, 'bin');

export interface FixtureFlags {
  readonly m32: boolean;
  readonly extra: readonly string[];
}

/** Reads the compiler flags out of the comment on a source's first line: `flags: -O2 -static`, `m32 flags: -O1`. */
export function fixtureFlags(source: string): FixtureFlags {
  const first = source.split('\n', 1)[0] ?? '';
  const comment = /^\/[/*](.*?)(\*\/|$)/.exec(first)?.[1] ?? '';
  const flags = /\bflags:(.*)$/.exec(comment)?.[1] ?? '';
  return { m32: /\bm32\b/.test(comment), extra: flags.split(/\s+/).filter((word) => word !== '' && word !== 'm32') };
}

/** A source and what it includes from its own folder, however deep, each once; what is not there is the compiler's to say. */
export function withIncluded(source: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(source) || !existsSync(source)) return found;
  found.add(source);
  for (const [, name = ''] of readFileSync(source, 'utf8').matchAll(/^[ \t]*#[ \t]*include[ \t]*"([^"]+)"/gm)) {
    withIncluded(join(dirname(source), name), found);
  }
  return found;
}

/** The target is there and no older than any of its sources. */
export function upToDate(source: string, target: string): boolean {
  if (!existsSync(target)) return false;
  const built = statSync(target).mtimeMs;
  return [...withIncluded(source)].every((file) => statSync(file).mtimeMs <= built);
}

function compilesM32(): boolean {
  const probe = spawnSync('gcc', [...M32, '-x', 'c', '-', '-o', '/dev/null'], {
    input: '#include <errno.h>\n#include <stdio.h>\nint main(void) { return 0; }\n',
  });
  return probe.status === 0;
}

/** Compiles what is out of date. Returns the names of the sources that failed. */
export function buildFixtures(names: readonly string[] = []): readonly string[] {
  mkdirSync(BIN, { recursive: true });
  let m32: boolean | undefined;
  const failed: string[] = [];
  const wanted = readdirSync(SOURCES).filter((file) => file.endsWith('.c'));
  for (const file of wanted.filter((each) => names.length === 0 || names.includes(basename(each, '.c')))) {
    const source = join(SOURCES, file);
    const target = join(BIN, basename(file, '.c'));
    if (upToDate(source, target)) continue;
    const flags = fixtureFlags(readFileSync(source, 'utf8'));
    if (flags.m32) {
      m32 ??= compilesM32();
      if (!m32) {
        console.log(`${file}: skipped, gcc -m32 does not work here (Debian: gcc-multilib)`);
        continue;
      }
    }
    // Beside the target and renamed: a test that runs at the same time sees the old program or the new one.
    const fresh = `${target}.${process.pid}`;
    const args = ['-g', '-Wall', '-pthread', ...(flags.m32 ? M32 : []), source, '-o', fresh, ...flags.extra];
    if (spawnSync('gcc', args, { stdio: 'inherit' }).status === 0) renameSync(fresh, target);
    else failed.push(file);
  }
  return failed;
}

if (import.meta.main) {
  const failed = buildFixtures(process.argv.slice(2));
  for (const file of failed) console.error(`${file}: does not compile`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
