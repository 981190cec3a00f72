/**
 * The values that tamper rules and commands name: errors, signals, times, bytes, results. Texts to numbers, each wrong
 * one to a sentence. Must not know what they are for.
 */
import { constantSet, signalNumber } from '../../native/abi/constants/index.ts';
import { didYouMean } from '../breakpoints/nearest.ts';

/** A rule or command that can't be used; the message is one sentence with what to do. */
export class TamperError extends Error {
  override readonly name = 'TamperError';
}

/** linux/err.h: MAX_ERRNO. */
export const MAX_ERRNO = 4095;
const MAX_SIGNAL = 64;
/** An hour: longer is a mistake in the unit. */
const MAX_DELAY_MS = 3_600_000;
const MAX_BYTES = 1 << 16;

/** `ENOENT` or 2 to 2. */
export function parseErrno(value: string | number): number {
  const text = String(value).trim();
  const known = constantSet('errnos')?.values.find(([name]) => name === text.toUpperCase());
  if (known) return Number(known[1]);
  if (/^[0-9]+$/.test(text)) {
    const number = Number(text);
    if (number >= 1 && number <= MAX_ERRNO) return number;
    throw new TamperError(`${shorten(text)} is no errno: they are from 1 to ${MAX_ERRNO}.`);
  }
  const names = constantSet('errnos')?.values.map(([name]) => name) ?? [];
  throw new TamperError(`Unknown error "${shorten(text)}".${didYouMean(text, names)}`);
}

/** Is the text written like an errno's name? */
export const looksLikeErrno = (text: string): boolean => /^E[A-Z0-9]{2,}$/.test(text);

/** `SIGTERM`, `TERM` or 15 to 15; 0 is no signal, where that is allowed. */
export function parseSignal(value: string | number, least = 1): number {
  const text = String(value).trim();
  if (/^[0-9]+$/.test(text)) {
    const number = Number(text);
    if (number >= least && number <= MAX_SIGNAL) return number;
    throw new TamperError(`${shorten(text)} is no signal: they are from 1 to ${MAX_SIGNAL}.`);
  }
  const number = signalNumber(text.toUpperCase());
  if (number !== undefined) return number;
  const names = constantSet('signals')?.values.map(([name]) => name) ?? [];
  throw new TamperError(`Unknown signal "${shorten(text)}".${didYouMean(text, names)}`);
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };

/** `100ms`, `2s`, `500us` to milliseconds; a number without a unit is in `unit`. */
export function parseDelay(value: string | number, unit: 'ms' | 'us' = 'ms'): number {
  const match = /^\s*([0-9]+(?:\.[0-9]+)?)\s*(s|ms|us|ns)?\s*$/.exec(String(value));
  if (!match) throw new TamperError(`"${shorten(String(value))}" is no time: write 100ms, 2s or 500us.`);
  const time = Number(match[1]) * (UNITS[match[2] ?? unit] ?? 1);
  if (time > MAX_DELAY_MS) throw new TamperError(`"${shorten(String(value))}" is more than an hour.`);
  return time;
}

/** `48656c6c6f` or `\x48\x65` to bytes. */
export function parseBytes(text: string): Uint8Array {
  const digits = text.replaceAll(/\\x|\s+/g, '');
  if (digits === '' || digits.length % 2 !== 0 || !/^[0-9a-fA-F]+$/.test(digits)) {
    throw new TamperError(`"${shorten(text)}" is not bytes in hexadecimal: write two digits a byte, as in 48656c6c6f.`);
  }
  if (digits.length / 2 > MAX_BYTES) throw new TamperError(`More than ${MAX_BYTES} bytes can't be written at once.`);
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** `x"00ff"` in place of a text: bytes in hexadecimal; undefined for another text. */
export function hexText(text: string): Uint8Array | undefined {
  const digits = /^\s*x"([^"]*)"\s*$/.exec(text)?.[1];
  return digits === undefined ? undefined : parseBytes(digits);
}

/** A result that a program would take for an error is refused: `fail` says that better. */
export function checkResult(value: bigint): bigint {
  if (value < -(1n << 63n) || value >= 1n << 64n) throw new TamperError(`${value} does not fit into a register.`);
  const signed = BigInt.asIntN(64, value);
  if (signed < 0n && signed >= BigInt(-MAX_ERRNO)) {
    throw new TamperError(`A result of ${signed} is error ${-signed} to the program: use fail with an errno instead.`);
  }
  return signed;
}

/** A number of launch.json. */
export function wholeNumber(value: number, what: string): bigint {
  if (!Number.isSafeInteger(value)) throw new TamperError(`${what} must be a whole number, not ${value}.`);
  return BigInt(value);
}

/** A text of the user's, short enough for a sentence. */
export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
