/** Stacks where libdw is not installed: addresses, and one sentence that says what to install. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSources } from '../../adapter/symbols/sources.ts';
import { openSymbols, symbolsHint } from '../../adapter/symbols/symbols.ts';
import { type StoppedProgram, stopAt } from './stoppedProgram.ts';

const GETPPID = 110;
let program: StoppedProgram | undefined;

beforeAll(() => {
  process.env.TRAPLINE_NO_LIBDW = '1';
});
afterAll(() => {
  delete process.env.TRAPLINE_NO_LIBDW;
  program?.end();
});

test('modules and offsets along the frame pointers, then the hint', () => {
  expect(symbolsHint()).toBeUndefined();
  program = stopAt('stack_bare', GETPPID);
  const symbols = openSymbols(program.pid, createSources({}));
  const { frames, returnAddress, callerSp } = symbols.stack({
    tid: program.tid,
    registers: program.registers(),
    readWord: program.readWord,
    inSyscall: true,
  });
  symbols.close();
  const own = frames.filter(({ name }) => /^stack_bare\+0x[0-9a-f]+$/.test(name));
  // inner, middle, outer, main: getppid has no frame of its own, and its return address is on top of the stack.
  expect(own).toHaveLength(4);
  expect(frames[0]?.name).toMatch(/^libc\.so\.6\+0x[0-9a-f]+$/);
  expect(returnAddress).toBe(BigInt(frames[1]?.address ?? 0));
  expect(callerSp).toBeDefined();
  expect(symbolsHint()).toContain('apt install libdw1');
});
