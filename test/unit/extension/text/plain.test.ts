import { describe, expect, it } from 'vitest';
import { counted, iconFreeText, noticeText, plainText } from '../../../../extension/text/plain.ts';

describe('plain text', () => {
  it('stays on one line without control or direction-changing characters', () => {
    expect(plainText('a\nb\tc\u001b[31m\u202e\u2028')).toBe('a\\nb\\tc\\u{1b}[31m\\u{202e}\\u{2028}');
    expect(plainText('größer 日本 🙂')).toBe('größer 日本 🙂');
  });

  it('is bounded', () => {
    expect(plainText('x'.repeat(50), 10)).toBe(`${'x'.repeat(10)}…`);
  });

  it('makes no icons where VS Code would', () => {
    expect(iconFreeText('$(zap) $(no icon)')).toBe('\\$(zap) $(no icon)');
  });

  it('makes no links where VS Code would', () => {
    expect(noticeText('/tmp/[x](command:y).c')).toBe('/tmp/[x] (command:y).c');
  });

  it('counts', () => {
    expect([counted(1, 'hit'), counted(1234, 'hit')]).toEqual(['1 hit', '1,234 hits']);
  });
});
