import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSink } from '../../../../adapter/engine/logSink.ts';

function logFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'log');
}

const never = (text: string): never => {
  throw new Error(text);
};

test('lines wait until there are many, whatever their length, and all are in the file in the end', () => {
  const file = logFile();
  const sink = openSink(file, { complain: never, size: 6000 });
  sink.write('');
  expect(sink.waiting()).toBe(false);
  let all = '';
  const write = (text: string): void => {
    all += text;
    sink.write(text);
  };
  write('short');
  expect(sink.waiting()).toBe(true);
  expect(readFileSync(file, 'latin1')).toBe('');
  for (let line = 0; line < 1000; line++) write(`${line}`.padEnd(line % 90, '.'));
  expect(readFileSync(file).length).toBeGreaterThan(all.length - 6000 - 2048 - 90);
  write('x'.repeat(7000));
  expect(readFileSync(file, 'latin1')).toBe(all);
  expect(sink.waiting()).toBe(false);
  write('end');
  sink.flush();
  expect(readFileSync(file, 'latin1')).toBe(all);
  write('!');
  sink.close();
  expect(readFileSync(file, 'latin1')).toBe(all);
});

test('to a descriptor each line goes at once', () => {
  const file = logFile();
  const fd = openSync(file, 'w');
  onTestFinished(() => closeSync(fd));
  const sink = openSink(fd, { complain: never });
  sink.write('now');
  expect(readFileSync(file, 'latin1')).toBe('now');
});

test('a full disk is said once, and the file is closed', () => {
  const complaints: string[] = [];
  const sink = openSink('/dev/full', { complain: (text) => complaints.push(text), size: 8 });
  for (let line = 0; line < 5; line++) sink.write('12345678'.repeat(400));
  sink.flush();
  sink.write('more');
  sink.close();
  expect(complaints).toEqual([
    '/dev/full: No space left on device. The log ends here: the disk is full. The program goes on.',
  ]);
  const open = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
  expect(open).not.toContain('/dev/full');
});
