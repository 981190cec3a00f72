/**
 * Programs in a folder that one may want to run: ELF files and scripts with their x bit, newest first. The search is
 * bounded in depth and in entries, so that a huge folder costs little. Must not know of VS Code.
 */
import { constants } from 'node:fs';
import { access, type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface Executable {
  readonly path: string;
  readonly kind: 'elf' | 'script';
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

export interface SearchBounds {
  readonly depth: number;
  /** Directory entries looked at in all. */
  readonly entries: number;
  readonly results: number;
}

const BOUNDS: SearchBounds = { depth: 6, entries: 20_000, results: 200 };
const SKIPPED = new Set(['node_modules', '.git', '.hg', '.svn', '.cache', '.venv', '__pycache__', 'CMakeFiles']);

/** The executables below `folder`, newest first. What can't be read is left out. */
export async function findExecutables(folder: string, bounds: SearchBounds = BOUNDS): Promise<Executable[]> {
  const found: Executable[] = [];
  let left = bounds.entries;
  let level = [folder];
  for (let depth = 0; depth <= bounds.depth && level.length > 0 && left > 0; depth++) {
    const next: string[] = [];
    for (const directory of level) {
      const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        if (left-- <= 0) break;
        const path = join(directory, entry.name);
        if (entry.isDirectory() && !SKIPPED.has(entry.name)) next.push(path);
        else if (entry.isFile()) {
          const executable = await examine(path);
          if (executable) found.push(executable);
        }
      }
    }
    level = next;
  }
  return found.sort((a, b) => b.modified - a.modified).slice(0, bounds.results);
}

async function examine(path: string): Promise<Executable | undefined> {
  // Shared objects often have the x bit, but few of them can be run.
  if (/\.so(\.[\d.]+)?$/.test(path)) return undefined;
  let file: FileHandle | undefined;
  try {
    await access(path, constants.X_OK);
    const { mtimeMs, size } = await stat(path);
    if (size < 4) return undefined;
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const head = Buffer.alloc(18);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const kind = kindOf(head.subarray(0, bytesRead));
    return kind && { path, kind, modified: mtimeMs };
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}

/** elf(5): e_type at byte 16, ET_EXEC 2 and ET_DYN 3; a relocatable object (1) or a core (4) can't be run. */
function kindOf(head: Buffer): Executable['kind'] | undefined {
  if (head.length >= 2 && head.toString('latin1', 0, 2) === '#!') return 'script';
  if (head.length < 18 || head.toString('latin1', 0, 4) !== '\x7fELF') return undefined;
  const type = head.readUInt8(5) === 2 ? head.readUInt16BE(16) : head.readUInt16LE(16);
  return type === 2 || type === 3 ? 'elf' : undefined;
}
