/**
 * When V8's second optimizing compiler works for a run of the command line. It takes long, on another processor that the
 * traced program could have, and what it makes early is often made again. Where it waits for 30,000 stops, a tar of 5,000
 * files takes this thread 322 ms instead of 348 and the compilers 86 instead of 175; 100 short processes 138 instead of 150
 * and 56 instead of 80. Must not know what the stops are.
 */
import { setFlagsFromString } from 'node:v8';

/** In turns of the event loop, of some 500 stops each. Before the first one few functions are asked for, and most runs of
 *  small programs are over. */
const OFF_AT = 1;
const ON_AT = 60;

export interface Tiering {
  /** Another some hundred stops were handled. */
  turn(): void;
  /** As it was: compiled code is kept for processes with the same flags only. */
  end(): void;
}

/** For one run; where the user has given flags of the compiler's, it stays as they say. */
export function createTiering(): Tiering {
  let turns = 0;
  let off = false;
  const end = (): void => {
    if (off) setFlagsFromString('--turbofan');
    off = false;
  };
  // Who has given the engine flags of its own knows why.
  const given = `${process.execArgv.join(' ')} ${process.env['NODE_OPTIONS'] ?? ''}`;
  if (/turbofan|-opt\b|jitless/.test(given)) return { turn: () => {}, end };
  return {
    turn() {
      turns++;
      if (turns === ON_AT) end();
      if (turns !== OFF_AT) return;
      off = true;
      setFlagsFromString('--no-turbofan');
    },
    end,
  };
}
