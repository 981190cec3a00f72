import { describe, expect, it } from 'vitest';
import { logLine, logText } from '../../../../extension/log/logText.ts';
import { createStopHistory } from '../../../../extension/stops/stopHistory.ts';
import { stopRow } from '../stops/stopRow.ts';

describe('a log', () => {
  it('writes thread, time and call as strace does', () => {
    expect(logLine(stopRow(3, { text: 'close(3) = 0', phase: 'exit' }))).toMatch(
      /^101 \d\d:\d\d:\d\d\.250000 close\(3\) = 0$/,
    );
    expect(logLine(stopRow(3))).toMatch(/ close\(3 <unfinished \.\.\.>$/);
    expect(logLine(stopRow(3, { phase: 'log', text: 'opens "x"' }))).toMatch(/^# 101 [\d:.]+ opens "x"$/);
    expect(logLine(stopRow(3, { phase: 'signal', text: '--- SIGINT {si_signo=SIGINT} ---' }))).toMatch(/ --- SIGINT/);
  });

  it('is oldest first and says what is gone', () => {
    const history = createStopHistory(2);
    history.add([stopRow(1), stopRow(2), stopRow(3)]);
    const [head, first, second] = logText(history).split('\n');
    expect(head).toBe('# 1 older stop left the list');
    expect(first).toContain('close(2 ');
    expect(second).toContain('close(3 ');
    expect(logText(createStopHistory())).toBe('# No stops yet\n');
  });
});
