/**
 * Logs of one program side by side: which lines only one tracer has. Pure.
 */
import { readLog } from './log.ts';
import { normaliser } from './normalise.ts';

/** One difference: what the one has where the other has something else, or nothing. */
export interface Difference {
  readonly strace: string | undefined;
  readonly ours: string | undefined;
}

export interface Comparison {
  readonly lines: number;
  readonly differences: readonly Difference[];
  /** Every line of either, to look similar ones up. */
  readonly all: { readonly strace: ReadonlySet<string>; readonly ours: ReadonlySet<string> };
}

/** A program that makes the same calls in the same order every time: line by line. */
export function compareSteady(straces: string, ours: string): Comparison {
  const left = shapes(straces);
  const right = shapes(ours);
  const differences: Difference[] = [];
  for (const place of new Set([...left.byPlace.keys(), ...right.byPlace.keys()])) {
    differences.push(...aligned(left.byPlace.get(place) ?? [], right.byPlace.get(place) ?? []));
  }
  return {
    lines: count(right),
    differences: [...differences, ...splits(left.parts, right.parts)],
    all: { strace: known([left]), ours: known([right]) },
  };
}

/** Any other program, run several times: the lines that the other tracer has never, each once. */
export function compareUnsteady(straces: readonly string[], ours: readonly string[]): Comparison {
  const left = straces.map(shapes);
  const right = ours.map(shapes);
  const [theirs, own] = [known(left), known(right)];
  const differences = paired(
    [...theirs].filter((line) => !own.has(line)),
    [...own].filter((line) => !theirs.has(line)),
  );
  const parts = (all: readonly Shapes[]): string[] => all.flatMap((one) => one.parts);
  return {
    lines: right.reduce((sum, one) => sum + count(one), 0),
    differences: [...differences, ...splits(parts(left), parts(right))],
    all: { strace: theirs, ours: own },
  };
}

const known = (all: readonly Shapes[]): Set<string> => new Set(all.flatMap((one) => [...one.byPlace.values()].flat()));

const count = ({ byPlace }: Shapes): number => [...byPlace.values()].reduce((sum, lines) => sum + lines.length, 0);

interface Shapes {
  readonly byPlace: ReadonlyMap<string, readonly string[]>;
  readonly parts: readonly string[];
}

function shapes(text: string): Shapes {
  const log = readLog(text);
  const normalise = normaliser(log.pids);
  return {
    byPlace: new Map([...log.byPlace].map(([place, lines]) => [place, lines.map(normalise)])),
    parts: log.parts.map(normalise),
  };
}

/** Where calls are cut in two when others interrupt them; only calls that both logs cut can be compared. */
function splits(left: readonly string[], right: readonly string[]): Difference[] {
  const name = (part: string): string => /^(?:<\.\.\. )?\w+/.exec(part)?.[0] ?? part;
  const found: Difference[] = [];
  const byName = grouped(left, name);
  for (const [called, parts] of grouped(right, name)) {
    const others = byName.get(called);
    if (!others || parts.some((part) => others.includes(part))) continue;
    if (cut(parts[0] ?? '') === cut(others[0] ?? '')) continue;
    found.push({ strace: others[0], ours: parts[0] });
  }
  return found;
}

function grouped(lines: readonly string[], key: (line: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const line of new Set(lines)) groups.set(key(line), [...(groups.get(key(line)) ?? []), line]);
  return groups;
}

/** How many arguments stand in front of the cut: the commas outside of brackets. */
function cut(part: string): string {
  let plain = part.replace(/"(?:[^"\\]|\\.)*"/g, '');
  // From the inside out: a set of signals stands in a structure.
  for (let before = ''; before !== plain; ) {
    before = plain;
    plain = plain.replace(/[[{(<][^[\]{}()<>]*[\]})>]/g, '');
  }
  return `${plain.split(',').length} ${/, +<unfinished/.test(part)}`;
}

/** The shortest edit between two lists, as differences; neighbours that replace each other are one. */
export function aligned(left: readonly string[], right: readonly string[]): Difference[] {
  const edits = shortestEdit(left, right);
  const found: Difference[] = [];
  let gone: string[] = [];
  let come: string[] = [];
  const settle = (): void => {
    found.push(...paired(gone, come));
    gone = [];
    come = [];
  };
  for (const { kind, line } of edits) {
    if (kind === 'same') settle();
    else if (kind === 'left') gone.push(line);
    else come.push(line);
  }
  settle();
  return found;
}

/** Lines of one call belong together, in their order. */
function paired(gone: readonly string[], come: readonly string[]): Difference[] {
  const left = [...come];
  const found: Difference[] = gone.map((strace) => {
    const at = left.findIndex((line) => callOf(line) === callOf(strace));
    return { strace, ours: at < 0 ? undefined : left.splice(at, 1)[0] };
  });
  return [...found, ...left.map((ours) => ({ strace: undefined, ours }))];
}

export const callOf = (line: string): string => /^(?:--- \w+|\+\+\+ \w+|\w+)/.exec(line)?.[0] ?? line;

interface Edit {
  readonly kind: 'same' | 'left' | 'right';
  readonly line: string;
}

/** Myers' greedy algorithm; quick where the lists are nearly the same. Gives up on alignment where they are not. */
function shortestEdit(left: readonly string[], right: readonly string[]): Edit[] {
  const most = Math.min(left.length + right.length, MOST_EDITS);
  const trace: Map<number, number>[] = [];
  let furthest = new Map<number, number>([[1, 0]]);
  for (let depth = 0; depth <= most; depth++) {
    trace.push(new Map(furthest));
    const next = new Map(furthest);
    for (let k = -depth; k <= depth; k += 2) {
      const down = k === -depth || (k !== depth && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
      let x = down ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < left.length && x - k < right.length && left[x] === right[x - k]) x++;
      next.set(k, x);
      if (x >= left.length && x - k >= right.length) return backtrack(trace, left, right);
    }
    furthest = next;
  }
  return [
    ...left.map((line): Edit => ({ kind: 'left', line })),
    ...right.map((line): Edit => ({ kind: 'right', line })),
  ];
}

const MOST_EDITS = 1500;

function backtrack(trace: readonly Map<number, number>[], left: readonly string[], right: readonly string[]): Edit[] {
  const edits: Edit[] = [];
  let x = left.length;
  let y = right.length;
  for (let depth = trace.length - 1; depth >= 0; depth--) {
    const furthest = trace[depth] as Map<number, number>;
    const k = x - y;
    const down = k === -depth || (k !== depth && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
    const beforeK = down ? k + 1 : k - 1;
    const beforeX = depth === 0 ? 0 : (furthest.get(beforeK) ?? 0);
    const beforeY = depth === 0 ? 0 : beforeX - beforeK;
    while (x > beforeX && y > beforeY) {
      x--;
      y--;
      edits.push({ kind: 'same', line: left[x] as string });
    }
    if (depth === 0) break;
    if (down) edits.push({ kind: 'right', line: right[--y] as string });
    else edits.push({ kind: 'left', line: left[--x] as string });
  }
  return edits.reverse();
}
