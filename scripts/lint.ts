/**
 * `npm run lint`: Biome, then our own rules (floors, circles, lengths, texts) over every file that git tracks or would track.
 * Files that git ignores are nobody's business here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { output, ROOT, run, tool } from './lib/project.ts';
import { checkCircles } from './lint/circles.ts';
import { checkLength, checkText } from './lint/files.ts';
import { checkImports, type Finding } from './lint/imports.ts';

/** Folders that every machine has: naming them says nothing of this one. */
const EVERYWHERE = new Set(['/', '/home', '/root', '/tmp', '/var/tmp', '/usr/src', '/srv', '/opt', '/mnt']);

/** Files that git tracks or would add, relative to the project. */
function projectFiles(): readonly string[] {
  const listed = output('git', ['-C', ROOT, 'ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  return [...new Set((listed ?? '').split('\0'))].filter((file) => file !== '' && existsSync(join(ROOT, file)));
}

/** Our own rules over the whole project. */
export function ownRules(): readonly Finding[] {
  const machinePaths = [ROOT, dirname(ROOT), homedir()]
    .filter((path) => !EVERYWHERE.has(path))
    .map((path) => `${path}/`);
  const texts = new Map<string, string>();
  for (const file of projectFiles()) {
    const bytes = readFileSync(join(ROOT, file));
    if (!bytes.includes(0)) texts.set(file, bytes.toString('utf8'));
  }
  const findings = [...texts].flatMap(([file, text]) => {
    // The tests of the rule itself hold bad imports as texts.
    const code =
      /\.(ts|mjs|cjs|js)$/.test(file) && !file.startsWith('test/unit/scripts/') ? checkImports(file, text) : [];
    return [...code, ...checkLength(file, text), ...checkText(file, text, machinePaths)];
  });
  return [...findings, ...checkCircles(texts)];
}

/** Prints the findings; returns whether there were none. */
export function reportOwnRules(): boolean {
  const findings = ownRules();
  for (const { file, line, message } of findings) console.error(`${file}:${line}: ${message}`);
  return findings.length === 0;
}

/** Biome over the project; returns whether it found nothing. */
export function biome(): boolean {
  return run(tool('biome'), ['check', '--error-on-warnings', '--max-diagnostics=50', '.']) === 0;
}

if (import.meta.main) {
  const results = [biome(), reportOwnRules()];
  process.exitCode = results.every(Boolean) ? 0 : 1;
}
