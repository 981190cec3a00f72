/** A workspace of a test's own: the sample programs, copied and compiled, so that a test leaves nothing behind. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SAMPLE = join(import.meta.dirname, '..', '..', '..', 'samples', 'hello-syscalls');

export interface Sample {
  /** Absolute path; its last part is the sample's name, which the window shows. */
  readonly folder: string;
  readonly remove: () => void;
}

/** `launchJson: false`: a folder as one has it before there is a configuration. */
export function copySample(options: { readonly launchJson?: boolean } = {}): Sample {
  const parent = mkdtempSync(join(tmpdir(), 'trapline-sample-'));
  const folder = join(parent, 'hello-syscalls');
  cpSync(SAMPLE, folder, { recursive: true });
  if (options.launchJson === false) rmSync(join(folder, '.vscode'), { recursive: true });
  // From the sources: the debug information of a copied program would name the files it was copied from.
  execFileSync('make', ['--silent', '--always-make', '-C', folder]);
  return { folder, remove: () => rmSync(parent, { recursive: true, force: true }) };
}
