/**
 * A context for decoders that are called by themselves, without the guard that decode.ts has around them.
 */
import type { DecodeContext, DecodeOptions, Memory } from '../../../../adapter/syscalls/context.ts';
import { DEFAULT_OPTIONS } from '../../../../adapter/syscalls/decode.ts';
import { decoderOf } from '../../../../adapter/syscalls/decoders/index.ts';
import { pointer } from '../../../../adapter/syscalls/nodes.ts';
import { type Arch, wordSize } from '../../../../native/abi/arch.ts';
import type { Signature } from '../../../../native/abi/signature.ts';

export interface ContextOptions extends Partial<DecodeOptions> {
  readonly arch?: Arch;
  readonly phase?: 'entry' | 'exit';
  readonly args?: readonly bigint[];
  readonly signature?: Signature;
}

const NO_SIGNATURE: Signature = {
  name: 'test',
  classes: [],
  result: { type: 'int', params: [], direction: 'in' },
  args: [],
};

export function contextOf(memory: Memory, options: ContextOptions = {}): DecodeContext {
  const { arch = 'x86_64', phase = 'entry', args = [], signature = NO_SIGNATURE, ...rest } = options;
  const context: DecodeContext = {
    arch,
    word: wordSize(arch),
    memory,
    naming: { fdPath: () => undefined, cwd: () => undefined, netlinkProtocol: () => 'NETLINK_ROUTE' },
    options: { ...DEFAULT_OPTIONS, ...rest },
    phase,
    args,
    signature,
    ...(phase === 'exit' ? { result: { value: 64n, isError: false, errno: 0 } } : undefined),
    argument: (name) => args[signature.args.findIndex((argument) => argument.name === name)],
    decode: (type, value) => decoderOf(type.type)?.(context, value, type.params) ?? pointer(value),
  };
  return context;
}
