/**
 * The `tamper` attribute and the rules of 'trapline/setTamperRules' as typed data. Only shapes are read here; what a
 * rule means, and whether it can be used, is adapter/tamper's.
 */
import type { TamperRule } from '../protocol/trapline.ts';
import {
  type Fields,
  fieldsOf,
  optionalBoolean,
  optionalList,
  optionalString,
  optionalStrings,
  own,
  requiredString,
  wrong,
} from './fields.ts';
import { Problem } from './problem.ts';

const NAMES = [
  'catch', 'condition', 'when', 'perProcess', 'perThread', 'perSyscall', 'fail', 'return', 'skip', 'set', 'signal', 'delayEntry',
  'delayExit', 'poke', 'log', 'enabled', 'strace',
]; // biome-ignore format: a list

/** Enough for every way a call can fail; more is a client gone wild. */
const MOST = 1000;

/** Throws a Problem that names the rule and the attribute. */
export function readTamperRules(fields: Fields, name: string): readonly TamperRule[] {
  const list = optionalList(fields, name) ?? [];
  if (list.length > MOST) throw new Problem('bad-argument', `"${name}" has more than ${MOST} rules.`);
  return list.map((item, index) => readRule(item, `${name}[${index}]`));
}

function readRule(item: Fields, where: string): TamperRule {
  const strange = Object.keys(item).find((key) => !NAMES.includes(key));
  if (strange !== undefined) {
    throw new Problem(
      'bad-argument',
      `"${where}" has ${JSON.stringify(strange)}, which is none of ${NAMES.join(', ')}.`,
    );
  }
  try {
    return rule(item);
  } catch (error) {
    if (error instanceof Problem) throw new Problem(error.kind, error.message.replace(/^"/, `"${where}.`));
    throw error;
  }
}

function rule(item: Fields): TamperRule {
  const texts = ['condition', 'when', 'log'] as const;
  const values = ['fail', 'return', 'signal', 'delayEntry', 'delayExit'] as const;
  const flags = ['perProcess', 'perThread', 'perSyscall', 'skip', 'enabled'] as const;
  const read: Record<string, unknown> = { catch: requiredString(item, 'catch', 'name system calls, such as "openat"') };
  for (const name of texts) read[name] = optionalString(item, name);
  for (const name of values) read[name] = textOrNumber(item, name);
  for (const name of flags) read[name] = optionalBoolean(item, name);
  read['set'] = record(own(item, 'set'), 'set', isTextOrNumber, 'a text or a number');
  const poke = own(item, 'poke');
  if (poke !== undefined) {
    const parts = fieldsOf(poke, 'poke');
    const isText = (value: unknown): value is string => typeof value === 'string';
    const entry = record(own(parts, 'entry'), 'poke.entry', isText, 'bytes in hexadecimal');
    const exit = record(own(parts, 'exit'), 'poke.exit', isText, 'bytes in hexadecimal');
    read['poke'] = { ...(entry && { entry }), ...(exit && { exit }) };
  }
  const strace = own(item, 'strace');
  if (strace !== undefined) {
    const parts = fieldsOf(strace, 'strace');
    const trace = optionalString(parts, 'trace');
    const paths = optionalStrings(parts, 'paths');
    read['strace'] = { ...(trace !== undefined && { trace }), ...(paths && { paths }) };
  }
  for (const name of Object.keys(read)) if (read[name] === undefined) delete read[name];
  return read as unknown as TamperRule;
}

const isTextOrNumber = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

function textOrNumber(item: Fields, name: string): string | number | undefined {
  const value = own(item, name);
  if (value === undefined || isTextOrNumber(value)) return value;
  throw wrong(name, 'a text or a number', value);
}

function record<Value>(
  value: unknown,
  name: string,
  fits: (value: unknown) => value is Value,
  expected: string,
): Readonly<Record<string, Value>> | undefined {
  if (value === undefined) return undefined;
  const result: Record<string, Value> = Object.create(null) as Record<string, Value>;
  for (const [key, part] of Object.entries(fieldsOf(value, name))) {
    if (!fits(part)) throw wrong(`${name}.${key}`, expected, part);
    result[key] = part;
  }
  return { ...result };
}
