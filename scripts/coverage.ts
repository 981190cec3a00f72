/**
 * `npm run coverage`: of how many calls in each ABI's table every argument and the result have a decoder, and the words
 * of the vocabulary that have none. A call whose argument is an address by its nature (`ptr`) counts as decoded.
 */
import { decoderOf, genericWords } from '../adapter/syscalls/decoders/index.ts';
import type { Arch } from '../native/abi/arch.ts';
import { allNames } from '../native/abi/numbers/index.ts';
import { signatureOf } from '../native/abi/signatures/index.ts';
import { vocabulary } from '../native/abi/signatures/vocabulary.ts';

export interface Coverage {
  readonly arch: Arch;
  readonly calls: number;
  readonly decoded: number;
  /** Calls with an argument that is shown as the register it is, and calls without a signature. */
  readonly missing: readonly string[];
}

/** What an argument's word must have. Words for the result alone are the printer's. */
function isDecoded(arch: Arch, name: string): boolean {
  const signature = signatureOf(arch, name);
  return signature?.args.every((argument) => decoderOf(argument.type) !== undefined) ?? false;
}

/** One ABI's table against the decoders. */
export function coverageOf(arch: Arch): Coverage {
  const names = allNames(arch);
  const missing = names.filter((name) => !isDecoded(arch, name));
  return { arch, calls: names.length, decoded: names.length - missing.length, missing };
}

export const ABIS: readonly Arch[] = ['x86_64', 'i386', 'x32', 'aarch64'];

if (import.meta.main) {
  for (const arch of ABIS) {
    const { calls, decoded, missing } = coverageOf(arch);
    const percent = ((decoded * 100) / calls).toFixed(1);
    console.log(`${arch.padEnd(8)} ${decoded} of ${calls} calls, ${percent} %`);
    if (missing.length > 0) console.log(`         without: ${missing.join(' ')}`);
  }
  const words = genericWords(vocabulary().keys());
  console.log(words.length === 0 ? 'Every word has a decoder.' : `Words without a decoder: ${words.join(' ')}`);
}
