import { describe, expect, it } from 'vitest';
import { argumentValues, callTemplate } from '../../../../extension/change/arguments.ts';
import { smallCatalog } from '../catalog/smallCatalog.ts';
import { stopRow } from '../stops/stopRow.ts';

const value = (name: string, text: string) => ({ name, text, children: [] });

describe('the arguments to set', () => {
  const entry = stopRow(1, { syscall: 'openat' });

  it('are those of the call, as they can be written again', () => {
    const detail = {
      row: entry,
      arguments: [
        value('dirfd', 'AT_FDCWD</home/ann>'),
        value('pathname', '"user.conf"'),
        value('flags', 'O_RDONLY|O_CLOEXEC'),
        value('statbuf', '{st_mode=S_IFREG|0644, ...}'),
        value('buf', '"abc"...'),
      ],
      frames: [],
    };
    expect(argumentValues(entry, detail, smallCatalog).map(({ name, value }) => [name, value])).toEqual([
      ['dirfd', 'AT_FDCWD'],
      ['pathname', '"user.conf"'],
      ['flags', 'O_RDONLY|O_CLOEXEC'],
      ['statbuf', ''],
      ['buf', ''],
      ['syscall', 'openat'],
    ]);
  });

  it('begin with the result at the exit', () => {
    const exit = stopRow(1, { syscall: 'read', phase: 'exit' });
    const detail = {
      row: exit,
      arguments: [value('fd', '3')],
      result: value('result', '-1 ENOENT (No …)'),
      frames: [],
    };
    expect(argumentValues(exit, detail, smallCatalog).map(({ name, value }) => [name, value])).toEqual([
      ['result', '-1'],
      ['fd', '3'],
    ]);
  });

  it('come from the catalog when the stop says nothing', () => {
    expect(argumentValues(entry, undefined, smallCatalog).map(({ name }) => name)).toEqual([
      'dirfd',
      'pathname',
      'flags',
      'mode',
      'syscall',
    ]);
  });
});

describe('an extra call', () => {
  it('is prefilled with its arguments’ names, to be written over', () => {
    const { text, selection } = callTemplate('read', smallCatalog);
    expect(text).toBe('read(fd, buf, count)');
    expect(text.slice(...selection)).toBe('fd, buf, count');
    expect(callTemplate('getpid', smallCatalog).text).toBe('getpid()');
  });
});
