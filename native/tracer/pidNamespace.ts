/**
 * Namespaces of tracees (namespaces(7)), and process ids in other ones: which of our ids a tracee means by one of its
 * own. Must not know how ids are printed.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const namespaceOf = (tid: number | 'self', kind = 'pid'): string | undefined => {
  try {
    return readlinkSync(`/proc/${tid}/ns/${kind}`);
  } catch {
    return undefined;
  }
};

/** The id in its innermost namespace is the last of these (proc(5), NSpid); with one there is no inner one. */
function innermostId(pid: string): number | undefined {
  try {
    const ids = /^NSpid:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]?.split(/\s+/) ?? [];
    return ids.length < 2 ? undefined : Number(ids.at(-1));
  } catch {
    return undefined;
  }
}

/** Our own id of the process that `pid` is to the tracee; undefined in our own namespace and when nobody has the id. */
export function outerPid(tid: number, pid: number): number | undefined {
  const inner = namespaceOf(tid);
  if (inner === undefined || inner === namespaceOf('self')) return undefined;
  if (innermostId(String(tid)) === pid) return tid;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || innermostId(name) !== pid || namespaceOf(Number(name)) !== inner) continue;
    return Number(name);
  }
  return undefined;
}

/** The namespace of a tracee, or of a child that it knows by this id: `net:[4026531840]`. Undefined when it is gone. */
export function namespaceLink(tid: number, kind: string, child?: number): string | undefined {
  if (child === undefined) return namespaceOf(tid, kind);
  const own = namespaceOf(tid) === namespaceOf('self') ? child : outerPid(tid, child);
  return own === undefined ? undefined : namespaceOf(own, kind);
}
