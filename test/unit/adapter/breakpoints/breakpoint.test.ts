import { describe, expect, it } from 'vitest';
import { compileBreakpoint, compileFilter } from '../../../../adapter/breakpoints/breakpoint.ts';
import { catalog, scopeOf } from './fakes.ts';

function messageOf(spec: { name: string; condition?: string; hitCondition?: string; logMessage?: string }): string {
  const compiled = compileBreakpoint({ id: 1, ...spec }, catalog);
  return 'message' in compiled ? compiled.message : '';
}

describe('compileBreakpoint', () => {
  it.each([
    [{ name: 'openat' }],
    [{ name: 'openat', condition: '', hitCondition: ' ', logMessage: '' }],
    [{ name: 'openat', condition: 'pathname endsWith ".conf" && flags & O_CREAT' }],
    [{ name: 'openat@exit', condition: 'errno == ENOENT' }],
    [{ name: '%desc', condition: 'fd == 3 || pathname =~ /x/' }],
    [{ name: 'read', condition: 'count > 100 && $rip > 0' }],
    [{ name: 'openat', logMessage: 'open {pathname} {hits}' }],
  ])('takes %j', (spec) => {
    expect(messageOf(spec)).toBe('');
  });

  it.each([
    [{ name: 'opennat' }, 'Unknown system call "opennat". Did you mean openat, openat2, open?'],
    [
      { name: 'openat', condition: 'pathname ==' },
      'Condition: The expression ends where a value should stand. (position 12)',
    ],
    [{ name: 'openat', condition: 'pathnam == "x"' }, 'Unknown name "pathnam". Did you mean pathname?'],
    [{ name: 'openat', condition: 'flags & O_CRAET' }, 'Unknown name "O_CRAET".'],
    [{ name: 'close', condition: 'pathname == "x"' }, '"pathname" is not an argument of close. Arguments: fd.'],
    [
      { name: 'openat', condition: 'ret < 0' },
      '"ret" is known when the call has returned: write openat@exit instead of openat.',
    ],
    [{ name: 'openat@entry', condition: 'errno == 2' }, 'write openat@exit instead of openat@entry.'],
    [{ name: 'openat', hitCondition: 'often' }, '"often" is not a hit condition.'],
    [{ name: 'openat', logMessage: '{' }, 'Log message: The brace at position 1 is not closed'],
    [{ name: 'openat', logMessage: '{nosuch}' }, 'Unknown name "nosuch".'],
    [{ name: 'openat', condition: 'process.exit' }, 'Unknown name "process".'],
  ])('says what is wrong with %j', (spec, message) => {
    expect(messageOf(spec)).toContain(message);
  });

  it('takes a log message from the end of the name', () => {
    const compiled = compileBreakpoint({ id: 1, name: 'openat@exit log: {pathname} = {ret}' }, catalog);
    if ('message' in compiled) throw new Error(compiled.message);
    expect(compiled.breakpoint.label).toBe('openat@exit');
    expect(compiled.breakpoint.when).toBe('exit');
    expect(compiled.breakpoint.log?.render(scopeOf({ pathname: '/x', ret: 3n }))).toBe('/x = 3');
  });
});

describe('compileFilter', () => {
  it('takes conditions and says what is wrong with them', () => {
    expect(compileFilter({ filter: 'failed', condition: 'errno == ENOENT' }, catalog)).toHaveProperty('filter');
    expect(compileFilter({ filter: 'signal' }, catalog)).toHaveProperty('filter');
    expect(compileFilter({ filter: 'failed', condition: 'ernno == 2' }, catalog)).toEqual({
      message: 'Unknown name "ernno". Did you mean errno?',
    });
    expect(compileFilter({ filter: 'signal', condition: '1 +' }, catalog)).toHaveProperty('message');
  });
});
