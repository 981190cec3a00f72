import { expect, test } from 'vitest';
import { type Column, createSummary } from '../../../../../adapter/syscalls/log/summary.ts';

const COLUMNS: Column[] = ['time-percent', 'total-time', 'avg-time', 'calls', 'errors', 'name'];

function counted(sort: Column | 'nothing' = 'time-percent', columns = COLUMNS, overhead = 0): string {
  const summary = createSummary({ columns, sort, overhead });
  summary.count('close', 3, false, 1000_000);
  summary.count('openat', 257, true, 2000_000);
  summary.count('openat', 257, false, 1000_000);
  return summary.text();
}

test('the table is strace’s', () => {
  expect(counted()).toBe(
    [
      '% time     seconds  usecs/call     calls    errors syscall',
      '------ ----------- ----------- --------- --------- ----------------',
      ' 75.00    0.003000        1500         2         1 openat',
      ' 25.00    0.001000        1000         1           close',
      '------ ----------- ----------- --------- --------- ----------------',
      '100.00    0.004000        1333         3         1 total',
      '',
    ].join('\n'),
  );
});

test('columns and order are chosen', () => {
  expect(counted('name', ['name', 'calls', 'min-time', 'max-time'])).toBe(
    [
      'syscall              calls shortest  longest',
      '---------------- --------- -------- --------',
      'close                    1 0.001000 0.001000',
      'openat                   2 0.001000 0.002000',
      '---------------- --------- -------- --------',
      'total                    3 0.001000 0.002000',
      '',
    ].join('\n'),
  );
});

test('the overhead is taken off each call and never makes a time negative', () => {
  expect(counted('nothing', ['total-time', 'name'], 1500_000)).toContain('   0.000500 openat');
});

test('nothing counted is no table', () => {
  expect(createSummary({ columns: COLUMNS, sort: 'nothing', overhead: 0 }).text()).toBe('');
});

test('calls that a program makes up share a row in the end', () => {
  const summary = createSummary({ columns: ['calls', 'name'], sort: 'name', overhead: 0 });
  for (let nr = 0; nr < 5000; nr++) summary.count(`syscall_0x${nr}`, nr, true, 0);
  summary.count('syscall_0x7', 7, true, 0);
  const lines = summary.text().split('\n');
  expect(lines).toHaveLength(2 + 2001 + 2 + 1);
  expect(lines.find((line) => line.endsWith(' others'))?.trim()).toBe('3000 others');
  expect(lines.find((line) => line.endsWith(' syscall_0x7'))?.trim()).toBe('2 syscall_0x7');
  expect(lines.at(-2)).toMatch(/^ +5001 total$/);
});

test('what the kernel worked and what passed stand side by side', () => {
  const columns: Column[] = ['total-time', 'wall-total', 'wall-min', 'wall-max', 'wall-avg', 'name'];
  const summary = createSummary({ columns, sort: 'wall-total', overhead: 0 });
  summary.count('openat', 257, false, 1000_000, 2000_000);
  summary.count('wait4', 61, false, 0, 1_500_000_000);
  summary.count('wait4', 61, false, 0, 500_000_000);
  expect(summary.text()).toBe(
    [
      '    seconds  wall-total wall-min wall-max    wall-avg syscall',
      '----------- ----------- -------- -------- ----------- ----------------',
      '   0.000000    2.000000 0.500000 1.500000     1000000 wait4',
      '   0.001000    0.002000 0.002000 0.002000        2000 openat',
      '----------- ----------- -------- -------- ----------- ----------------',
      '   0.001000    2.002000 0.002000 1.500000      667333 total',
      '',
    ].join('\n'),
  );
});
