/**
 * The table of strace -c: calls, errors and times by name, in strace's columns. Pure: times come in, text goes out.
 */

export type Column =
  | 'time-percent'
  | 'total-time'
  | 'min-time'
  | 'max-time'
  | 'avg-time'
  | 'wall-total'
  | 'wall-min'
  | 'wall-max'
  | 'wall-avg'
  | 'calls'
  | 'errors'
  | 'name';

/** Is it about the time that passed, whatever the others are about? */
export const isWall = (column: string): boolean => column.startsWith('wall-');

export interface SummaryOptions {
  readonly columns: readonly Column[];
  readonly sort: Column | 'nothing';
  /** Nanoseconds taken off each call. */
  readonly overhead: number;
}

export interface Summary {
  /**
   * One call that ended. `nanoseconds`: how long it took, or how long the kernel worked for it; `wall`: how long it took,
   * where that is asked for.
   */
  count(name: string, nr: number, failed: boolean, nanoseconds: number, wall?: number): void;
  /** The whole table; empty when nothing was counted. */
  text(): string;
}

interface Times {
  total: number;
  min: number;
  max: number;
}

interface Row extends Times {
  readonly name: string;
  readonly nr: number;
  calls: number;
  errors: number;
  readonly wall: Times;
}

const noTimes = (): Times => ({ total: 0, min: Number.POSITIVE_INFINITY, max: 0 });

function add(to: Times, time: number): void {
  to.total += time;
  to.min = Math.min(to.min, time);
  to.max = Math.max(to.max, time);
}

/** A program can make up calls without end: those beyond so many names share a row. */
const NAMES = 2000;
const OTHERS = 'others';

/** An empty table; `overhead` is taken off each call. */
export function createSummary({ columns, sort, overhead }: SummaryOptions): Summary {
  const rows = new Map<string, Row>();
  return {
    count(called, nr, failed, nanoseconds, wall = 0) {
      const name = rows.has(called) || rows.size < NAMES ? called : OTHERS;
      let row = rows.get(name);
      if (!row) {
        row = { name, nr, calls: 0, errors: 0, ...noTimes(), wall: noTimes() };
        rows.set(name, row);
      }
      row.calls++;
      if (failed) row.errors++;
      add(row, Math.max(0, nanoseconds - overhead));
      add(row.wall, Math.max(0, wall - overhead));
    },
    text: () => (rows.size === 0 ? '' : table(sorted([...rows.values()], sort), columns)),
  };
}

function sorted(rows: readonly Row[], by: Column | 'nothing'): Row[] {
  const key = (row: Row): number => {
    switch (by) {
      case 'time-percent':
      case 'total-time':
        return row.total;
      case 'min-time':
        return row.min;
      case 'max-time':
        return row.max;
      case 'avg-time':
        return row.total / row.calls;
      case 'wall-total':
        return row.wall.total;
      case 'wall-min':
        return row.wall.min;
      case 'wall-max':
        return row.wall.max;
      case 'wall-avg':
        return row.wall.total / row.calls;
      case 'calls':
        return row.calls;
      case 'errors':
        return row.errors;
      case 'name':
      case 'nothing':
        return 0;
      default:
        return by satisfies never;
    }
  };
  if (by === 'name') return rows.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return rows.toSorted((a, b) => key(b) - key(a) || a.nr - b.nr);
}

/** strace's headings and least widths. */
const SHAPES: Readonly<Record<Column, readonly [heading: string, width: number]>> = {
  'time-percent': ['% time', 6],
  'total-time': ['seconds', 11],
  'min-time': ['shortest', 8],
  'max-time': ['longest', 8],
  'avg-time': ['usecs/call', 11],
  'wall-total': ['wall-total', 11],
  'wall-min': ['wall-min', 8],
  'wall-max': ['wall-max', 8],
  'wall-avg': ['wall-avg', 11],
  calls: ['calls', 9],
  errors: ['errors', 9],
  name: ['syscall', 16],
};

const seconds = (nanoseconds: number): string => (nanoseconds / 1e9).toFixed(6);

/** In whole microseconds. */
const average = ({ total }: Times, calls: number): string => Math.floor(total / calls / 1000).toString();

function cell(column: Column, row: Row, all: Row): string {
  switch (column) {
    case 'time-percent':
      return (row === all ? 100 : all.total === 0 ? 0 : (100 * row.total) / all.total).toFixed(2);
    case 'total-time':
      return seconds(row.total);
    case 'min-time':
      return seconds(row.min);
    case 'max-time':
      return seconds(row.max);
    case 'avg-time':
      return average(row, row.calls);
    case 'wall-total':
      return seconds(row.wall.total);
    case 'wall-min':
      return seconds(row.wall.min);
    case 'wall-max':
      return seconds(row.wall.max);
    case 'wall-avg':
      return average(row.wall, row.calls);
    case 'calls':
      return row.calls.toString();
    case 'errors':
      return row.errors === 0 ? '' : row.errors.toString();
    case 'name':
      return row.name;
    default:
      return column satisfies never;
  }
}

function table(rows: readonly Row[], columns: readonly Column[]): string {
  const all: Row = {
    name: 'total',
    nr: -1,
    calls: sum(rows, 'calls'),
    errors: sum(rows, 'errors'),
    ...together(rows),
    wall: together(rows.map(({ wall }) => wall)),
  };
  const lines = [...rows, all].map((row) => columns.map((column) => cell(column, row, all)));
  const widths = columns.map((column, index) => {
    const longest = Math.max(...lines.map((line) => (line[index] as string).length));
    return Math.max(SHAPES[column][1], column === 'name' ? longest + 1 : longest);
  });
  const text = (cells: readonly string[]): string =>
    cells
      .map((one, index) => {
        if (columns[index] !== 'name') return one.padStart(widths[index] as number);
        return index === columns.length - 1 ? one : one.padEnd(widths[index] as number);
      })
      .join(' ');
  const rule = widths.map((width) => '-'.repeat(width)).join(' ');
  const body = lines.map(text);
  const total = body.pop() as string;
  return `${[text(columns.map((column) => SHAPES[column][0])), rule, ...body, rule, total].join('\n')}\n`;
}

function together(rows: readonly Times[]): Times {
  return {
    total: rows.reduce((all, { total }) => all + total, 0),
    min: Math.min(...rows.map(({ min }) => min)),
    max: Math.max(...rows.map(({ max }) => max)),
  };
}

function sum(rows: readonly Row[], key: 'calls' | 'errors'): number {
  return rows.reduce((total, row) => total + row[key], 0);
}
