/**
 * The executable mappings of a process, from /proc/PID/maps (proc(5)): where code may be, which file it came from, and what
 * tells that a module came or went. Must not know of symbols.
 */
import { readFileSync } from 'node:fs';

export interface Mapping {
  readonly start: bigint;
  readonly end: bigint;
  /** A path, `[vdso]`, or empty for anonymous memory. */
  readonly path: string;
  /** Where the file's first mapping begins: module offsets count from here. */
  readonly base: bigint;
}

export interface CodeMap {
  /** Executable mappings in address order. */
  readonly code: readonly Mapping[];
  /** Every mapping of every file that is mapped executable: where a module is, and which file it is. */
  readonly modules: ReadonlySet<string>;
}

const LINE = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ (\S+ \d+) *(.*)$/;

/** Reads a process's code map; empty when it is gone. */
export function codeMapOf(pid: number): CodeMap {
  try {
    return parseMaps(readFileSync(`/proc/${pid}/maps`, 'utf8'));
  } catch {
    return { code: [], modules: new Set() };
  }
}

/** The text of /proc/PID/maps as a code map. Lines of another shape are skipped. */
export function parseMaps(text: string): CodeMap {
  const code: Mapping[] = [];
  const files = new Map<string, { readonly ranges: string[]; executable: boolean }>();
  let base = 0n;
  let current = '';
  for (const line of text.split('\n')) {
    const [, from, to, rights, identity, path] = LINE.exec(line) ?? [];
    if (from === undefined || to === undefined || rights === undefined || path === undefined) continue;
    const start = BigInt(`0x${from}`);
    const key = `${identity} ${path}`;
    const executable = rights[2] === 'x';
    if (path !== '') {
      // The kernel lists a file's segments one after the other; .bss between them is anonymous.
      if (key !== current) base = start;
      current = key;
      const file = files.get(key) ?? { ranges: [], executable: false };
      file.ranges.push(`${from}-${to} ${key}`);
      file.executable ||= executable;
      files.set(key, file);
    }
    if (executable) code.push({ start, end: BigInt(`0x${to}`), path, base: path === '' ? start : base });
  }
  const modules = [...files.values()].filter((file) => file.executable).flatMap((file) => file.ranges);
  return { code, modules: new Set(modules) };
}

/** Do all of the earlier modules lie where they were? Others may have come. */
export function onlyGrew(before: CodeMap, now: CodeMap): boolean {
  for (const range of before.modules) {
    if (!now.modules.has(range)) return false;
  }
  return true;
}

/** The executable mapping that holds an address. */
export function mappingAt(map: CodeMap, address: bigint): Mapping | undefined {
  let low = 0;
  let high = map.code.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const mapping = map.code[middle] as Mapping;
    if (address < mapping.start) high = middle - 1;
    else if (address >= mapping.end) low = middle + 1;
    else return mapping;
  }
  return undefined;
}
