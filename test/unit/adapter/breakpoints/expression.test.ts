import { describe, expect, it } from 'vitest';
import { compileExpression, ExpressionError, formatValue, truthy } from '../../../../adapter/breakpoints/expression.ts';
import type { ExpressionValue } from '../../../../adapter/breakpoints/scope.ts';
import { scopeOf } from './fakes.ts';

const SCOPE = scopeOf({
  syscall: 'openat',
  pathname: '/etc/hosts.conf',
  flags: 0o101n,
  mode: 0o644n,
  fd: 3n,
  dirfd: 0xffffff9cn,
  ret: -2n,
  errno: 2n,
  pid: 4711,
  duration: 0.25,
  buf: null,
  address: 0x1000n,
  args: [0n, 0x1000n, 7n],
  statbuf: Object.freeze(Object.assign(Object.create(null), { st_size: 4096n, st_mode: 0o100644n })),
});

function evaluate(text: string): ExpressionValue {
  return compileExpression(text).evaluate(SCOPE);
}

describe('expressions', () => {
  it.each<[string, ExpressionValue]>([
    ['1 + 2 * 3', 7n],
    ['(1 + 2) * 3', 9n],
    ['7 / 2', 3n],
    ['-7 / 2', -3n],
    ['7 % 4', 3n],
    ['1 << 12', 4096n],
    ['$rip >> 12 == 0x7ffffffff1234', true],
    ['$rip == 0x7ffffffff1234567', true],
    ['($rip & 0xfff) == 0x567', true],
    ['0b101 + 0o17', 20n],
    ['mode == 0644', true],
    ['10n + 10UL + 1u', 21n],
    ['0.5 * 4', 2],
    ['duration > 0.1', true],
    ['duration * 4 == 1', true],
    ['~0', -1n],
    ['~0 == 0xffffffffffffffff', true],
    ['5 ^ 1 | 8', 12n],
    ['pid == 4711', true],
    ['pid & 1', 1n],
    ['flags & O_CREAT', 64n],
    ['(flags & O_CREAT) == O_CREAT', true],
    ['flags & O_CREAT && !(flags & 0x8000)', true],
    ['flags & ~O_CREAT', 1n],
    ['errno == ENOENT', true],
    ['errno === ENOENT && ret !== 0', true],
    ['ret < 0', true],
    ['ret == -2', true],
    ['ret < 0 ? "failed" : "fine"', 'failed'],
    ['false ? 1 : true ? 2 : 3', 2n],
    ['pathname == "/etc/hosts.conf"', true],
    ["pathname != '/etc'", true],
    ['pathname =~ /\\.conf$/', true],
    ['pathname =~ "^/etc/"', true],
    ['pathname =~ /^\\/ETC\\//i', true],
    ['pathname !~ /[/]usr/', true],
    ['pathname =~ "/" + "etc"', true],
    ['pathname endsWith ".conf"', true],
    ['pathname startsWith "/etc" && pathname contains "hosts"', true],
    ['pathname.endsWith(".conf")', true],
    ['pathname.startsWith("/usr")', false],
    ['pathname.includes("host")', true],
    ['startsWith(pathname, "/etc")', true],
    ['pathname.length', 15n],
    ['pathname[1]', 'e'],
    ['args[1]', 0x1000n],
    ['args[1 + 1] == 7', true],
    ['args.length', 3n],
    ['args contains 7', true],
    ['statbuf.st_size > 1000', true],
    ['statbuf["st_mode"] & 07777', 0o644n],
    ['fdpath(fd)', '/etc/hosts'],
    ['fdpath(AT_FDCWD)', '/home'],
    ['fdpath(dirfd)', '/home'],
    ['fdpath(9)', null],
    ['fdpath(9) endsWith ".conf"', false],
    ['str(args[1])', 'hello'],
    ['str(address, 2)', 'he'],
    ['u8(args[1])', 0x88n],
    ['u16(args[1])', 0x7788n],
    ['u32(args[1])', 0x55667788n],
    ['u64(args[1] + 8)', 0x1122334455667788n],
    ['buf == NULL', true],
    ['buf == 0', true],
    ['buf == "x"', false],
    ['buf != "x"', true],
    ['buf =~ /x/', false],
    ['buf !~ /x/', true],
    ['!buf', true],
    ['pathname == NULL', false],
    ['"a\\tb\\x41\\u0042\\u{43}\\104\\"\\\\"', 'a\tbABCD"\\'],
    ['"a" < "b"', true],
    ['true == 1', true],
    ['(1 < 2) & (2 < 3)', true],
    ['ret || "x"', -2n],
    ['0 && nosuchname', 0n],
    ['8 / 2 / 2', 2n],
    ['args[0] || args[1] && 0', 0n],
  ])('%s', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });

  it.each([
    ['', 'The expression is empty.'],
    ['ret =', '"=" would assign; write == to compare. (position 5)'],
    ['ret = 5', 'write == to compare. (position 5)'],
    ['ret += 5', '"+=" would assign; write == to compare.'],
    ['ret <<= 5', '"<<=" would assign'],
    ['ret++', '"++" would assign; expressions only read. (position 4)'],
    ['++ret', '"++" would assign'],
    ['x => x', 'Expressions make no functions.'],
    ['(() => 1)()', '")" has no place here.'],
    ['new Date', 'An operator is missing before "Date".'],
    ['function(){}', 'Braces are not part of expressions.'],
    ['Function("return 1")()', 'There is no function "Function".'],
    ['ret; ret', 'An expression is one value'],
    ['while (1) ret', 'There is no function "while".'],
    ['{}', 'Braces are not part of expressions.'],
    ['`x`', 'Template strings are not part of expressions'],
    ['1 +', 'The expression ends where a value should stand.'],
    ['1 2', 'An operator is missing here. (position 3)'],
    ['(1', '")" is missing: a group starts here. (position 1)'],
    ['args[1', '"]" is missing'],
    ['str(1', '")" is missing: the call of str starts here.'],
    ['"abc', 'A string starts here that no second " ends.'],
    ['/abc', 'A pattern starts here that no second slash ends'],
    ['/abc/', 'A pattern stands behind =~ or !~ only.'],
    ['"\\q"', 'Unknown escape'],
    ['"\\u{110000}"', 'No character has this number.'],
    ['089', 'octal and has no digit 8 or 9'],
    ['12abc', 'This is not a number'],
    ['0x', 'This is not a number'],
    ['a ? b', '":" is missing'],
    ['a, b', 'A comma separates the arguments of a call'],
    ['args->x', 'Fields are written with a dot'],
    ['a ** b', '"**" has no place here.'],
    ['a.1', 'A field name is missing behind the dot.'],
    ['\u202ea', 'Unexpected U+202E. (position 1)'],
    ['flags & O_CREAT == O_CREAT', '"&" binds weaker than "==", as in C: write (flags & BIT) == BIT'],
    ['flags == 1 | 2', '"|" binds weaker than "=="'],
    ['pathname =~ /(/', "The pattern /(/ can't be used: missing closing )"],
    ['pathname =~ "(?!x)"', 'look-ahead and look-behind are not supported'],
    ['pathname =~ /(a)\\1/', 'back references are not supported'],
    ['pathname =~ /a/y', 'Unknown pattern flag "y"'],
    ['pathname =~ /((a{1,1000}){1,1000}){1,1000}/', "can't be used"],
    ['str()', 'str is written str(address, length).'],
    ['fdpath(1, 2)', 'fdpath is written fdpath(fd).'],
    ['fdpth(1)', 'There is no function "fdpth". Did you mean fdpath?'],
    ['pathname.replace("a", "b")', 'There is no function "replace".'],
    ['pathname.str()', 'There is no function "str".'],
    ['eval("1")', 'There is no function "eval".'],
    ['constructor("1")', 'There is no function "constructor".'],
    ['toString()', 'There is no function "toString".'],
    ['"x".repeat(1000000000)', 'There is no function "repeat".'],
    ['1'.repeat(5000), 'longer than 4096 characters'],
    [`${'('.repeat(2000)}1${')'.repeat(2000)}`, 'nested too deeply'],
    ['!'.repeat(4000), 'nested too deeply'],
    [`${'1+'.repeat(2000)}1`, 'too many parts'],
    [`1${'[0]'.repeat(1000)}`, 'too many parts'],
    [`${'1?'.repeat(1000)}1`, 'nested too deeply'],
  ])('refuses to compile %s', (text, message) => {
    expect(() => compileExpression(text)).toThrow(ExpressionError);
    expect(() => compileExpression(text)).toThrow(message);
  });

  it.each([
    ['pathnam == "x"', 'Unknown name "pathnam" at this stop. Did you mean pathname'],
    ['ENOENTT == 2', 'Unknown name "ENOENTT"'],
    ['$xyz', 'There is no register $xyz at this stop.'],
    ['pathname == 5', "== can't take a string on its left and an integer on its right."],
    ['errno == "ENOENT"', "== can't take an integer on its left and a string on its right."],
    ['pathname < 5', "< can't take a string"],
    ['pathname + 1', "+ can't take a string"],
    ['pathname & 1', '& works on integers, not on a string.'],
    ['(flags & 1) & (flags == 1)', '& works on integers, not on true or false.'],
    ['ret =~ /x/', '=~ looks into a string; on its left is an integer.'],
    ['ret startsWith "x"', 'startsWith looks into a string'],
    ['pathname startsWith 5', "startsWith can't take a string on its left and an integer on its right."],
    ['pathname =~ 5', 'On the right of =~ stands a pattern, not an integer.'],
    ['pathname =~ pathname + "("', "can't be used: missing closing )"],
    ['args == 1', "== can't take a list"],
    ['statbuf + 1', "+ can't take a structure"],
    ['statbuf.st_sise', 'There is no field "st_sise" here. Did you mean st_size'],
    ['ret.x', 'There is no field "x" in an integer.'],
    ['args[3]', 'The index is outside of 0 to 2.'],
    ['args[-1]', 'The index is outside of 0 to 2.'],
    ['args[0.5]', 'An index is an integer, not a number.'],
    ['args["length"] + args["map"]', 'There is no field "map" in a list.'],
    ['1 / 0', 'Division by zero.'],
    ['1 % 0', 'Division by zero.'],
    ['1 << 64', 'A shift by 64 is outside of 0 to 63.'],
    ['1 << -1', 'A shift by -1 is outside of 0 to 63.'],
    [Array(20).fill('0xffffffffffffffff').join('*'), 'The number grows too large.'],
    ['1 << 63 << 63 << 63 << 63 << 63', 'The number grows too large.'],
    ['str(0)', "str() can't read at NULL."],
    ['str(buf)', "str() can't read at NULL."],
    ['str(pathname)', 'this is the string already'],
    ['str(0x2000)', "Memory at 0x2000 can't be read."],
    ['str(address, 1 << 40)', 'str() reads 0 to 65536 bytes.'],
    ['str(address, -1)', 'str() reads 0 to 65536 bytes.'],
    ['fdpath("x")', 'fdpath() takes an integer, not a string.'],
  ])('fails with a sentence on %s', (text, message) => {
    const compiled = compileExpression(text);
    expect(() => compiled.evaluate(SCOPE)).toThrow(ExpressionError);
    expect(() => compiled.evaluate(SCOPE)).toThrow(message);
  });

  it.each([
    'process',
    'globalThis',
    'this',
    'require',
    'constructor',
    '__proto__',
    'hasOwnProperty',
    'toString',
    'pathname.constructor',
    'pathname.__proto__',
    'pathname["__proto__"]',
    'pathname["const" + "ructor"]',
    'statbuf.__proto__',
    'statbuf.constructor',
    'statbuf["__proto__"]',
    'args.constructor',
    'args["constructor"]',
    'args.map',
    'ret.toString',
    '(1 == 1).constructor',
  ])('gives no way into the adapter through %s', (text) => {
    expect(() => evaluate(text)).toThrow(ExpressionError);
  });

  it('has nothing of a careless scope either', () => {
    const careless = { ...scopeOf(), name: (name: string) => ({ nr: 1n })[name as 'nr'] };
    for (const text of ['constructor', '__proto__', 'valueOf', 'toString']) {
      expect(() => compileExpression(text).evaluate(careless)).toThrow('Unknown name');
    }
    const leaking = { ...scopeOf(), name: () => (() => 1) as unknown as ExpressionValue };
    expect(() => compileExpression('x').evaluate(leaking)).toThrow('nothing that an expression can use');
  });

  it('quotes what the tracee chose in messages without its control characters', () => {
    const scope = scopeOf({ pathname: '(\x1b[31m\n'.repeat(1000), statbuf: { st_size: 1n } });
    for (const text of ['"x" =~ pathname', 'statbuf[pathname]']) {
      let message = '';
      try {
        compileExpression(text).evaluate(scope);
      } catch (error) {
        message = error instanceof ExpressionError ? error.message : '';
      }
      expect(message).not.toBe('');
      expect(message).not.toMatch(/\p{C}/u);
      expect(message.length).toBeLessThan(3000);
    }
  });

  it('names ret at an entry as what is missing', () => {
    expect(() => compileExpression('ret < 0').evaluate(scopeOf({ nr: 1n }))).toThrow("known at a call's exit only");
  });

  it('matches patterns in linear time on what a tracee chose', () => {
    const scope = scopeOf({ pathname: 'a'.repeat(100_000) });
    for (const pattern of ['(a+)+$', '(a*)*b', '(a|a)*b', 'a*a*a*a*a*a*a*a*b']) {
      expect(typeof compileExpression(`pathname =~ /${pattern}/`).evaluate(scope)).toBe('boolean');
    }
    expect(compileExpression('pathname =~ /b/').evaluate(scopeOf({ pathname: `${'a'.repeat(5000)}b` }))).toBe(false);
  });

  it('collects the names that it may ask for', () => {
    const { names } = compileExpression('pathname =~ other && (args[1] & O_CREAT) > 0 ? $rip : str(buf).length');
    expect([...names].sort()).toEqual(['$rip', 'O_CREAT', 'args', 'buf', 'other', 'pathname']);
  });

  it('neither crashes nor answers anything but values and ExpressionErrors on random text', () => {
    const pieces = [
      'ret',
      'pathname',
      '(',
      ')',
      '[',
      ']',
      '"',
      "'",
      '/',
      '\\',
      '=~',
      '&&',
      '.',
      '1',
      '0x',
      ',',
      '?',
      ':',
    ];
    let seed = 12345;
    const next = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    let evaluated = 0;
    for (let round = 0; round < 3000; round++) {
      const text = Array.from({ length: 1 + next(8) }, () => pieces[next(pieces.length)]).join(next(2) ? ' ' : '');
      try {
        evaluate(text);
        evaluated++;
      } catch (error) {
        expect(error, text).toBeInstanceOf(ExpressionError);
      }
    }
    expect(evaluated).toBeGreaterThan(0);
  });
});

