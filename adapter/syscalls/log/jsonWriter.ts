/**
 * The log as JSON lines: one object a stop, whole at once, so nothing is ever unfinished or resumed. Pure: time comes
 * in, text goes out. Must not know of files, sessions or ptrace.
 */
import { errnoName } from '../../../native/abi/constants/index.ts';
import type { DecodedCall, DecodedResult } from '../call.ts';
import { type Json, jsonLine, jsonNumber, jsonValue } from '../json.ts';
import { decodeSiginfo, signalText } from '../signal.ts';
import { type CallEnd, endOf, type LogOptions, type LogWriter } from './writer.ts';

type Fields = { readonly [key: string]: Json };

/** A writer of one JSON object a line. */
export function createJsonWriter(options: LogOptions = {}): LogWriter {
  const { status, comm, clock = () => 0, mark } = options;
  const begun = new Map<number, DecodedCall>();

  const line = (stop: string, tid: number, fields: Fields): string => {
    const name = comm?.(tid);
    return jsonLine({
      stop,
      time: Math.round(clock()) / 1e6,
      pid: tid,
      ...(name !== undefined && { comm: name }),
      ...ipOf(mark?.(tid)),
      ...fields,
    });
  };
  const wanted = (end: CallEnd): boolean => !status || status.has(end);
  /** A call that never returns. */
  const left = (tid: number, end: 'unfinished' | 'detached'): string => {
    const call = begun.get(tid);
    begun.delete(tid);
    return status?.has(end) && call ? line(end, tid, callFields(call)) : '';
  };

  return {
    appeared: () => {},
    entry(tid, call) {
      begun.set(tid, call);
      return status ? '' : line('entry', tid, callFields(call));
    },
    exit(tid, call, seconds, after = '') {
      begun.delete(tid);
      if (!wanted(endOf(call))) return '';
      const duration = seconds === undefined ? {} : { duration: Math.round(seconds * 1e9) / 1e9 };
      return line('exit', tid, { ...callFields(call), ...resultFields(call.result), ...duration, ...behind(after) });
    },
    again: (tid, call) => line('exit', tid, { ...callFields(call), ...resultFields(call.result) }),
    signal: (tid, siginfo) => {
      const signal = new DataView(siginfo.buffer, siginfo.byteOffset, siginfo.byteLength).getInt32(0, true);
      return line('signal', tid, { signal: signalText(signal), info: jsonValue(decodeSiginfo(siginfo)) });
    },
    groupStop: (tid, signal) => line('group-stop', tid, { signal: signalText(signal) }),
    ending: (tid) => left(tid, 'unfinished'),
    exited(tid, code) {
      const text = left(tid, 'unfinished');
      return options.quietExits ? text : text + line('exited', tid, { code });
    },
    killed(tid, signal, coreDumped, silent = false) {
      const text = left(tid, 'unfinished');
      if (options.quietExits || silent) return text;
      return text + line('killed', tid, { signal: signalText(signal), coreDumped });
    },
    superseded(former, leader) {
      const pending = begun.get(former);
      begun.delete(former);
      if (pending) begun.set(leader, pending);
      return options.quietSuperseded ? '' : line('superseded', leader, { by: former });
    },
    detached: (tid) => left(tid, 'detached') + line('detached', tid, {}),
    note: (tid, text) => line('note', tid, { text }),
    finish: () => '',
  };
}

/** `[00007f…] ` of -i, a number in front of it of -n, which every call has anyway. */
function ipOf(marked: string | undefined): Fields {
  const ip = /\[([0-9a-f]{16})\]/.exec(marked ?? '')?.[1];
  return ip === undefined ? {} : { ip: `0x${ip.replace(/^0+(?=.)/, '')}` };
}

function callFields(call: DecodedCall): Fields {
  const args: { [key: string]: Json } = Object.create(null) as { [key: string]: Json };
  for (const { name, node } of call.args) args[name] = jsonValue(node);
  const via = call.via === undefined ? {} : { via: call.via };
  return { syscall: call.name, nr: call.nr, arch: call.arch, ...via, args };
}

function resultFields(result: DecodedResult | undefined): Fields {
  if (!result) return { result: null };
  const { injected, delayed, comment } = result;
  const marks = { ...(injected !== undefined && { injected }), ...(delayed && { delayed }) };
  if (result.isError) {
    const name = errnoName(result.errno);
    return { result: -1, errno: { value: result.errno, ...(name !== undefined && { name }) }, ...marks };
  }
  const node = jsonValue(result.node);
  // Descriptors and addresses are what they are; everything else is the number.
  const value = result.node.kind === 'fd' || result.node.kind === 'int' ? node : jsonNumber(result.value);
  return { result: value, ...(comment !== undefined && { comment }), ...marks };
}

/** What the text log has behind a call: its stack, and what was read or written. */
function behind(after: string): Fields {
  const lines = after.split('\n').filter((one) => one !== '');
  const stack = lines.filter((one) => one.startsWith(' > ')).map((one) => one.slice(3));
  const dump = lines.filter((one) => !one.startsWith(' > ')).map((one) => one.slice(1));
  return { ...(stack.length > 0 && { stack }), ...(dump.length > 0 && { dump }) };
}
