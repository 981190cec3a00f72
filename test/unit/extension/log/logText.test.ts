import { describe, expect, it } from 'vitest';
import type { StopRow } from '../../../../adapter/protocol/trapline.ts';
import { logLine, logText } from '../../../../extension/log/logText.ts';
import { createStopHistory } from '../../../../extension/stops/stopHistory.ts';
import { stopRow } from '../stops/stopRow.ts';

describe('a log', () => {
  it('writes thread, time and call as strace does', () => {
    expect(logLine(stopRow(3, { text: 'close(3) = 0', phase: 'exit' }))).toMatch(
      /^101 \d\d:\d\d:\d\d\.250000 close\(3\) = 0$/,
    );
    expect(logLine(stopRow(3))).toMatch(/ close\(3 <unfinished \.\.\.>$/);
    expect(logLine(stopRow(3, { text: 'close(3) = -1 EBADF (Bad file descriptor)' }))).toMatch(
      / = -1 EBADF \(Bad file descriptor\)$/,
    );
    expect(logLine(stopRow(3, { phase: 'log', text: 'opens "x"' }))).toMatch(/^# 101 [\d:.]+ opens "x"$/);
    expect(logLine(stopRow(3, { phase: 'signal', text: '--- SIGINT {si_signo=SIGINT} ---' }))).toMatch(/ --- SIGINT/);
  });

  it('has one line for entry and exit of a thread', () => {
    const history = createStopHistory();
    const exit = (id: number, more: Partial<StopRow>) =>
      stopRow(id, { phase: 'exit', time: 1_700_000_009, text: `close(${id}) = 0`, ...more });
    history.add([
      stopRow(1),
      stopRow(2, { tid: 102 }),
      exit(3, {}),
      exit(4, { tid: 102, syscall: 'read', text: 'read(0) = 0' }),
    ]);
    const lines = logText(history).trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/\d\d:\d\d:/, ''))).toEqual([
      expect.stringMatching(/^101 \d\d\.250000 close\(3\) = 0$/),
      expect.stringMatching(/^102 .* close\(2 <unfinished \.\.\.>$/),
      expect.stringMatching(/^102 .* read\(0\) = 0$/),
    ]);
  });

  it('is oldest first and says what is gone', () => {
    const history = createStopHistory(2);
    history.add([stopRow(1), stopRow(2), stopRow(3)]);
    const [head, first, second] = logText(history).split('\n');
    expect(head).toBe('# 1 more stop of this session is not in the list');
    expect(first).toContain('close(2 ');
    expect(second).toContain('close(3 ');
    expect(logText(createStopHistory())).toBe('# No stops yet\n');
  });
});
