/**
 * When V8's optimizing compilers work for a run of the command line. What they make is a fifteenth faster than the code
 * before it, and making it takes some 100 ms of another processor that the traced program could have: a run gains by that
 * after some hundred thousand stops (in processor time: a tar of 5,000 files 470 ms instead of 590, 500 short processes
 * 600 instead of 850; a million stops 3.9 s without TurboFan, 3.7 with). Must not know what the stops are.
 */
import { setFlagsFromString } from 'node:v8';

/** In turns of the event loop, of some 500 stops each: what is off meanwhile. Most runs that ask for no flag at all are
 *  over before the first. */
const STAGES = [
  { from: 1, until: 6, flag: 'maglev' },
  { from: 1, until: 600, flag: 'turbofan' },
] as const;

/** Maglev is there, and on, from V8 13 (Node 24). Who has given the engine flags of its own knows why. */
function stages(): readonly (typeof STAGES)[number][] {
  const given = `${process.execArgv.join(' ')} ${process.env['NODE_OPTIONS'] ?? ''}`;
  if (/turbofan|maglev|sparkplug|-opt\b|jitless/.test(given)) return [];
  return STAGES.filter(({ flag }) => flag !== 'maglev' || Number.parseInt(process.versions.v8, 10) >= 13);
}

export interface Tiering {
  /** Another some hundred stops were handled. */
  turn(): void;
  /** As it was: compiled code is kept for processes with the same flags only. */
  end(): void;
}

export function createTiering(): Tiering {
  const list = stages();
  let turns = 0;
  const off = new Set<string>();
  const on = (flag: string): void => {
    if (off.delete(flag)) setFlagsFromString(`--${flag}`);
  };
  return {
    turn() {
      turns++;
      for (const { from, until, flag } of list) {
        if (turns === until) on(flag);
        if (turns !== from) continue;
        setFlagsFromString(`--no-${flag}`);
        off.add(flag);
      }
    },
    end: () => [...off].forEach(on),
  };
}
