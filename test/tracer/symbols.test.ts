/** Stacks of real programs through libdw. Skipped where libdw is not installed. */

import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createSources } from '../../adapter/symbols/sources.ts';
import { openSymbols, type ProcessSymbols, type Stack, symbolsHint } from '../../adapter/symbols/symbols.ts';
import { SP } from '../../native/tracer/registers.ts';
import { canBuild32, type StoppedProgram, stopAt } from './stoppedProgram.ts';

const GETPPID = 110;
const GETPPID_I386 = 64;

let program: StoppedProgram | undefined;
let symbols: ProcessSymbols | undefined;

function open(fixture: string, nr = GETPPID): StoppedProgram {
  program = stopAt(fixture, nr);
  symbols = openSymbols(program.pid, createSources({}));
  return program;
}

function stackOf(stopped: StoppedProgram, limit?: number): Stack {
  const request = { tid: stopped.tid, registers: stopped.registers(), readWord: stopped.readWord, inSyscall: true };
  return (symbols as ProcessSymbols).stack({ ...request, ...(limit === undefined ? {} : { limit }) });
}

/** `name: marker` for frames with a source here, else the name. The marker is the comment on that line. */
function shown(stack: Stack): string[] {
  return stack.frames.map(({ name, path, line }) => {
    if (path === undefined) return name;
    const text = readFileSync(path, 'utf8').split('\n')[line - 1] ?? '';
    return `${name}: ${/\/\* (.*) \*\//.exec(text)?.[1] ?? text}`;
  });
}

const user = (stack: Stack): string[] => shown(stack).filter((_, index) => stack.frames[index]?.role === 'user');

afterEach(() => {
  symbols?.close();
  program?.end();
  symbols = undefined;
  program = undefined;
});

const missing = (() => {
  const probe = openSymbols(process.pid, createSources({}));
  probe.stack({ tid: 0, registers: new BigUint64Array(27), readWord: () => undefined, inSyscall: false });
  probe.close();
  return symbolsHint() !== undefined;
})();

describe.skipIf(missing)('with libdw', () => {
  const usual = ['inner: in inner', 'middle: in middle', 'outer: in outer', 'main: in main'];

  test.each(['stack_o0', 'stack_o2', 'stack_static'])('%s: names and lines down to main', (fixture) => {
    const stopped = open(fixture);
    const stack = stackOf(stopped);
    expect(user(stack)).toEqual(usual);
    expect(stack.frames[0]?.name).toMatch(/^(__)?getppid$/);
    expect(stack.frames.at(-1)?.name).toBe('_start');
    expect(stack.returnAddress).toBe(BigInt(stack.frames[1]?.address ?? 0));
    // getppid pushes nothing: the return address is on top of the stack, and gone after the return.
    const sp = stopped.registers()[SP] ?? 0n;
    expect(stopped.readWord(sp)).toBe(stack.returnAddress);
    expect(stack.callerSp).toBe(sp + 8n);
  });

  test('a program without names: module and offset, still the whole stack', () => {
    const stack = stackOf(open('stack_bare'));
    const own = stack.frames.filter(({ name }) => /^stack_bare\+0x[0-9a-f]+$/.test(name));
    expect(own).toHaveLength(5);
    expect(own.every(({ role, module }) => role === 'library' && module?.endsWith('/bin/stack_bare'))).toBe(true);
  });

  test.skipIf(!canBuild32())('a 32-bit program', () => {
    const stack = stackOf(open('stack_m32', GETPPID_I386));
    expect(user(stack).map((each) => each.split(':')[0])).toEqual(['inner', 'middle', 'outer', 'main']);
    expect(stack.callerSp).toBeDefined();
  });

  test('the stack of another thread', () => {
    const stopped = open('stack_threads');
    expect(stopped.tid).not.toBe(stopped.pid);
    expect(user(stackOf(stopped)).map((each) => each.split(':')[0])).toEqual(['inner', 'middle', 'outer', 'work']);
  });

  test('through a signal frame to the interrupted function', () => {
    const names = stackOf(open('stack_signal')).frames.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['inner', 'handler', 'raise', 'main']));
  });

  test('a library that came after the first stack', () => {
    const stopped = open('stack_dlopen');
    const before = shown(stackOf(stopped));
    expect(stopped.next()).toBe(true);
    expect(shown(stackOf(stopped)).slice(0, 3)).toEqual(before.slice(0, 3));
    expect(user(stackOf(stopped)).at(-1)).toBe('main: after dlopen');
  });

  test('a new program after execve, noticed or told', () => {
    const stopped = open('stack_exec');
    const names = () => stackOf(stopped).frames.map(({ name }) => name);
    const before = names();
    expect(stopped.next()).toBe(true);
    expect(names()).toEqual(before);
    symbols?.invalidate();
    expect(names()).toEqual(before);
  });

  test('limits, wrong registers and unreadable memory give a shorter stack, never an exception', () => {
    const stopped = open('stack_o0');
    expect(stackOf(stopped, 3).frames).toHaveLength(3);
    expect(stackOf(stopped, 1).returnAddress).toBeDefined();
    const ask = (registers: BigUint64Array, readWord: (at: bigint) => bigint | undefined) =>
      (symbols as ProcessSymbols).stack({ tid: stopped.tid, registers, readWord, inSyscall: false });
    expect(ask(stopped.registers(), () => undefined).frames).toHaveLength(1);
    expect(ask(new BigUint64Array(27).fill(~0n), stopped.readWord).frames).toHaveLength(1);
    const thrown = ask(stopped.registers(), () => {
      throw new Error('no memory');
    });
    expect(thrown.frames.length).toBeGreaterThan(0);
  });

  test('nothing stays open, however often a process is opened and closed', () => {
    const stopped = open('stack_o0');
    const descriptors = () => readdirSync('/proc/self/fd').length;
    stackOf(stopped);
    symbols?.invalidate();
    const before = descriptors();
    for (let round = 0; round < 20; round++) {
      stackOf(stopped);
      symbols?.invalidate();
    }
    expect(descriptors()).toBe(before);
  });

  test('no debuginfod server is asked', async () => {
    const server = createServer((socket) => socket.end());
    const seen: (number | undefined)[] = [];
    server.on('connection', (socket) => seen.push(socket.remotePort));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    process.env.DEBUGINFOD_URLS = `http://127.0.0.1:${port}`;
    process.env.DEBUGINFOD_TIMEOUT = '1';
    try {
      stackOf(open('stack_bare'));
      // The accept queue is in order: when our own connection is seen, an earlier one has been.
      const own = connect(port, '127.0.0.1');
      await once(own, 'connect');
      const mine = own.localPort;
      await once(own, 'close');
      expect(seen).toEqual([mine]);
    } finally {
      delete process.env.DEBUGINFOD_URLS;
      delete process.env.DEBUGINFOD_TIMEOUT;
      server.close();
    }
  });
});
