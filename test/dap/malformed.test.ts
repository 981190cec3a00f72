import { afterEach, expect, test } from 'vitest';
import { type FakeSession, fakeSession, INITIALIZE } from './support/fakeEngine.ts';

let session: FakeSession;

/** After whatever came before, the session must still answer. */
async function stillAnswers(): Promise<void> {
  await session.client.request('initialize', INITIALIZE);
}

afterEach(() => session.client.assertValid());

test.each([
  ['no JSON', 'Content-Length: 5\r\n\r\n{"a":'],
  ['a header without length', 'Content-Type: text\r\n\r\n'],
  ['a length that is no number', 'Content-Length: x\r\n\r\n'],
  ['a negative length', 'Content-Length: -5\r\n\r\n'],
  ['a length beyond all bounds', 'Content-Length: 99999999999\r\n\r\n'],
  ['a length beyond 2^53', `Content-Length: ${'9'.repeat(40)}\r\n\r\n`],
  ['a length that is too short', 'Content-Length: 3\r\n\r\n{"seq":1,"type":"request","command":"threads"}'],
  ['bytes without meaning', '\0\x01\xff\r\n\r\n\r\n\r\nrubbish'],
  ['much rubbish', 'x'.repeat(200_000)],
  ['an empty message', 'Content-Length: 0\r\n\r\n'],
  ['a number', 'Content-Length: 2\r\n\r\n42'],
  ['null', 'Content-Length: 4\r\n\r\nnull'],
  ['a list', 'Content-Length: 2\r\n\r\n[]'],
  ['deep nesting', `Content-Length: 200000\r\n\r\n${'['.repeat(200_000)}`],
])('%s is skipped with one line, and the next request is answered', async (_what, bytes) => {
  session = fakeSession();
  session.client.bytes(Buffer.from(bytes, 'latin1'));
  await stillAnswers();
  expect(session.complaints.length).toBeGreaterThan(0);
  expect(session.complaints.every((line) => !line.includes('\n') && line.length < 500)).toBe(true);
});

test('a length that is too long swallows nothing once more bytes come', async () => {
  session = fakeSession();
  const text = JSON.stringify({ seq: 50, type: 'request', command: 'initialize', arguments: INITIALIZE });
  session.client.bytes(`Content-Length: 60\r\n\r\n{"seq":1}`);
  session.client.raw(text);
  await session.client.response(50);
});

test('messages may come byte by byte, and many at once', async () => {
  session = fakeSession();
  const framed = (seq: number, command: string, args: object) => {
    const text = JSON.stringify({ seq, type: 'request', command, arguments: args });
    return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
  };
  for (const byte of Buffer.from(framed(71, 'initialize', { ...INITIALIZE, clientName: 'Zürich' }))) {
    session.client.bytes(Buffer.from([byte]));
  }
  session.client.bytes(framed(72, 'threads', {}) + framed(73, 'threads', {}));
  await Promise.all([71, 72, 73].map((seq) => session.client.response(seq)));
});

test.each([
  ['broken JSON that names its request', '{"seq":9,"type":"request","command":"threads",}', 1001],
  ['an unknown command', '{"seq":9,"type":"request","command":"fly"}', 1002],
  ['a command of the prototype', '{"seq":9,"type":"request","command":"constructor"}', 1002],
  ['no command', '{"seq":9,"type":"request"}', 1001],
  ['a command that is no string', '{"seq":9,"type":"request","command":{"a":1}}', 1001],
  ['a type DAP does not have', '{"seq":9,"type":"question","command":"threads"}', 1001],
  ['arguments as a string', '{"seq":9,"type":"request","command":"threads","arguments":"x"}', 1001],
  ['arguments as a list', '{"seq":9,"type":"request","command":"variables","arguments":[1]}', 1001],
])('%s gets an error response', async (_what, text, id) => {
  session = fakeSession();
  session.client.raw(text);
  await expect(session.client.response(9)).rejects.toMatchObject({ id });
  await stillAnswers();
});

test.each([
  ['stackTrace', {}, '"threadId" is missing'],
  ['stackTrace', { threadId: 'one' }, '"threadId" must be a whole number'],
  ['stackTrace', { threadId: 1.5 }, '"threadId" must be a whole number'],
  ['stackTrace', { threadId: 99 }, 'Thread 99 is not stopped'],
  ['scopes', { frameId: 99 }, 'before its thread ran on'],
  ['variables', { variablesReference: -1 }, '"variablesReference" must be'],
  ['variables', { variablesReference: 12345 }, 'before its thread ran on'],
  ['evaluate', { context: 'repl' }, '"expression" is missing'],
  ['evaluate', { expression: 7 }, '"expression" must be a string, not 7'],
  ['continue', {}, '"threadId" is missing'],
  ['setFunctionBreakpoints', { breakpoints: 'openat' }, '"breakpoints" must be a list'],
  ['setFunctionBreakpoints', { breakpoints: ['openat'] }, '"breakpoints[0]" must be an object'],
  ['setFunctionBreakpoints', { breakpoints: [{ name: 3 }] }, '"name" must be a string'],
  ['setExceptionBreakpoints', { filters: [1] }, '"filters[0]" must be a string'],
  ['trapline/stopDetail', {}, '"id" is missing'],
  ['trapline/continueGroup', { pid: -1 }, '"pid" must be'],
  ['restart', {}, 'Nothing is being debugged'],
  ['terminate', {}, 'Nothing is being debugged'],
  ['disconnect', { terminateDebuggee: 'yes' }, '"terminateDebuggee" must be true or false'],
])('%s with %o is one sentence', async (command, args, sentence) => {
  session = fakeSession();
  await stillAnswers();
  await expect(session.client.request(command, args)).rejects.toThrow(sentence);
  await session.client.request('threads');
});

test('responses nobody asked for, events and requests without seq are ignored', async () => {
  session = fakeSession();
  for (const text of [
    '{"seq":1,"type":"response","request_seq":400,"success":true,"command":"x"}',
    '{"seq":1,"type":"response"}',
    '{"seq":1,"type":"event","event":"stopped"}',
    '{"type":"request","command":"threads"}',
    '{"seq":"1","type":"request","command":"threads"}',
  ]) {
    session.client.raw(text);
  }
  await stillAnswers();
  expect(session.client.messages.filter(({ type }) => type === 'response')).toHaveLength(1);
});

test('a web page that posts to the port is not obeyed, and its connection ends', async () => {
  session = fakeSession();
  const body = JSON.stringify({ seq: 1, type: 'request', command: 'initialize', arguments: INITIALIZE });
  session.client.bytes(
    `POST /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  await session.over;
  expect(session.client.messages).toEqual([]);
});

test('an error sentence carries no control characters and no link', async () => {
  session = fakeSession();
  await stillAnswers();
  const program = '/no/[click](command:x)\u001b[31m\n\u202e';
  await expect(session.client.request('launch', { program })).rejects.toMatchObject({
    message: expect.stringContaining('/no/[click] (command:x)?[31m ?'),
  });
});
