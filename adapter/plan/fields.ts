/**
 * Typed reading of a request's arguments: each field is of its type, absent, or one clear sentence. Unknown fields are
 * the client's own business and are never looked at. Must not know which request it reads.
 */
import { Problem } from './problem.ts';

/** An object from the client, its fields still unknown. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object with fields; `what` names it in the sentence. */
export function fieldsOf(value: unknown, what: string): Fields {
  if (!isFields(value)) throw wrong(what, 'an object', value);
  return value;
}

/** An object and no list: what fields can be read from. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text without NUL, or undefined. Throws a Problem for anything else. */
export function optionalString(fields: Fields, name: string): string | undefined {
  const value = own(fields, name);
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw wrong(name, 'a string', value);
  if (value.includes('\0'))
    throw new Problem('bad-argument', `"${name}" contains a NUL character, which no path or argument can.`);
  return value;
}

/** A text that is not empty. Throws a Problem; `example` says there what is wanted. */
export function requiredString(fields: Fields, name: string, example: string): string {
  const value = optionalString(fields, name);
  if (value === undefined || value === '') throw new Problem('bad-argument', `"${name}" is missing: ${example}.`);
  return value;
}

/** True, false or undefined. Throws a Problem for anything else. */
export function optionalBoolean(fields: Fields, name: string): boolean | undefined {
  const value = own(fields, name);
  if (value === undefined || typeof value === 'boolean') return value;
  throw wrong(name, 'true or false', value);
}

/** A whole number of at least `least`. */
export function optionalInteger(fields: Fields, name: string, least = 0): number | undefined {
  const value = own(fields, name);
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
    throw wrong(name, `a whole number of at least ${least}`, value);
  }
  return value;
}

/** A whole number of at least `least`. Throws a Problem. */
export function requiredInteger(fields: Fields, name: string, least = 0): number {
  const value = optionalInteger(fields, name, least);
  if (value === undefined) throw new Problem('bad-argument', `"${name}" is missing: it must be a whole number.`);
  return value;
}

/** A list of texts without NUL, or undefined. Throws a Problem that names the element which is none. */
export function optionalStrings(fields: Fields, name: string): readonly string[] | undefined {
  const value = own(fields, name);
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw wrong(name, 'a list of strings', value);
  return value.map((item: unknown, index) => {
    if (typeof item !== 'string') throw wrong(`${name}[${index}]`, 'a string', item);
    if (item.includes('\0')) throw new Problem('bad-argument', `"${name}[${index}]" contains a NUL character.`);
    return item;
  });
}

/** A list of objects; absent is undefined. */
export function optionalList(fields: Fields, name: string): readonly Fields[] | undefined {
  const value = own(fields, name);
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw wrong(name, 'a list', value);
  return value.map((item: unknown, index) => fieldsOf(item, `${name}[${index}]`));
}

/** One of `words`; absent is undefined. */
export function optionalWord<Word extends string>(
  fields: Fields,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const value = own(fields, name);
  if (value === undefined) return undefined;
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw wrong(name, `one of ${words.map((each) => `"${each}"`).join(', ')}`, value);
  return word;
}

/** An own field of the object; null counts as absent, as editors send it for cleared settings. */
export function own(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? (fields[name] ?? undefined) : undefined;
}

/** The sentence for a value of the wrong type. */
export function wrong(name: string, expected: string, value: unknown): Problem {
  return new Problem('bad-argument', `"${name}" must be ${expected}, not ${shown(value)}.`);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
