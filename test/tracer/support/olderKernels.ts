/**
 * The kernels that olderKernel.ts makes of this one, and how a program is started under one of them. Must not know what
 * runs there.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** By name: the requests that are refused there, as olderKernel.ts writes them down, in the order of their numbers. */
export const OLDER_KERNELS = {
  '6.15': ['0x4212'],
  policy: ['0x420e'],
  '5.2': ['0x4201', '0x420e'],
} as const;

export type OlderKernel = keyof typeof OLDER_KERNELS;

export interface Older {
  /** Options of node. */
  readonly options: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** What was refused so far. */
  refused(): string[];
  remove(): void;
}

export function olderKernel(name: OlderKernel): Older {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  const file = join(folder, 'refused');
  return {
    options: ['--import', join(import.meta.dirname, 'olderKernel.ts')],
    env: { ...process.env, TRAPLINE_TEST_KERNEL: name, TRAPLINE_TEST_REFUSED: file },
    refused: () => readFileSync(file, 'latin1').trim().split('\n').sort(),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
