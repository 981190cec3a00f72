import { expect, test } from 'vitest';
import { COLOUR_KINDS, createPainter, type Palette } from '../../../../../adapter/syscalls/log/colours.ts';

/** Each kind's own letter instead of numbers, so that what is painted reads as `s:openat`. */
const LETTERS = Object.fromEntries(COLOUR_KINDS.map((kind) => [kind, kind === 'punct' ? '0' : kind[0]])) as Palette;
const painted = (text: string, paint = createPainter({ ...LETTERS, argname: 'n', const: 'K' })): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked at
  paint(text).replace(/\x1b\[(\w)m(.*?)\x1b\[0m/g, '$1‹$2›');
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken away
const plain = (text: string): string => text.replace(/\x1b\[[\d;\w]m/g, '');

test.each([
  [
    'openat(AT_FDCWD</tmp>, "a\\"b(", O_RDONLY|O_CLOEXEC) = 3</etc/HOSTS>',
    's‹openat›(K‹AT_FDCWD›a‹</tmp>›, a‹"a\\"b("›, K‹O_RDONLY›|K‹O_CLOEXEC›) = r‹3</etc/HOSTS>›',
  ],
  [
    '[pid  1234] 10:00:00.1 stat("x", 0x7f) = -1 ENOENT (No such file or directory) <0.000012>',
    '[pid  1234] 10:00:00.1 s‹stat›(a‹"x"›, a‹0x7f›) = e‹-1 ENOENT (No such file or directory)› <0.000012>',
  ],
  [
    'read(0, 0x7f, 1) = ? ERESTARTSYS (To be restarted)',
    's‹read›(a‹0›, a‹0x7f›, a‹1›) = e‹? ERESTARTSYS (To be restarted)›',
  ],
  ['exit_group(0) = ?', 's‹exit_group›(a‹0›) = r‹?›'],
  [
    'fstat(3, {st_mode=S_IFREG|0644, st_rdev=makedev(0x1, 0x3), ...}) = 0',
    's‹fstat›(a‹3›, {n‹st_mode›=K‹S_IFREG›|a‹0644›, n‹st_rdev›=a‹makedev›(a‹0x1›, a‹0x3›), ...}) = r‹0›',
  ],
  [
    'execve("/bin/x", ["x"], 0x7f /* 4 vars */) = 0',
    's‹execve›(a‹"/bin/x"›, [a‹"x"›], a‹0x7f› c‹/* 4 vars */›) = r‹0›',
  ],
  ['12 <... read resumed>"x", 1) = 1', '12 <... read resumed>a‹"x"›, a‹1›) = r‹1›'],
  ['12 read(3,  <unfinished ...>', '12 s‹read›(a‹3›,  <unfinished ...>'],
  ['--- SIGCHLD {si_signo=SIGCHLD, si_pid=7} ---', '--- K‹SIGCHLD› {n‹si_signo›=K‹SIGCHLD›, n‹si_pid›=a‹7›} ---'],
  ['+++ exited with 0 +++', '+++ exited with 0 +++'],
  [' > /bin/x(main+0x1) [0x1]', ' > /bin/x(main+0x1) [0x1]'],
  ['', ''],
])('%s', (line, expected) => {
  expect(painted(line)).toBe(expected);
  expect(plain(createPainter(LETTERS)(line))).toBe(line);
});

test('a line may come in pieces, and the next one begins anew', () => {
  const paint = createPainter({ ...LETTERS, argname: 'n', const: 'K' });
  expect(painted('close(1', paint)).toBe('s‹close›(a‹1›');
  expect(painted(') = 0\nclose(2) = 0\n', paint)).toBe(') = r‹0›\ns‹close›(a‹2›) = r‹0›\n');
});