describe('values', () => {
  it('are true and false as in C and JavaScript', () => {
    expect([1n, -1n, 0.5, 'x', true, [], {}].map(truthy)).toEqual(Array(7).fill(true));
    expect([0n, 0, '', false, null, undefined].map(truthy)).toEqual(Array(6).fill(false));
  });

  it.each<{ value: ExpressionValue; text: string }>([
    { value: 255n, text: '255' },
    { value: -1n, text: '-1' },
    { value: 0.25, text: '0.25' },
    { value: true, text: 'true' },
    { value: null, text: 'NULL' },
    { value: 'a"b\\c', text: '"a\\"b\\\\c"' },
    { value: '\x1b[31m\u202e\n\u2028\ud800é', text: '"\\x1b[31m\\u{202e}\\n\\u{2028}\\u{d800}é"' },
    { value: [1n, 'x', [2n]], text: '[1, "x", [2]]' },
    { value: { a: 1n, b: { c: 'd' } }, text: '{a=1, b={c="d"}}' },
  ])('shows $text', ({ value, text }) => {
    expect(formatValue(value)).toBe(text);
  });

  it('are bounded when shown', () => {
    expect(formatValue('x'.repeat(100_000)).length).toBeLessThan(4200);
    expect(formatValue(Array(1000).fill(1n))).toMatch(/1, \.\.\.\]$/);
    const deep = Array.from({ length: 50 }).reduce<ExpressionValue>((inner) => [inner], 1n);
    expect(formatValue(deep)).toBe('[[[[...]]]]');
  });
});
