import { describe, expect, it } from 'vitest';
import { createStopHistory } from '../../../../extension/stops/stopHistory.ts';
import {
  detailNodes,
  PAGE,
  pageLabel,
  pageStops,
  rootStops,
  shortCall,
  stopLine,
} from '../../../../extension/stops/stopRows.ts';
import { stopRow } from './stopRow.ts';

describe('the rows of stops', () => {
  it('are one page flat and the older pages folded', () => {
    const history = createStopHistory(2 * PAGE + 50);
    history.add(Array.from({ length: 3 * PAGE }, (_, index) => stopRow(index + 1)));
    const nodes = rootStops(history);
    expect(nodes.slice(0, PAGE).every(({ kind }) => kind === 'stop')).toBe(true);
    expect(nodes.slice(PAGE)).toEqual([
      { kind: 'page', start: PAGE },
      { kind: 'page', start: 2 * PAGE },
      {
        kind: 'note',
        path: 'forgotten',
        text: '150 more stops of this session are not in the list; a log file keeps them all',
      },
    ]);
    expect(pageLabel(history, PAGE)).toBe('Older stops 201–400');
    expect(pageLabel(history, 2 * PAGE)).toBe('Older stops 401–450');
    expect(pageStops(history, 2 * PAGE)).toHaveLength(50);
  });

  it('say call, thread and phase', () => {
    const failed = stopRow(1, {
      phase: 'exit',
      text: 'openat(AT_FDCWD, "x", O_RDONLY) = -1 ENOENT (No such file or directory)',
      failed: true,
      errno: 'ENOENT',
      source: { path: '/src/config.c', line: 18 },
    });
    const line = stopLine(failed);
    expect(line).toMatchObject({
      label: 'openat(AT_FDCWD, "x", O_RDONLY) = -1 ENOENT',
      description: 'config 101 · exit, failed',
      icon: 'failed',
    });
    expect(line.tooltip).toContain('/src/config.c:18');
    expect(stopLine(stopRow(2))).toMatchObject({ description: 'config 101 · entry', icon: 'entry' });
  });

  it('leave the working folder to the hint', () => {
    const line = stopLine(stopRow(1, { text: 'openat(AT_FDCWD</home/ann>, "x", O_RDONLY) = 3</home/ann/x>' }));
    expect(line.label).toBe('openat(AT_FDCWD, "x", O_RDONLY) = 3');
    expect(line.tooltip).toContain('AT_FDCWD</home/ann>');
  });

  it('stay on one line whatever a tracee is called', () => {
    const line = stopLine(stopRow(1, { comm: 'a\nb\u202e', text: 'x\u001b[31m' }));
    expect(line.description).toBe('a\\nb\\u{202e} 101 · entry');
    expect(line.label).toBe('x\\u{1b}[31m');
  });
});

describe('the details of a stop', () => {
  const value = (name: string) => ({ name, text: name, children: [] });

  it('are arguments, result, then the stack folded', () => {
    const nodes = detailNodes(1, {
      row: stopRow(1),
      arguments: [value('fd')],
      result: value('result'),
      frames: [{ text: 'main' }],
    });
    expect(nodes.map((node) => (node.kind === 'value' ? node.row.name : node.kind))).toEqual([
      'fd',
      'result',
      'frames',
    ]);
  });

  it('say so when there are none', () => {
    const frames = [
      { text: 'openat(AT_FDCWD, "x", O_RDONLY)', path: '/main.c', line: 3 },
      { text: '__open' },
      { text: 'main', path: '/main.c', line: 3 },
    ];
    const row = stopRow(1, { syscall: 'openat' });
    expect(detailNodes(1, { row, arguments: [], frames })).toMatchObject([{ kind: 'frames', own: 'main' }]);
    expect(detailNodes(1, { row: stopRow(1), arguments: [], frames: [] })).toMatchObject([{ text: 'No arguments' }]);
  });
});

it.each([
  ['close(3)', 'close(3)'],
  ['close(3) = -1 EBADF (Bad file descriptor)', 'close(3) = -1 EBADF'],
  ['read(3, ")) = 1", 9) = -1 EIO (Input/output error) (INJECTED)', 'read(3, ")) = 1", 9) = -1 EIO (INJECTED)'],
  [
    'openat(AT_FDCWD</a>, "/usr/lib/x86_64-linux-gnu/libc.so.6", O_RDONLY) = 3',
    'openat(AT_FDCWD, "/usr/lib/x86_64-linu…) = 3',
  ],
])('a long call keeps its result in view: %s', (text, label) => {
  expect(shortCall(text)).toBe(label);
});
