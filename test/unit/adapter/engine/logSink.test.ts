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

test('lines wait in the buffer until it is full, whatever their length', () => {
  const file = logFile();
  const sink = openSink(file, { complain: never, size: 16 });
  sink.write('');
  expect(sink.waiting()).toBe(false);
  sink.write('0123456789');
  expect(sink.waiting()).toBe(true);
  expect(readFileSync(file, 'latin1')).toBe('');
  sink.write('abcdefghij');
  expect(readFileSync(file, 'latin1')).toBe('0123456789');
  sink.write('longer than the buffer is');
  expect(readFileSync(file, 'latin1')).toBe('0123456789abcdefghijlonger than the buffer is');
  expect(sink.waiting()).toBe(false);
  sink.write('end');
  sink.close();
  expect(readFileSync(file, 'latin1')).toMatch(/end$/);
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
  for (let line = 0; line < 5; line++) sink.write('12345678');
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
