/**
 * A small DAP client for tests: every message from the adapter is validated against the schema, events are waited for
 * and never slept for, and what was invalid fails the test at the end.
 */
import type { Readable, Writable } from 'node:stream';
import { createValidator, type Validate } from './schema.ts';

export interface DapEvent {
  readonly event: string;
  readonly body: Record<string, unknown>;
}

/** An error response. */
export class DapError extends Error {
  readonly id: number;
  readonly showUser: boolean;

  constructor(message: string, id: number, showUser: boolean) {
    super(message);
    this.id = id;
    this.showUser = showUser;
  }
}

interface Message {
  readonly seq: number;
  readonly type: string;
  readonly event?: string;
  readonly command?: string;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: Record<string, unknown>;
  readonly arguments?: Record<string, unknown>;
}

interface Waiting {
  readonly what: string;
  match(message: Message): boolean;
  resolve(message: Message): void;
  reject(error: Error): void;
}

let validate: Validate | undefined;

/** Longer than anything takes on a loaded machine; only a failing test waits so long. */
const PATIENCE = 15_000;

export class DapClient {
  readonly messages: Message[] = [];
  readonly #violations: string[] = [];
  readonly #waiting = new Set<Waiting>();
  readonly #taken = new Set<Message>();
  readonly #answers = new Map<string, (args: Record<string, unknown>) => object>();
  readonly #toAdapter: Writable;
  #seq = 1;
  #buffer = Buffer.alloc(0);
  #ended = false;

  constructor(fromAdapter: Readable, toAdapter: Writable) {
    validate ??= createValidator();
    this.#toAdapter = toAdapter;
    toAdapter.on('error', () => undefined);
    fromAdapter.on('data', (chunk: Buffer) => this.#read(chunk));
    fromAdapter.on('close', () => {
      this.#ended = true;
      for (const waiting of this.#waiting)
        waiting.reject(new Error(`the adapter is gone, still waiting for ${waiting.what}`));
    });
  }

  /** Answers a reverse request of the adapter. */
  onRequest(command: string, answer: (args: Record<string, unknown>) => object): void {
    this.#answers.set(command, answer);
  }

  /** Sends a request; its body, or a DapError. */
  async request<Body = Record<string, unknown>>(command: string, args?: object): Promise<Body> {
    const seq = this.#seq++;
    this.raw(JSON.stringify({ seq, type: 'request', command, ...(args && { arguments: args }) }));
    return (await this.response(seq)) as Body;
  }

  /** The response to a request by its seq, however that was sent. */
  async response(seq: number): Promise<Record<string, unknown>> {
    const response = await this.#wait(
      `the response to ${seq}`,
      (message) => message.type === 'response' && message.request_seq === seq,
    );
    if (response.success) return response.body ?? {};
    const error = response.body?.['error'] as { id: number; showUser?: boolean; format: string } | undefined;
    throw new DapError(response.message ?? '', error?.id ?? 0, error?.showUser ?? false);
  }

  /** One framed message with this text. */
  raw(text: string): void {
    this.bytes(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  bytes(bytes: string | Buffer): void {
    this.#toAdapter.write(bytes);
  }

  endInput(): void {
    this.#toAdapter.end();
  }

  /** The next event of this name that no earlier call has taken, and that matches. */
  async event(name: string, match: (body: Record<string, unknown>) => boolean = () => true): Promise<DapEvent> {
    const message = await this.#wait(
      `event ${name}`,
      (each) => each.type === 'event' && each.event === name && match(each.body ?? {}),
    );
    return { event: name, body: message.body ?? {} };
  }

  /** The next event of one of these names. */
  async firstOf(names: readonly string[]): Promise<DapEvent> {
    const message = await this.#wait(
      `event ${names.join(' or ')}`,
      (each) => each.type === 'event' && names.includes(each.event ?? ''),
    );
    return { event: message.event ?? '', body: message.body ?? {} };
  }

  /** Events of this name so far. */
  events(name: string): DapEvent[] {
    return this.messages.flatMap((each) => (each.event === name ? [{ event: name, body: each.body ?? {} }] : []));
  }

  /** What the program printed so far. */
  output(category: string): string {
    return this.events('output')
      .filter(({ body }) => body['category'] === category)
      .map(({ body }) => String(body['output']))
      .join('');
  }

  /** Throws when any message was invalid. */
  assertValid(): void {
    if (this.#violations.length > 0) throw new Error(`invalid DAP messages:\n${this.#violations.join('\n')}`);
  }

  #wait(what: string, match: (message: Message) => boolean): Promise<Message> {
    const found = this.messages.find((message) => !this.#taken.has(message) && match(message));
    if (found) {
      this.#taken.add(found);
      return Promise.resolve(found);
    }
    if (this.#ended) return Promise.reject(new Error(`the adapter is gone, waiting for ${what}`));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => waiting.reject(new Error(`no ${what}; last messages:\n${this.#recent()}`)),
        PATIENCE,
      );
      const settle = () => {
        clearTimeout(timer);
        this.#waiting.delete(waiting);
      };
      const waiting: Waiting = {
        what,
        match,
        resolve: (message) => {
          settle();
          resolve(message);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      this.#waiting.add(waiting);
    });
  }

  #recent(): string {
    return this.messages
      .slice(-12)
      .map((message) => JSON.stringify(message).slice(0, 300))
      .join('\n');
  }

  #read(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const header = /^Content-Length: (\d+)$/.exec(this.#buffer.toString('utf8', 0, end));
      if (!header) {
        this.#violations.push(`not DAP on the wire: ${JSON.stringify(this.#buffer.toString('utf8', 0, 200))}`);
        this.#buffer = Buffer.alloc(0);
        return;
      }
      const stop = end + 4 + Number(header[1]);
      if (this.#buffer.length < stop) return;
      const text = this.#buffer.toString('utf8', end + 4, stop);
      this.#buffer = this.#buffer.subarray(stop);
      this.#take(JSON.parse(text) as Message);
    }
  }

  #take(message: Message): void {
    const wrong = validate?.(message);
    if (wrong) this.#violations.push(`${wrong}\n  ${JSON.stringify(message).slice(0, 500)}`);
    if (message.seq !== this.messages.length + 1)
      this.#violations.push(`seq ${message.seq} after ${this.messages.length} messages`);
    this.messages.push(message);
    // Not in the same turn: the protocol library notes a request as pending only after it has written it.
    if (message.type === 'request') setImmediate(() => this.#answer(message));
    for (const waiting of this.#waiting) {
      if (this.#taken.has(message) || !waiting.match(message)) continue;
      this.#taken.add(message);
      waiting.resolve(message);
    }
  }

  #answer(request: Message): void {
    const answer = this.#answers.get(request.command ?? '');
    const reply = { type: 'response', request_seq: request.seq, command: request.command };
    try {
      if (!answer) throw new Error(`${request.command} is not supported`);
      const body = answer(request.arguments ?? {});
      this.raw(JSON.stringify({ seq: this.#seq++, ...reply, success: true, body }));
    } catch (error) {
      this.raw(JSON.stringify({ seq: this.#seq++, ...reply, success: false, message: String(error) }));
    }
  }
}
