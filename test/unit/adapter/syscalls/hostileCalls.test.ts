/**
 * Decoders on calls with arguments, memory and results that nobody expects (test/fuzz/calls.ts), in all ways to show them:
 * none trips, none says too much, and what they say has no control characters and is JSON. `npm run fuzz` has such calls
 * made under the real tracer.
 */
import { afterEach, expect, test } from 'vitest';
import type { DecodedCall } from '../../../../adapter/syscalls/call.ts';
import type { DecodeOptions, Memory, Naming } from '../../../../adapter/syscalls/context.ts';
import { DEFAULT_OPTIONS, decodeEntry, decodeExit, defects } from '../../../../adapter/syscalls/decode.ts';
import { jsonLine, jsonValue } from '../../../../adapter/syscalls/json.ts';
import { type PrintOptions, printCall } from '../../../../adapter/syscalls/print.ts';
import { callsOf } from '../../../fuzz/main.ts';
import { ARENA, type Call, PAGE, type Patch, SLOTS } from '../../../fuzz/script.ts';

/** The fixture's memory: pages with nothing behind each. */
function arena(): Memory & { write(patches: readonly Patch[]): void } {
  const bytes = new Uint8Array(SLOTS * 2 * PAGE);
  const readable = (address: bigint, length: number): number => {
    const at = Number(address - BigInt(ARENA));
    if (at < 0 || at >= bytes.length || Math.floor(at / PAGE) % 2 === 1) return 0;
    return Math.min(length, PAGE - (at % PAGE));
  };
  const part = (address: bigint, length: number): Uint8Array => {
    const at = Number(address - BigInt(ARENA));
    return bytes.slice(at, at + length);
  };
  return {
    write: (patches) => {
      for (const { address, bytes: content } of patches) bytes.set(content, address - ARENA);
    },
    read: (address, length) => (readable(address, length) === length ? part(address, length) : undefined),
    readSome: (address, max) => {
      const length = readable(address, max);
      return length > 0 ? part(address, length) : undefined;
    },
  };
}

const NAMING: Naming = {
  fdPath: (fd) => (fd === 10 ? '/\x1b[31mname\n' : fd < 30 ? 'socket:[5]' : undefined),
  cwd: () => '/',
  netlinkProtocol: (fd) =>
    ['NETLINK_ROUTE', 'NETLINK_SOCK_DIAG', 'NETLINK_GENERIC', 'NETLINK_NETFILTER', 'NETLINK_CRYPTO'][fd % 8],
  comm: (pid) => (pid % 2 === 0 ? 'a\x1bb' : undefined),
};

const WAYS: readonly (readonly [DecodeOptions, PrintOptions])[] = [
  [DEFAULT_OPTIONS, { hex: 'none' }],
  [
    { strings: 4096, abbreviate: false, decodeFds: true },
    { hex: 'nonascii', constants: 'raw' },
  ],
  [
    { strings: 256, abbreviate: true, details: true, decodeFds: true },
    { hex: 'all', constants: 'verbose', names: true },
  ],
];

/** More than any line of a page of memory, each byte of it in some notation. */
const MOST = 4_000_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a line must not have
const CONTROL = /[\x00-\x1f\x7f-\x9f]/;

afterEach(() => {
  defects.found = undefined;
});

function shown({ abi, number, args, before, after, result }: Call, [options, print]: (typeof WAYS)[number]): string[] {
  const memory = arena();
  memory.write(before);
  const inputs = { arch: abi, nr: Number(BigInt.asIntN(32, number)), args, memory, naming: NAMING, options };
  const entry = decodeEntry(inputs);
  memory.write(after);
  const isError = result < 0n && result > -4096n;
  const value = { value: result, isError, errno: isError ? Number(-result) : 0 };
  const exit = decodeExit(entry, { ...inputs, result: value });
  const alone = decodeExit(undefined, { ...inputs, result: value });
  return [entry, exit, alone].flatMap((call: DecodedCall) => {
    const json = call.args.map(({ node }) => jsonLine(jsonValue(node)).trimEnd());
    return [printCall(call, print), ...json];
  });
}

test.each([1, 2, 3, 4])('calls of seed %i', (seed) => {
  const found: string[] = [];
  for (const [index, call] of callsOf(seed, 500).entries()) {
    for (const way of WAYS) {
      defects.found = (error) => found.push(`#${index}: ${error instanceof Error ? error.stack : String(error)}`);
      for (const text of shown(call, way)) {
        if (text.length > MOST) found.push(`#${index}: ${text.length} characters: ${text.slice(0, 200)}`);
        if (CONTROL.test(text)) found.push(`#${index}: control characters: ${text.slice(0, 200)}`);
      }
    }
  }
  expect(found).toEqual([]);
});
