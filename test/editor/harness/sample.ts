/** A workspace of a test's own: the sample programs, copied and compiled, so that a test leaves nothing behind. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SAMPLE = join(import.meta.dirname, '..', '..', '..', 'samples', 'hello-syscalls');

export interface Sample {
  /** Absolute path; its last part is the sample's name, which the window shows. */
  readonly folder: string;
  readonly remove: () => void;
}

export interface SampleOptions {
  /** false: a folder as one has it before there is a configuration. */
  readonly launchJson?: boolean;
  /** Launch configurations besides the sample's own. */
  readonly configurations?: readonly object[];
}

export function copySample(options: SampleOptions = {}): Sample {
  const parent = mkdtempSync(join(tmpdir(), 'trapline-sample-'));
  const folder = join(parent, 'hello-syscalls');
  cpSync(SAMPLE, folder, { recursive: true });
  if (options.launchJson === false) rmSync(join(folder, '.vscode'), { recursive: true });
  if (options.configurations) addConfigurations(folder, options.configurations);
  // From the sources: the debug information of a copied program would name the files it was copied from.
  execFileSync('make', ['--silent', '--always-make', '-C', folder]);
  return { folder, remove: () => rmSync(parent, { recursive: true, force: true }) };
}

function addConfigurations(folder: string, configurations: readonly object[]): void {
  const file = join(folder, '.vscode', 'launch.json');
  const launch = JSON.parse(readFileSync(file, 'utf8')) as { configurations: object[] };
  launch.configurations.push(...configurations);
  writeFileSync(file, JSON.stringify(launch, null, 2));
}
