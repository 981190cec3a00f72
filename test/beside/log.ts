/**
 * A log of `strace -f -o` taken apart: per process, in the order of its lines, with calls that others interrupted put
 * together again. Processes are paired by their place in the family, as their ids differ. Pure.
 */

export interface Lines {
  /** By the process's place: `0` is the first, `0.2` its third child. */
  readonly byPlace: ReadonlyMap<string, readonly string[]>;
  /** Beginnings and endings of calls that were interrupted, as they stood in the log. */
  readonly parts: readonly string[];
  readonly pids: ReadonlySet<string>;
}

const UNFINISHED = ' <unfinished ...>';
const CHILD = /^(?:clone|clone3|fork|vfork)\(.* = (\d+)(?: <[\d.]+>)?$/;

export function readLog(text: string): Lines {
  const byPid = new Map<string, string[]>();
  const begun = new Map<string, string>();
  const children = new Map<string, string[]>();
  const parts: string[] = [];
  for (const line of text.split('\n')) {
    const [, pid, rest] = /^(\d+) +(.*)$/s.exec(line) ?? [];
    if (pid === undefined || rest === undefined) continue;
    const own = byPid.get(pid) ?? byPid.set(pid, []).get(pid) ?? [];
    const whole = joined(pid, rest, begun, parts);
    if (whole === undefined) continue;
    own.push(whole);
    const child = CHILD.exec(whole)?.[1];
    if (child !== undefined) children.set(pid, [...(children.get(pid) ?? []), child]);
  }
  for (const [pid, head] of begun) byPid.get(pid)?.push(`${head}${UNFINISHED}`);
  return { byPlace: placed(byPid, children), parts, pids: new Set(byPid.keys()) };
}

/** The line, or undefined while its call is not at its end. */
function joined(pid: string, rest: string, begun: Map<string, string>, parts: string[]): string | undefined {
  if (rest.endsWith(UNFINISHED) && !rest.startsWith('<...')) {
    begun.set(pid, rest.slice(0, -UNFINISHED.length));
    parts.push(rest);
    return undefined;
  }
  const [, tail] = /^<\.\.\. \S+ resumed>(.*)$/s.exec(rest) ?? [];
  if (tail === undefined) return rest;
  parts.push(rest);
  const head = begun.get(pid);
  begun.delete(pid);
  return head === undefined ? rest : head + tail;
}

function placed(byPid: ReadonlyMap<string, string[]>, children: ReadonlyMap<string, string[]>): Map<string, string[]> {
  const byPlace = new Map<string, string[]>();
  const seen = new Set<string>();
  const visit = (pid: string, place: string): void => {
    if (seen.has(pid)) return;
    seen.add(pid);
    const lines = byPid.get(pid);
    if (lines) byPlace.set(place, lines);
    children.get(pid)?.forEach((child, index) => {
      visit(child, `${place}.${index}`);
    });
  };
  let roots = 0;
  for (const pid of byPid.keys()) if (!seen.has(pid)) visit(pid, String(roots++));
  return byPlace;
}
