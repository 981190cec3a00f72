import { describe, expect, it } from 'vitest';
import type { TamperRule, TamperRuleState } from '../../../../adapter/protocol/trapline.ts';
import { type TamperTreeState, tamperNodes, tamperRow } from '../../../../extension/tamper/tamperRows.ts';

const openat: TamperRule = { catch: 'openat', condition: 'flags & O_CREAT', when: '2+', fail: 'ENOENT' };
const slow: TamperRule = { catch: 'read@exit', delayExit: '10ms' };

const state = (rule: TamperRule, more: Partial<TamperRuleState> = {}): TamperRuleState => ({
  rule,
  label: 'label',
  verified: true,
  hits: 0,
  applied: 0,
  ...more,
});
const tree = (more: Partial<TamperTreeState>): TamperTreeState => ({ own: [], launch: [], states: [], ...more });

describe('the Tamper tree', () => {
  it('shows launch.json’s rules first, without a box', () => {
    const today = tree({ own: [{ id: 7, rule: openat }], launch: [slow] });
    const nodes = tamperNodes(today);
    expect(nodes).toEqual([
      { kind: 'launch', index: 0 },
      { kind: 'own', id: 7 },
    ]);
    expect(nodes.map((node) => tamperRow(node, today))).toMatchObject([
      { label: 'read: delay 10ms at its end', description: 'launch.json · at exit', checked: undefined, icon: 'ready' },
      {
        label: 'openat: fail ENOENT',
        description: 'from the 2nd on · if flags & O_CREAT',
        checked: true,
        icon: 'ready',
      },
    ]);
  });

  it('counts what was changed, by the rule’s place behind launch.json’s', () => {
    const today = tree({
      own: [{ id: 0, rule: openat }],
      launch: [slow],
      states: [state(slow, { hits: 3, applied: 3 }), state(openat, { hits: 1_204, applied: 1_203 })],
    });
    expect(tamperRow({ kind: 'launch', index: 0 }, today)).toMatchObject({ icon: 'applied' });
    expect(tamperRow({ kind: 'launch', index: 0 }, today)?.description).toMatch(/^3 changed · /);
    expect(tamperRow({ kind: 'own', id: 0 }, today)?.description).toMatch(/^1,203 of 1,204 changed · /);
    expect(tamperRow({ kind: 'own', id: 0 }, today)?.tooltip).toContain('1,204 hits, 1,203 calls changed');
  });

  it('says why a rule can’t be used', () => {
    const wrong = { catch: 'opennat', fail: 'ENOENT' };
    const message = 'Unknown system call "opennat". Did you mean openat?';
    const today = tree({ own: [{ id: 0, rule: wrong }], states: [state(wrong, { verified: false, message })] });
    expect(tamperRow({ kind: 'own', id: 0 }, today)).toMatchObject({ icon: 'wrong', description: message });
  });

  it('marks what is switched off, and does not count it', () => {
    const off = { ...openat, enabled: false };
    const today = tree({ own: [{ id: 0, rule: off }], states: [state(off, { hits: 2, applied: 2 })] });
    expect(tamperRow({ kind: 'own', id: 0 }, today)).toMatchObject({
      icon: 'off',
      checked: false,
      description: expect.stringMatching(/^off · /),
    });
  });

  it('does not take the counts of another rule for its own while a new list is on its way', () => {
    const today = tree({ own: [{ id: 1, rule: slow }], states: [state(openat, { hits: 9, applied: 9 })] });
    expect(tamperRow({ kind: 'own', id: 1 }, today)).toMatchObject({ icon: 'ready', description: 'at exit' });
  });

  it('says whose hits are counted apart', () => {
    const rule: TamperRule = { catch: '%file', when: '3', perThread: true, perSyscall: true, fail: 'EIO' };
    expect(tamperRow({ kind: 'own', id: 0 }, tree({ own: [{ id: 0, rule }] }))?.description).toBe(
      'the 3rd of each call of each thread',
    );
  });

  it.each([
    ['read,pread64,readv,write', 'read, pread64, … (4): skip'],
    ['read,write,%net', 'read,write,%net: skip'],
    ['/a,b,c,d/', '/a,b,c,d/: skip'],
  ])('has room for what is done to %s', (set, label) => {
    const row = tamperRow({ kind: 'own', id: 0 }, tree({ own: [{ id: 0, rule: { catch: set, skip: true } }] }));
    expect(row?.label).toBe(label);
    expect(row?.tooltip).toContain(`${set}: skip`);
  });

  it('has no row for a rule that is gone', () => {
    expect(tamperRow({ kind: 'own', id: 1 }, tree({}))).toBeUndefined();
    expect(tamperRow({ kind: 'launch', index: 0 }, tree({}))).toBeUndefined();
  });

  it('keeps its rows on one line, whatever a launch.json says', () => {
    const rule = { catch: 'openat', condition: 'pathname == "\n\u202e"', fail: '\u001b[31mE' };
    const row = tamperRow({ kind: 'launch', index: 0 }, tree({ launch: [rule] }));
    expect(`${row?.label}${row?.description}`).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
