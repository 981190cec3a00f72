import { expect, test } from 'vitest';
import { parseEnvFile } from '../../../../adapter/plan/envFile.ts';

const parse = (text: string) => Object.fromEntries(parseEnvFile(text, '/x/.env'));

test('names, comments, export, quotes', () => {
  const text = [
    '\ufeff# comment',
    '',
    'A=1',
    'export B = two words # tail',
    "C='as $is \\n'",
    'D="line\\nbreak \\"q\\" \\$HOME"  # tail',
    'E=',
    'F=a#b',
    'G="#not a comment"',
    'A=2\r',
  ].join('\n');
  expect(parse(text)).toEqual({
    A: '2',
    B: 'two words',
    C: 'as $is \\n',
    D: 'line\nbreak "q" $HOME',
    E: '',
    F: 'a#b',
    G: '#not a comment',
  });
});

test.each([
  ['no equals sign', 'A'],
  ['no name', '=1'],
  ['a name with a space', 'A B=1'],
  ['an open quote', 'A="x'],
  ['text behind a quote', 'A="x" y'],
])('%s names its line', (_what, line) => {
  expect(() => parse(`OK=1\n${line}\n`)).toThrow('Line 2 of the envFile /x/.env');
});
