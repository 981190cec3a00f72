import { expect, test } from 'vitest';
import { createValidator } from './support/schema.ts';

const validate = createValidator();
const event = { seq: 1, type: 'event' };

test.each([
  ['a missing field', { ...event, event: 'stopped', body: { threadId: 1 } }],
  ['a wrong type', { ...event, event: 'stopped', body: { reason: 'step', threadId: '1' } }],
  ['a field that DAP does not have', { ...event, event: 'stopped', body: { reason: 'step', thread: 1 } }],
  ['our own event with a missing field', { ...event, event: 'trapline/stops', body: { rows: [] } }],
  ['a response without its body', { seq: 1, type: 'response', request_seq: 1, success: true, command: 'threads' }],
])('%s is seen', (_what, message) => {
  expect(validate(message)).toMatch(/must/);
});

test('valid messages pass', () => {
  expect(validate({ ...event, event: 'stopped', body: { reason: 'step', threadId: 1 } })).toBeUndefined();
  expect(validate({ ...event, event: 'trapline/stops', body: { rows: [], dropped: 0 } })).toBeUndefined();
});
