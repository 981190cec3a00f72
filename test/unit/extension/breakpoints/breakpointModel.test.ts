import { describe, expect, it } from 'vitest';
import {
  breakpointModel,
  changed,
  describeBreakpoint,
  type FunctionBreakpointData,
  isElaborate,
} from '../../../../extension/breakpoints/breakpointModel.ts';
import { smallCatalog } from '../catalog/smallCatalog.ts';

const data = (functionName: string, more: Partial<FunctionBreakpointData> = {}): FunctionBreakpointData => ({
  id: functionName,
  functionName,
  enabled: true,
  ...more,
});
const modelOf = (...list: FunctionBreakpointData[]) => breakpointModel(list, smallCatalog);

describe('the model of breakpoints', () => {
  it('leaves functions of other debuggers out', () => {
    expect(modelOf(data('main'), data('openat')).all.map(({ id }) => id)).toEqual(['openat']);
  });

  it('finds those written for one SET, whatever else they say', () => {
    const model = modelOf(data('openat@exit'), data('openat log: x'), data('open'));
    expect(model.of('openat').map(({ functionName }) => functionName)).toEqual(['openat@exit', 'openat log: x']);
  });

  it('says through whom a call stops, of the enabled ones', () => {
    const model = modelOf(data('openat'), data('%file'), data('/^o/'), data('all', { enabled: false }), data('%net'));
    expect(model.covering('openat').map(({ parts }) => parts.set)).toEqual(['%file', '/^o/']);
    expect(model.custom.map(({ parts }) => parts.set)).toEqual(['/^o/']);
  });
});

describe('an edit', () => {
  const before = data('openat@exit log: {ret}', { condition: 'ret < 0', hitCondition: '3+' });

  it('keeps the other parts', () => {
    expect(changed(before, { when: 'both' })).toEqual({
      functionName: 'openat@both log: {ret}',
      enabled: true,
      condition: 'ret < 0',
      hitCondition: '3+',
    });
    expect(changed(before, { condition: 'errno == ENOENT' })).toMatchObject({
      functionName: before.functionName,
      condition: 'errno == ENOENT',
    });
  });

  it('removes a part for null', () => {
    expect(changed(before, { log: null, condition: null, hitCondition: null })).toEqual({
      functionName: 'openat@exit',
      enabled: true,
      condition: undefined,
      hitCondition: undefined,
    });
  });
});

describe('a description', () => {
  it.each([
    [data('openat'), 'entry', false],
    [data('openat@both', { enabled: false }), 'off · entry and exit', false],
    [
      data('openat@exit', { condition: 'errno == ENOENT', hitCondition: '2..5' }),
      'exit · errno == ENOENT · hit 2..5',
      true,
    ],
    [data('openat log: {pathname}'), 'entry · log “{pathname}”', true],
    [data('open,read'), 'entry', true],
  ])('%s', (one, text, elaborate) => {
    const [breakpoint] = modelOf(one).all;
    expect(breakpoint && describeBreakpoint(breakpoint)).toBe(text);
    expect(breakpoint && isElaborate(breakpoint)).toBe(elaborate);
  });
});
