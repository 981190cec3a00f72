/**
 * Unwound frames as the editor shows them: names, roles, source positions. Pure over symbolised addresses. Names and
 * paths come out of files that may be hostile: they are bounded and hold no control characters.
 */
import { basename } from 'node:path';
import type { SymbolizedAddress, UnwoundFrame } from '../../native/dwfl/unwound.ts';
import type { FrameInfo } from '../engine/api.ts';
import type { Sources } from './sources.ts';

const LONGEST_NAME = 256;
const LONGEST_PATH = 4096;

/** The address to look up: the pc itself where it was reached, else inside the call before the return address. At a
 *  system call the pc is already after the instruction that made it, so the line is the call's too. */
export function lookupAddress(frame: UnwoundFrame, afterCall: boolean): bigint {
  return frame.isActivation && !afterCall ? frame.pc : frame.pc - 1n;
}

/** One frame. `library`: no source of it is here. */
export function frameInfo(frame: UnwoundFrame, found: SymbolizedAddress, sources: Sources): FrameInfo {
  const module = plain(found.module, LONGEST_PATH);
  const source = found.source;
  const file = source === undefined ? undefined : plain(source.file, LONGEST_PATH);
  const located = file === undefined ? undefined : sources.locate(file);
  return {
    name: frameName(frame, found),
    address: `0x${frame.pc.toString(16)}`,
    ...(module === '' ? {} : { module }),
    ...(located ?? {}),
    line: source?.line ?? 0,
    column: source?.column ?? 0,
    role: located && 'path' in located ? 'user' : 'library',
  };
}

/** One line of a log. `beyond`: how far the pc is behind the address that was looked up. */
export function logLine(frame: UnwoundFrame, found: SymbolizedAddress, beyond: bigint, withSource = false): string {
  if (found.module === '') return ` > unexpected_backtracing_error [0x${frame.pc.toString(16)}]\n`;
  const place = `[0x${(frame.pc - found.moduleBase).toString(16)}]`;
  const name = found.symbol === undefined ? '' : `${frameName(frame, found)}+0x${(found.offset + beyond).toString(16)}`;
  const { source } = found;
  const line = withSource && source ? ` ${plain(source.file, LONGEST_PATH)}:${source.line}` : '';
  return ` > ${plain(found.module, LONGEST_PATH)}(${name}) ${place}${line}\n`;
}

/** The symbol, else `libc.so.6+0x1234`, else the plain address. */
export function frameName(frame: UnwoundFrame, found: SymbolizedAddress): string {
  // `__libc_start_main@@GLIBC_2.34`: the version says nothing about the place.
  if (found.symbol !== undefined) return plain(found.symbol.replace(/(?<=.)@@?\w[^@]*$/, ''), LONGEST_NAME);
  if (found.module === '') return `0x${frame.pc.toString(16)}`;
  const offset = frame.pc - found.moduleBase;
  return `${plain(basename(found.module), LONGEST_NAME)}+0x${offset.toString(16)}`;
}

/** Control characters and the marks that turn the direction of text become `?`; the rest is cut at `longest`. */
export function plain(text: string, longest: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal or a tree
  const clean = text.slice(0, longest).replace(/[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '?');
  return text.length > longest ? `${clean}…` : clean;
}
