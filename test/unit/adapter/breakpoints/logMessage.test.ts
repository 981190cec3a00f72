import { describe, expect, it } from 'vitest';
import { compileLogMessage } from '../../../../adapter/breakpoints/logMessage.ts';
import { scopeOf } from './fakes.ts';

const SCOPE = scopeOf({ pathname: '/etc/\x1b[31m\nx', ret: -2n, name: 'a}b' });

describe('log messages', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['ret is {ret}', 'ret is -2'],
    ['{ret}{ret + 1}', '-2-1'],
    ['\\{ret\\} {ret}', '{ret} -2'],
    ['a } b', 'a } b'],
    ['C:\\temp \\\\ {ret}', 'C:\\temp \\ -2'],
    ['{"}" + "{"}', '}{'],
    ['{name =~ /[}]b{1,2}/ ? "yes" : "no"}', 'yes'],
    ['path {pathname}!', 'path /etc/\\x1b[31m\\nx!'],
    ['tab\there\x07', 'tab\\there\\x07'],
  ])('%j', (text, line) => {
    expect(compileLogMessage(text).render(SCOPE)).toBe(line);
  });

  it.each([
    ['{ret', 'The brace at position 1 is not closed'],
    ['x {}', 'There is nothing between { and }'],
    ['x {ret +}', 'In {ret +}: The expression ends where a value should stand.'],
    ['{ret = 1}', 'would assign'],
    ['x'.repeat(5000), 'longer than 4096 characters'],
  ])('refuses %s', (text, message) => {
    expect(() => compileLogMessage(text)).toThrow(message);
  });

  it('fails with a sentence when a part has no value', () => {
    expect(() => compileLogMessage('{nosuch}').render(SCOPE)).toThrow('Unknown name "nosuch"');
  });

  it('is bounded', () => {
    const long = scopeOf({ pathname: 'x'.repeat(60_000) });
    expect(compileLogMessage('{pathname}'.repeat(100)).render(long).length).toBeLessThan(17_000);
  });

  it('says which names it needs', () => {
    expect([...compileLogMessage('{fd} {fdpath(fd)} {O_CREAT}').names]).toEqual(['fd', 'O_CREAT']);
  });
});
