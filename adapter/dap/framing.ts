/**
 * Bytes to DAP messages, as a pure state machine: headers, bodies, and what to do about bytes that are neither. It
 * stands in front of the protocol library because that one stops reading for good after a bad header. Must not know
 * what a message means, nor of streams.
 */

/** The longest message accepted, in bytes. The largest that editors send (sources, breakpoints) stay far below. */
export const LONGEST_MESSAGE = 16 * 1024 * 1024;

/** Where no header ends within so many bytes, they are not a header. */
const LONGEST_HEADER = 8 * 1024;

const TERMINATOR = '\r\n\r\n';
const LENGTH = /Content-Length:[ \t]*([^\r\n]*)/gi;
/** Decided on the first bytes alone, so that no long address can push the method out of sight. */
const HTTP = /^(?:GET|PUT|POST|HEAD|OPTIONS|PATCH|DELETE|CONNECT|TRACE|PRI) /;
const LONGEST_METHOD = 8;

export type Framed =
  /** One message's text that is JSON. */
  | { readonly kind: 'message'; readonly value: unknown }
  /** A body that is no JSON; its text may still name the request to answer. */
  | { readonly kind: 'not-json'; readonly text: string; readonly reason: string }
  /** Bytes that were skipped, said in one line without their content. */
  | { readonly kind: 'noise'; readonly reason: string }
  /** A web page talks to our port: nothing of it may be obeyed, and the connection must be closed. */
  | { readonly kind: 'http' };

export interface FrameReader {
  /** The messages that these bytes complete, in order. Never throws. */
  push(chunk: Buffer): Framed[];
}

/** A reader for one connection. After any bad input it finds the next `Content-Length` header by itself. */
export function createFrameReader(longest = LONGEST_MESSAGE): FrameReader {
  let chunks: Buffer[] = [];
  let held = 0;
  /** Bytes of the body being awaited; undefined while a header is. */
  let expected: number | undefined;
  let first = true;

  function take(data: Buffer, framed: Framed[]): Buffer {
    let rest = data;
    for (;;) {
      if (expected !== undefined) {
        if (rest.length < expected) return rest;
        const body = rest.subarray(0, expected);
        rest = rest.subarray(expected);
        expected = undefined;
        const parsed = parseBody(body);
        framed.push(parsed);
        // A length that was too long has swallowed the start of the next message: give it back.
        const swallowed = parsed.kind === 'not-json' ? body.indexOf('Content-Length:') : -1;
        if (swallowed >= 0) rest = Buffer.concat([body.subarray(swallowed), rest]);
        continue;
      }
      const end = rest.indexOf(TERMINATOR);
      if (first && rest.length >= LONGEST_METHOD) {
        if (HTTP.test(rest.toString('latin1', 0, LONGEST_METHOD))) {
          framed.push({ kind: 'http' });
          return Buffer.alloc(0);
        }
        first = false;
      }
      if (end < 0) return shorten(rest, framed);
      const header = parseHeader(rest.toString('latin1', 0, end), longest);
      rest = rest.subarray(end + TERMINATOR.length);
      if (header.noise !== undefined) framed.push({ kind: 'noise', reason: header.noise });
      expected = header.length;
    }
  }

  return {
    push(chunk) {
      const framed: Framed[] = [];
      chunks.push(chunk);
      held += chunk.length;
      // Joining only when a body is complete keeps a large message that arrives in small pieces linear.
      if (expected !== undefined && held < expected) return framed;
      const rest = take(chunks.length === 1 ? chunk : Buffer.concat(chunks, held), framed);
      chunks = rest.length > 0 ? [rest] : [];
      held = rest.length;
      return framed;
    },
  };
}

/** Keeps only what may be the start of a header when too much came without the end of one. */
function shorten(rest: Buffer, framed: Framed[]): Buffer {
  if (rest.length <= LONGEST_HEADER) return rest;
  framed.push({ kind: 'noise', reason: `${rest.length} bytes without a header were skipped` });
  return Buffer.from(rest.subarray(rest.length - 64));
}

function parseHeader(text: string, longest: number): { length?: number; noise?: string } {
  const found = [...text.matchAll(LENGTH)].at(-1);
  if (!found) return { noise: 'a header without Content-Length was skipped' };
  const digits = (found[1] ?? '').trim();
  if (!/^\d{1,15}$/.test(digits)) return { noise: 'a Content-Length that is no number was skipped' };
  const length = Number(digits);
  if (length > longest) {
    return { noise: `a message of ${length} bytes was skipped, the longest accepted is ${longest}` };
  }
  const before = text.slice(0, found.index);
  const strange = before.split('\r\n').some((line) => line !== '' && !/^[\w-]+:/.test(line));
  return strange ? { length, noise: 'bytes in front of a header were skipped' } : { length };
}

function parseBody(body: Buffer): Framed {
  const text = body.toString('utf8');
  try {
    return { kind: 'message', value: JSON.parse(text) as unknown };
  } catch (error) {
    return { kind: 'not-json', text, reason: error instanceof Error ? error.message : String(error) };
  }
}
