/** The columns of the table of calls, by all the names that strace has for them. Pure. */
import type { SummaryColumn } from '../engine/api.ts';
import { OptionError } from './getopt.ts';

const COLUMNS: Readonly<Record<string, SummaryColumn>> = (() => {
  const table: Record<string, SummaryColumn> = {};
  const add = (column: SummaryColumn, words: string): void => {
    for (const word of words.split(' ')) table[word] = column;
  };
  add('time-percent', 'time time_percent time-percent');
  add('total-time', 'time_total time-total total_time total-time');
  add('min-time', 'min_time min-time shortest time_min time-min');
  add('max-time', 'longest max_time max-time time_max time-max');
  add('avg-time', 'avg_time avg-time time_avg time-avg');
  for (const part of ['total', 'min', 'max', 'avg'] as const) add(`wall-${part}`, `wall-${part} wall_${part}`);
  add('calls', 'calls count');
  add('errors', 'error errors');
  add('name', 'name syscall syscall_name syscall-name');
  return table;
})();

/** A column of the table by strace's name for it or one of its short forms; undefined when there is none. */
export function column(word: string): SummaryColumn | undefined {
  return Object.hasOwn(COLUMNS, word) ? COLUMNS[word] : undefined;
}

/** A comma list; the name comes along when it is missing. Throws an OptionError. */
export function columns(value: string): SummaryColumn[] {
  const chosen: SummaryColumn[] = [];
  const words = value.split(',');
  for (const [index, word] of words.entries()) {
    const one = column(word);
    if (!one) throw new OptionError(`unknown column name: '${word}'`, true);
    if (chosen.includes(one)) {
      const left = words.slice(index).join(',');
      throw new OptionError(
        `call summary column has been provided more than once: '${word}' (-U option residual: '${left}')`,
        true,
      );
    }
    chosen.push(one);
  }
  return chosen.includes('name') ? chosen : [...chosen, 'name'];
}
