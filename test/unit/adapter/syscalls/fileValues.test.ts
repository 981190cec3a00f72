/**
 * Arguments of calls on files and descriptors as values: what a condition, a variable and JSON see of structures.
 */
import { describe, expect, it } from 'vitest';
import { argumentOf, type DecodedCall } from '../../../../adapter/syscalls/call.ts';
import { decodeEntry, decodeExit } from '../../../../adapter/syscalls/decode.ts';
import { decimal, joined } from '../../../../adapter/syscalls/nodes.ts';
import { printCall, printNode, printResult } from '../../../../adapter/syscalls/print.ts';
import { valueRow } from '../../../../adapter/syscalls/rows.ts';
import { expressionValue } from '../../../../adapter/syscalls/value.ts';
import { FakeMemory, inputsOf, pack, resultOf, runCall } from './fakes.ts';

const valueIn = (call: DecodedCall, name: string) => expressionValue(argumentOf(call, name)?.node ?? decimal(0));
const rowsOf = (call: DecodedCall, name: string) =>
  valueRow(name, argumentOf(call, name)?.node ?? decimal(0)).children.map((row) => row.name);

describe('structures of files', () => {
  it('have what statx was able to say, and nothing else', () => {
    const memory = new FakeMemory();
    const bytes = new Uint8Array(256);
    // STATX_SIZE | STATX_SUBVOL
    bytes.set(pack([4, 0x8200], [4, 4096]), 0);
    bytes.set(pack([8, 77]), 40);
    bytes.set(pack([8, 5]), 160);
    const call = runCall(memory, 'statx', [-100, memory.put('x'), 0, 0, memory.put(bytes)], 0, { details: true });
    expect(valueIn(call, 'statxbuf')).toMatchObject({ stx_size: 77n, stx_subvol: 5n, stx_blksize: 4096n });
    expect(valueIn(call, 'statxbuf')).not.toHaveProperty('stx_ino');
    expect(rowsOf(call, 'statxbuf')).toContain('stx_subvol');
  });

  it('are the lock that fcntl was asked about', () => {
    const memory = new FakeMemory();
    const lock = memory.put(pack([2, 1], [2, 0], [4, 0], [8, 10], [8, 20], [4, 42], [4, 0]));
    const call = runCall(memory, 'fcntl', [3, 5, lock], 0);
    expect(valueIn(call, 'arg')).toMatchObject({ l_type: 1n, l_start: 10n, l_len: 20n, l_pid: 42n });
    expect(rowsOf(call, 'arg')).toEqual(['l_type', 'l_whence', 'l_start', 'l_len', 'l_pid']);
  });

  it('have the events that came, where the notation has them at the result', () => {
    const memory = new FakeMemory();
    const fds = memory.put(pack([4, 3], [2, 1], [2, 0]));
    const inputs = inputsOf(memory, 'poll', [fds, 1, -1], { details: true });
    const entry = decodeEntry(inputs);
    memory.replace(fds, pack([4, 3], [2, 1], [2, 1]));
    const call = decodeExit(entry, { ...inputs, result: { value: 1n, isError: false, errno: 0 } });
    expect(printCall(call)).toBe('poll([{fd=3, events=POLLIN}], 1, -1) = 1 ([{fd=3, revents=POLLIN}])');
    expect(valueIn(call, 'fds')).toMatchObject([{ fd: 3n, events: 1n, revents: 1n }]);
  });

  it('are the parameters of a ring, given and answered', () => {
    const memory = new FakeMemory();
    const bytes = new Uint8Array(120);
    bytes.set(pack([4, 2], [4, 4], [4, 1]), 0);
    const call = runCall(memory, 'io_uring_setup', [2, memory.put(bytes)], 3);
    expect(valueIn(call, 'p')).toMatchObject({ flags: 1n, sq_entries: 2n, cq_entries: 4n, sq_off: { head: 0n } });
    expect(rowsOf(call, 'p').slice(0, 3)).toEqual(['flags', 'sq_thread_cpu', 'sq_thread_idle']);
  });

  it('keep what is beyond their known fields', () => {
    const memory = new FakeMemory();
    const how = memory.put(pack([8, 0], [8, 0], [8, 0], [8, 1]));
    const call = runCall(memory, 'openat2', [-100, memory.put('x'), how, 32], 3);
    expect(printNode(argumentOf(call, 'how')?.node ?? decimal(0))).toBe(
      '{flags=O_RDONLY, resolve=0, /* bytes 24..31 */ "\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00"}',
    );
    expect(rowsOf(call, 'how')).toEqual(['flags', 'resolve', 'bytes 24..31']);
  });
});

describe('sets that share a number', () => {
  it('print on their own and are one value', () => {
    const node = joined(0x8005n, [
      { kind: 'flags', value: 0x8000n, names: ['SWAP_FLAG_PREFER'], rest: 0n },
      { kind: 'int', value: 5n, radix: 10 },
    ]);
    expect(printNode(node)).toBe('SWAP_FLAG_PREFER|5');
    expect(printNode(node, { hex: 'none', constants: 'raw' })).toBe('0x8000|5');
    expect(expressionValue(node)).toBe(0x8005n);
    expect(node).toMatchObject({ names: ['SWAP_FLAG_PREFER'], rest: 5n });
  });
});

describe('results that spell a number as a macro makes it', () => {
  it('have no spelling where constants are numbers', () => {
    const inputs = inputsOf(new FakeMemory(), 'ioprio_get', [1, 0]);
    const { result } = decodeExit(decodeEntry(inputs), { ...inputs, result: resultOf(0x4004) });
    expect(printResult(result)).toBe('16388 (IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4))');
    expect(printResult(result, { hex: 'none', constants: 'raw' })).toBe('16388');
    expect(printResult(result, { hex: 'none', constants: 'verbose' })).toMatch(/^16388 \(.*IOPRIO_CLASS_BE.*\)$/);
  });
});
