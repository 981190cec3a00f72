/**
 * `npm run coverage`: of how many calls in each ABI's table every argument has a decoder, and the words of the
 * vocabulary that have none. A word that only shows the register (an address, a number in hexadecimal) is a decoder
 * where the argument is just that; where it stands for something else the call is not decoded.
 */
import { decoderOf, genericWords } from '../adapter/syscalls/decoders/index.ts';
import type { Arch } from '../native/abi/arch.ts';
import { allNames } from '../native/abi/numbers/index.ts';
import type { Argument } from '../native/abi/signature.ts';
import { signatureOf } from '../native/abi/signatures/index.ts';
import { vocabulary } from '../native/abi/signatures/vocabulary.ts';

export interface Coverage {
  readonly arch: Arch;
  readonly calls: number;
  readonly decoded: number;
  /** Calls with an argument that is shown as the register it is, and calls without a signature. */
  readonly missing: readonly string[];
  /** Of these, the ones that Linux no longer has: nothing says what they would take. */
  readonly gone: readonly string[];
}

/** Words that show the register itself, and those of other meanings that do the same. */
const REGISTER = new Set(['ptr', 'hex', 'hex32', 'robust_list', 'rseq', 'getcpu_cache', 'nfs_arg']);

/** Arguments of these names are addresses, and nothing is asked about what stands there. */
const ADDRESSES = new Set(
  'ctx_id addr old_address shmaddr stack child_tid uaddr uaddr2 tidptr start entry module_image'.split(' '),
);

/** Numbers that are shown in hexadecimal: ports, signatures, offsets, masks, contexts, flags that have no names yet. */
const NUMBERS = new Set('offset from num flags mask val sig rseq_len first second third fifth'.split(' '));

/** Calls that no Linux this can run on has; strace shows their registers too. */
const GONE = new Set(
  (
    '_sysctl afs_syscall bdflush epoll_ctl_old epoll_wait_old get_kernel_syms getpmsg gtty nfsservctl profil putpmsg ' +
    'query_module security stty tuxcall ulimit vserver'
  ).split(' '),
);

/**
 * Calls whose structures strace gives the address of as well: the 8086's registers, and what the C library keeps for
 * the kernel to use later or not at all.
 */
const AS_STRACE = new Set(['vm86', 'vm86old', 'set_robust_list', 'rseq', 'getcpu']);

/** i386's oldest calls take one pointer to their arguments, which are shown as the call's own. */
const BEHIND = new Set(['i386 mmap.args', 'i386 select.args']);

function isDecodedArgument(arch: Arch, call: string, { name, type }: Argument): boolean {
  if (decoderOf(type) === undefined) return false;
  if (!REGISTER.has(type) || BEHIND.has(`${arch} ${call}.${name}`) || AS_STRACE.has(call)) return true;
  return (type === 'ptr' ? ADDRESSES : NUMBERS).has(name);
}

function isDecoded(arch: Arch, call: string): boolean {
  const signature = signatureOf(arch, call);
  return signature?.args.every((argument) => isDecodedArgument(arch, call, argument)) ?? false;
}

/** One ABI's table against the decoders. */
export function coverageOf(arch: Arch): Coverage {
  const names = allNames(arch);
  const missing = names.filter((name) => !isDecoded(arch, name));
  const gone = missing.filter((name) => GONE.has(name));
  return { arch, calls: names.length, decoded: names.length - missing.length, missing, gone };
}

export const ABIS: readonly Arch[] = ['x86_64', 'i386', 'x32', 'aarch64'];

if (import.meta.main) {
  for (const arch of ABIS) {
    const { calls, decoded, missing, gone } = coverageOf(arch);
    const percent = ((decoded * 100) / calls).toFixed(1);
    console.log(`${arch.padEnd(8)} ${decoded} of ${calls} calls, ${percent} %`);
    const others = missing.filter((name) => !gone.includes(name));
    if (others.length > 0) console.log(`         without: ${others.join(' ')}`);
    if (gone.length > 0) console.log(`         no longer in Linux: ${gone.join(' ')}`);
  }
  const words = genericWords(vocabulary().keys());
  console.log(words.length === 0 ? 'Every word has a decoder.' : `Words for results alone: ${words.join(' ')}`);
}
