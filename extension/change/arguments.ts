/**
 * The arguments of a stopped call as the user may write them again, and the text of an extra call. Must not know of
 * VS Code.
 */
import type { StopDetail, StopRow } from '../../adapter/protocol/trapline.ts';
import type { CatalogIndex } from '../catalog/catalogIndex.ts';

export interface ArgumentValue {
  readonly name: string;
  /** As decoded. */
  readonly shown: string;
  /** As it can be written in a command; empty where that is not possible (structures, addresses of them). */
  readonly value: string;
}

/** The arguments with their values, then what else can be set at this stop. */
export function argumentValues(
  stop: StopRow | undefined,
  detail: StopDetail | undefined,
  catalog: CatalogIndex,
): ArgumentValue[] {
  const names = catalog.entry(stop?.syscall ?? '')?.args ?? [];
  const decoded = detail?.arguments ?? names.map((name) => ({ name, text: '' }));
  const values = decoded.map(({ name, text }) => ({ name, shown: text, value: writable(text) }));
  if (stop?.phase === 'exit') {
    const shown = detail?.result?.text ?? '';
    return [{ name: 'result', shown, value: /^-?\w+/.exec(shown)?.[0] ?? '' }, ...values];
  }
  return [...values, { name: 'syscall', shown: 'make it another call', value: stop?.syscall ?? '' }];
}

/** Numbers, names joined by `|`, whole strings: without what strace's notation adds (`3</etc/hosts>`, `"abc"...`). */
function writable(text: string): string {
  const bare = text.replace(/^(\w+)<.*>$/s, '$1');
  return /^(-?\w+(\|\w+)*|"([^"\\]|\\.)*")$/s.test(bare) ? bare : '';
}

/** `close(fd)` with the part that is to be written over. */
export function callTemplate(name: string, catalog: CatalogIndex) {
  const args = catalog.entry(name)?.args.join(', ') ?? '';
  const start = name.length + 1;
  const selection: readonly [number, number] = [start, start + args.length];
  return { text: `${name}(${args})`, selection };
}
