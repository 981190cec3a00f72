/** Every preset is one that the adapter takes, for the calls of each machine. */
import { describe, expect, it } from 'vitest';
import { nativeCatalog } from '../../../../adapter/breakpoints/nativeCatalog.ts';
import { compileRule } from '../../../../adapter/tamper/rule.ts';
import { indexCatalog } from '../../../../extension/catalog/catalogIndex.ts';
import { likelyErrnos } from '../../../../extension/catalog/likelyErrnos.ts';
import { clockRules, shiftOf } from '../../../../extension/tamper/clockRules.ts';
import { presetsFor } from '../../../../extension/tamper/presets.ts';
import { buildCatalog } from '../../../../scripts/catalog.ts';

const machines = ['x64', 'arm64'] as const;

describe.each(machines)('presets on %s', (machine) => {
  const catalog = indexCatalog(buildCatalog(machine));

  it.each(presetsFor(catalog).map((preset) => [preset.name, preset] as const))('%s', (_name, { rules, question }) => {
    expect(question?.problem(question.value)).toBeUndefined();
    const list = rules(question?.value ?? '');
    expect(list.length).toBeGreaterThan(0);
    for (const rule of list) expect(compileRule(rule, nativeCatalog)).not.toHaveProperty('message');
  });

  it('has only calls of the machine in its rules', () => {
    const calls = presetsFor(catalog)
      .flatMap(({ rules, question }) => rules(question?.value ?? ''))
      .flatMap(({ catch: set }) => set.replace(/@\w+$/, '').split(','));
    expect(calls.filter((name) => !catalog.has(name))).toEqual([]);
  });
});

describe('a preset’s question', () => {
  const catalog = indexCatalog(buildCatalog('x64'));
  const preset = (name: string) => presetsFor(catalog).find((each) => each.name === name);

  it('puts its answer into the rules', () => {
    expect(preset('Out of memory')?.rules(' 7 ')).toMatchObject([{ when: '7+', fail: 'ENOMEM' }, { catch: 'brk' }]);
    expect(preset('Slow disk')?.rules('2s')).toMatchObject([{ delayExit: '2s' }]);
  });

  it.each([
    ['Out of memory', '0'],
    ['Out of memory', 'some'],
    ['Slow disk', '100'],
    ['Clock shifted', '1'],
    ['Clock shifted', '+0s'],
    ['Clock shifted', '9999999y'],
    ['Clock at another time', 'tomorrow'],
    ['Clock at another time', '2038-13-40'],
  ])('%s does not take %s', (name, answer) => {
    expect(preset(name)?.question?.problem(answer)).toMatch(/^Write .*\.$/);
  });

  it('takes a time in UTC', () => {
    expect(clockRules('1970-01-02 00:00:01')?.[0]?.set).toEqual({ 'tp.tv_sec': 86_401, 'tp.tv_nsec': 0 });
    expect(clockRules('2000-01-01')?.[3]?.return).toBe(946_684_800);
  });

  it.each([
    ['+1h', 3600],
    ['-30d', -2_592_000],
    [' 2d 12h', 216_000],
    ['1y1s', 31_536_001],
  ])('reads %s as %i seconds', (text, seconds) => {
    expect(shiftOf(text)).toBe(seconds);
  });
});

describe('likely errors', () => {
  const catalog = indexCatalog(buildCatalog('x64'));

  it.each([
    ['openat', 'ENOENT'],
    ['write', 'ENOSPC'],
    ['connect', 'ECONNREFUSED'],
    ['mmap', 'ENOMEM'],
    ['/^pwrite/', 'ENOSPC'],
  ])('of %s begin with %s', (set, errno) => {
    expect(likelyErrnos(set, catalog)[0]).toBe(errno);
  });

  it('of many calls have something of all', () => {
    expect(likelyErrnos('%net', catalog)).toEqual(expect.arrayContaining(['ECONNREFUSED', 'EADDRINUSE', 'EPIPE']));
  });

  it('are at most ten, all of them errors, for every call', () => {
    const known = new Set(catalog.errnos.map(({ name }) => name));
    for (const { name } of catalog.syscalls) {
      const errnos = likelyErrnos(name, catalog);
      expect(errnos.length, name).toBeLessThanOrEqual(10);
      expect(errnos.length, name).toBeGreaterThanOrEqual(4);
      expect(
        errnos.filter((errno) => !known.has(errno) || errnos.indexOf(errno) !== errnos.lastIndexOf(errno)),
      ).toEqual([]);
    }
  });
});
