/**
 * Collecting garbage now: between two sessions of a thread that never returns to its event loop while it works, so that V8
 * finds no idle time and lets the heap grow to its limit. Must not know what is collected.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let gc: (() => void) | undefined;

/** A full collection, some 20 ms. */
export function collectGarbage(): void {
  if (!gc) {
    setFlagsFromString('--expose-gc');
    gc = runInNewContext('gc') as () => void;
    // Code that was compiled under other flags is not taken by the next process (compiledCode.ts).
    setFlagsFromString('--no-expose-gc');
  }
  gc();
}
