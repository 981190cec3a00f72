/** The grammar on lines of every kind, and on logs that strace 6.1 wrote with its various options (logs/). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Line, straceTokenizer } from './tokenize.ts';

const LOGS = join(import.meta.dirname, 'logs');
let tokenize: (line: string) => Line;

beforeAll(async () => {
  tokenize = await straceTokenizer();
});

/** `text: scope` of each token that a rule of its own took, by the last word of the wanted scope. */
function scopesOf(line: string, ...texts: readonly string[]): Record<string, string | undefined> {
  const { tokens } = tokenize(line);
  return Object.fromEntries(texts.map((text) => [text, tokens.find((token) => token.text === text)?.scope]));
}

describe('a line', () => {
  it('has thread, time, call, values, result and duration', () => {
    const line =
      '11060 03:09:01.671990 openat(AT_FDCWD</home/ann>, "a\\nb", O_RDONLY|O_CLOEXEC, 0644) = 3</etc/ld.so.cache> <0.000007>';
    const found = scopesOf(line, '11060', '03:09:01.671990', 'openat', '/home/ann', 'a', '\\n', 'O_CLOEXEC', '0644');
    expect(found).toMatchObject({
      '11060': expect.stringContaining('constant.numeric.pid'),
      '03:09:01.671990': expect.stringContaining('comment.line.timestamp'),
      openat: expect.stringContaining('entity.name.function.syscall'),
      '/home/ann': expect.stringContaining('string.unquoted.path'),
      a: expect.stringContaining('string.quoted.double'),
      '\\n': expect.stringContaining('constant.character.escape'),
      O_CLOEXEC: expect.stringContaining('variable.other.constant'),
      '0644': expect.stringContaining('constant.numeric'),
    });
    expect(scopesOf(line, '<0.000007>', '/etc/ld.so.cache')).toMatchObject({
      '<0.000007>': expect.stringContaining('comment.line.duration'),
      '/etc/ld.so.cache': expect.stringContaining('string.unquoted.path'),
    });
  });

  it('shows a failure in the colour of errors', () => {
    const line = 'access("/etc/ld.so.preload", R_OK)      = -1 ENOENT (No such file or directory)';
    expect(scopesOf(line, '-1', 'ENOENT', '(No such file or directory)')).toMatchObject({
      '-1': expect.stringContaining('token.error-token'),
      ENOENT: expect.stringContaining('constant.other.errno token.error-token'),
      '(No such file or directory)': expect.stringContaining('comment.block.errno-text'),
    });
    expect(scopesOf('pause() = ? ERESTARTNOHAND (To be restarted if no handler)', 'ERESTARTNOHAND')).toMatchObject({
      ERESTARTNOHAND: expect.stringContaining('errno'),
    });
    expect(scopesOf('fcntl(1, F_GETFL) = -1 EBADF (Bad file descriptor) (INJECTED)', '(INJECTED)')).toMatchObject({
      '(INJECTED)': expect.stringContaining('keyword.other.tampered'),
    });
  });

  it('tells the call from calls among its values', () => {
    const line = 'connect(3, {sin_port=htons(1), sin_addr=inet_addr("127.0.0.1")}, 16) = 0';
    expect(scopesOf(line, 'connect', 'htons', 'sin_port')).toMatchObject({
      connect: expect.stringContaining('entity.name.function.syscall'),
      htons: expect.stringContaining('support.function.value'),
      sin_port: expect.stringContaining('variable.other.property.field'),
    });
  });

  it('may be half a call', () => {
    expect(scopesOf('[pid 11061] wait4(-1,  <unfinished ...>', '11061', '<unfinished ...>')).toMatchObject({
      '11061': expect.stringContaining('constant.numeric.pid'),
      '<unfinished ...>': expect.stringContaining('keyword.control.unfinished'),
    });
    expect(scopesOf('11061 <... wait4 resumed>NULL, 0, NULL) = 11062', 'wait4', 'NULL', '11062')).toMatchObject({
      wait4: expect.stringContaining('entity.name.function.syscall'),
      NULL: expect.stringContaining('constant.language.null'),
      '11062': expect.stringContaining('constant.numeric'),
    });
  });

  it('may be a signal or an exit', () => {
    expect(scopesOf('--- SIGSEGV {si_signo=SIGSEGV, si_addr=NULL} ---', 'SIGSEGV', 'si_addr')).toMatchObject({
      SIGSEGV: expect.stringContaining('constant.other.signal token.warn-token'),
      si_addr: expect.stringContaining('variable.other.property.field'),
    });
    expect(scopesOf('--- stopped by SIGSTOP ---', 'SIGSTOP')).toMatchObject({
      SIGSTOP: expect.stringContaining('constant.other.signal'),
    });
    expect(scopesOf('+++ killed by SIGABRT (core dumped) +++', 'killed by', 'SIGABRT')).toMatchObject({
      'killed by': expect.stringContaining('keyword.control.killed'),
      SIGABRT: expect.stringContaining('token.error-token'),
    });
    expect(scopesOf('100 +++ exited with 3 +++', 'exited with', '3')).toMatchObject({
      'exited with': expect.stringContaining('keyword.control.exited'),
      '3': expect.stringContaining('constant.numeric.status'),
    });
  });

  it('may be a comment of ours', () => {
    expect(tokenize('# 12 more stops of this session are not in the list').tokens).toHaveLength(1);
  });
});

/** Where two tracees wrote at once without -o, a line is torn: `…}strace: Process 7 attached`, then ` => {…}, 88)`. */
const isTorn = (line: string) => /.strace: Process \d+ attached/.test(line) || /^( =>|,) /.test(line);

describe.each(readdirSync(LOGS))('%s', (name) => {
  const lines = readFileSync(join(LOGS, name), 'utf8').split('\n');

  it('closes every rule at the end of each line', () => {
    expect(lines.filter((line) => tokenize(line).open)).toEqual([]);
  });

  it('has a colour for every word', () => {
    const tokens = lines.filter((line) => !isTorn(line)).flatMap((line) => tokenize(line).tokens);
    const bare = tokens.filter(
      ({ text, scope }) => /[A-Za-z0-9"=]/.test(text) && /(^|\s)(source|meta[\w.-]*)$/.test(scope),
    );
    // WEXITSTATUS(s): the one lower-case word of strace's notation that means nothing by itself.
    expect(bare.filter(({ text }) => text !== 's')).toEqual([]);
  });
});
