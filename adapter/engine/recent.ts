/**
 * Values that cost memory, one for each key, of which only those that were used last are kept: what has been dropped is
 * made again when it is asked for. Must not know what they are.
 */

export interface Recent<Value> {
  /** The key's value, made when there is none. It lasts until as many others have been asked for. */
  of(key: number): Value;
  forget(key: number): void;
}

/** Values by number, made when first asked for; beyond `most` the one that was not used for longest is dropped. */
export function createRecent<Value>(
  most: number,
  make: (key: number) => Value,
  drop: (value: Value) => void,
): Recent<Value> {
  /** The one that was used last is the last. */
  const values = new Map<number, Value>();
  const forget = (key: number): void => {
    const value = values.get(key);
    if (value === undefined) return;
    values.delete(key);
    drop(value);
  };
  return {
    of(key) {
      const value = values.get(key) ?? make(key);
      values.delete(key);
      values.set(key, value);
      const [oldest] = values.keys();
      if (values.size > most && oldest !== undefined) forget(oldest);
      return value;
    },
    forget,
  };
}
