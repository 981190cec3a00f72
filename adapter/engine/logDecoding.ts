/**
 * How the log decodes: which calls are in it, and with what options each is read and shown (strace's abbrev, verbose
 * and raw). Must not know of lines or files.
 */
import { archOf } from '../../native/abi/arch.ts';
import { signatureOf } from '../../native/abi/signatures/index.ts';
import { nativeCatalog } from '../breakpoints/nativeCatalog.ts';
import { lookup, matchTable, parseSet, SetError } from '../breakpoints/set.ts';
import type { DecodedArgument, DecodedCall } from '../syscalls/call.ts';
import type { DecodeOptions } from '../syscalls/context.ts';
import type { Decoded } from '../syscalls/decoded.ts';
import { hex, pointer } from '../syscalls/nodes.ts';
import { type LogPlan, UserError } from './api.ts';
import { tableNumber } from './watches.ts';

/** Is a call in the set? */
export type CallTest = (auditArch: number, nr: number) => boolean;

/** A SET by number, one table an ABI. Throws a UserError. */
export function callTest(text: string): CallTest {
  // What most logs ask for needs no table: the names of every ABI, sorted, cost a short run a millisecond and a half.
  if (text === 'all') return () => true;
  let set: ReturnType<typeof parseSet>;
  try {
    set = parseSet(text, nativeCatalog);
  } catch (error) {
    if (error instanceof SetError) throw new UserError(error.message);
    throw error;
  }
  const tables = new Map<string, Uint8Array>();
  return (auditArch, nr) => {
    const arch = archOf(auditArch, nr);
    let table = tables.get(arch);
    if (!table) {
      table = matchTable(set, arch, nativeCatalog);
      tables.set(arch, table);
    }
    return lookup(table, tableNumber(auditArch, nr)) !== 0;
  };
}

export interface LogDecoding {
  options(auditArch: number, nr: number): DecodeOptions;
  /** The call as it is shown. */
  shown(call: DecodedCall, auditArch: number, nr: number): DecodedCall;
}

/** The options that a plan's calls are decoded with. */
export function logDecoding(plan: LogPlan): LogDecoding {
  const brief: DecodeOptions = {
    strings: plan.strings ?? 32,
    abbreviate: true,
    decodeFds: plan.decodeFds ?? false,
    details: plan.json ?? false,
    ...(plan.fdDetails && plan.fdDetails.length > 0 && { fdDetails: new Set(plan.fdDetails) }),
  };
  const long: DecodeOptions = { ...brief, abbreviate: false };
  const abbreviate = plan.abbreviate === undefined ? undefined : callTest(plan.abbreviate);
  const verbose = plan.verbose === undefined ? undefined : callTest(plan.verbose);
  const raw = plan.raw === undefined ? undefined : callTest(plan.raw);
  return {
    options: (auditArch, nr) => (!abbreviate || abbreviate(auditArch, nr) ? brief : long),
    shown(call, auditArch, nr) {
      if (raw?.(auditArch, nr)) return rawCall(call);
      if (verbose && !verbose(auditArch, nr)) return unfollowed(call);
      return call;
    },
  };
}

/** Registers as they are, as many as the call has arguments. */
function rawCall(call: DecodedCall): DecodedCall {
  const names = signatureOf(call.arch, call.name)?.args ?? call.raw.map((_, index) => ({ name: `arg${index}` }));
  const args: DecodedArgument[] = names.map(({ name }, index) => ({ name, index, node: hex(call.raw[index] ?? 0n) }));
  const { result } = call;
  if (!result || result.isError) return { ...call, args };
  const { comment: _, ...rest } = result;
  return { ...call, args, result: { ...rest, node: hex(BigInt.asUintN(64, result.value)) } };
}

/** Pointers to structures and arrays as addresses. */
function unfollowed(call: DecodedCall): DecodedCall {
  const args = call.args.map((argument) => ({ ...argument, node: withoutStructure(argument.node) }));
  return { ...call, args };
}

function withoutStructure(node: Decoded): Decoded {
  switch (node.kind) {
    case 'struct':
    case 'array':
      return node.address === 0n ? node : pointer(node.address);
    case 'pointer':
      return pointer(node.address);
    case 'change':
      return withoutStructure(node.after);
    default:
      return node;
  }
}
