/**
 * One DAP connection: guarded bytes in, the protocol library's responses, events and reverse requests out. Each
 * request gets exactly one response, whatever its handler does. Must not know of debugging.
 */
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { ProtocolServer } from '@vscode/debugadapter/lib/protocol.js';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { errorMessage, isDefect, RequestError } from './errors.ts';
import { createFrameReader, type Framed } from './framing.ts';
import { plainText } from './plainText.ts';

/** What a request's handler gives back. */
export interface Answer {
  readonly body?: object | undefined;
  /** Runs when the response is written: for what must be seen by the client after it. */
  readonly afterwards?: () => void;
}

export interface ConnectionHandlers {
  /** Rejects with a UserError for what the client did wrong. */
  request(command: string, args: unknown): Promise<Answer>;
  /** The other side is gone, or must not be talked to: once. */
  closed(): void;
  /** One line for the log of the adapter (stderr), plain. */
  complain(line: string): void;
}

/** Commands whose failure the editor shows at the place that asked, so it must not be said aloud as well. */
const QUIET = new Set(['evaluate', 'completions', 'variables', 'scopes', 'stackTrace', 'exceptionInfo']);

export class Connection extends ProtocolServer {
  readonly #handlers: ConnectionHandlers;
  #closed = false;

  constructor(input: Readable, output: Writable, handlers: ConnectionHandlers) {
    super();
    this.#handlers = handlers;
    const reader = createFrameReader();
    this.on('error', () => this.#close());
    // The library reads nothing itself: its own framing does not survive a bad header.
    this.start(new PassThrough(), output);
    output.on('close', () => this.#close());
    input.on('data', (chunk: Buffer) => {
      for (const framed of reader.push(chunk)) {
        if (!this.#closed) this.#receive(framed);
      }
    });
    for (const end of ['end', 'close', 'error']) input.on(end, () => this.#close());
  }

  /** Sends an event unless the connection is gone. */
  event(event: string, body?: object): void {
    if (!this.#closed) this.sendEvent({ seq: 0, type: 'event', event, ...(body && { body }) });
  }

  /** A request to the client. Rejects with its sentence, or after `timeout` milliseconds. */
  ask(command: string, args: object, timeout: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.sendRequest(command, args, timeout, (response) => {
        if (response.success) resolve(response.body);
        else reject(new RequestError('wrong-time', response.message ?? `The editor refused ${command}.`));
      });
    });
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#handlers.closed();
  }

  #receive(framed: Framed): void {
    switch (framed.kind) {
      case 'message':
        this.#message(framed.value);
        return;
      case 'not-json': {
        this.#complain(`a message is not JSON: ${framed.reason}`);
        const seq = /"seq"\s*:\s*(\d{1,15})\b/.exec(framed.text)?.[1];
        const command = /"command"\s*:\s*"(\w{1,60})"/.exec(framed.text)?.[1];
        if (seq && command) this.#refuse(Number(seq), command, 'malformed', 'The message is not JSON.');
        return;
      }
      case 'noise':
        this.#complain(framed.reason);
        return;
      case 'http':
        this.#complain('an HTTP request came to the debug port; the connection is closed');
        this.#close();
        return;
      default:
        framed satisfies never;
    }
  }

  #message(value: unknown): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.#complain('a message that is not an object was ignored');
      return;
    }
    const message = value as Record<string, unknown>;
    if (message['type'] === 'response') {
      // A response with wrong fields finds no pending request, or settles one as a failure.
      if (typeof message['request_seq'] === 'number') this.handleMessage(value as DebugProtocol.Response);
      return;
    }
    if (message['type'] === 'event') return;
    const { seq, command, arguments: args } = message;
    if (typeof seq !== 'number' || !Number.isSafeInteger(seq)) {
      this.#complain('a request without a whole number as seq was ignored');
    } else if (message['type'] !== 'request' || typeof command !== 'string') {
      this.#refuse(seq, String(command), 'malformed', 'A message needs type "request" and a command.');
    } else if (args !== undefined && args !== null && (typeof args !== 'object' || Array.isArray(args))) {
      this.#refuse(seq, command, 'malformed', `The arguments of ${command} must be an object.`);
    } else {
      void this.#answer(seq, command, args ?? {});
    }
  }

  async #answer(seq: number, command: string, args: unknown): Promise<void> {
    let answer: Answer;
    try {
      answer = await this.#handlers.request(command, args);
    } catch (error) {
      if (isDefect(error)) this.#complain(`${command}: ${error instanceof Error ? error.stack : String(error)}`);
      this.#fail(seq, command, error);
      return;
    }
    if (!this.#closed) {
      this.sendResponse({ ...responseTo(seq, command, true), ...(answer.body && { body: answer.body }) });
    }
    answer.afterwards?.();
  }

  #refuse(seq: number, command: string, kind: RequestError['kind'], sentence: string): void {
    this.#complain(sentence);
    this.#fail(seq, command, new RequestError(kind, sentence));
  }

  #fail(seq: number, command: string, error: unknown): void {
    if (this.#closed) return;
    const message = errorMessage(error, !QUIET.has(command));
    this.sendResponse({
      ...responseTo(seq, plainText(command), false),
      message: message.format,
      body: { error: message },
    });
  }

  #complain(line: string): void {
    this.#handlers.complain(plainText(line));
  }
}

function responseTo(seq: number, command: string, success: boolean): DebugProtocol.Response {
  return { seq: 0, type: 'response', request_seq: seq, command, success };
}
