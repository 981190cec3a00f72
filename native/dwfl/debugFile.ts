/**
 * Where a module's separate debug file lies: by build id under /usr/lib/debug, then by .gnu_debuglink beside the module
 * (gdb's manual, “Debugging Information in Separate Files”). Local files only, never a debuginfod server, and only
 * regular files: the names come out of a binary that may be hostile. Must not know of libdw.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { DebugFileQuery } from '../ffi/libdw.ts';

const ROOT = '/usr/lib/debug';
const CHUNK = 1 << 20;

/** An open descriptor for the caller to close, or −1 when there is no such file. */
export function openDebugFile(query: DebugFileQuery): number {
  for (const candidate of debugFileCandidates(query)) {
    const fd = openRegular(candidate.path);
    if (fd < 0) continue;
    if (candidate.crc === undefined || fileCrc(fd) === candidate.crc) return fd;
    closeSync(fd);
  }
  return -1;
}

/** Paths to try in order; `crc` where the file must match it. Pure. */
export function debugFileCandidates(query: DebugFileQuery): { path: string; crc?: number }[] {
  const { path, buildId, link, crc } = query;
  // An alternate file (dwz) is asked for with CRC 0; distributions name it absolutely under the debug root.
  if (link?.startsWith('/')) return join(link).startsWith(`${ROOT}/`) ? [{ path: join(link) }] : [];
  const found: { path: string; crc?: number }[] = [];
  if (buildId.length > 1) {
    const hex = Buffer.from(buildId).toString('hex');
    found.push({ path: `${ROOT}/.build-id/${hex.slice(0, 2)}/${hex.slice(2)}.debug` });
  }
  if (link && link === basename(link) && link !== '..' && crc !== 0 && path.startsWith('/')) {
    const folder = dirname(path);
    for (const place of [folder, join(folder, '.debug'), join(ROOT, folder)]) {
      const candidate = join(place, link);
      if (candidate !== path) found.push({ path: candidate, crc });
    }
  }
  return found;
}

function openRegular(path: string): number {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (fstatSync(fd).isFile()) return fd;
    closeSync(fd);
    return -1;
  } catch {
    return -1;
  }
}

function fileCrc(fd: number): number | undefined {
  const chunk = new Uint8Array(CHUNK);
  let crc = 0;
  try {
    for (let at = 0; ; ) {
      const got = readSync(fd, chunk, 0, CHUNK, at);
      if (got === 0) return crc;
      crc = crc32(chunk.subarray(0, got), crc);
      at += got;
    }
  } catch {
    return undefined;
  }
}
