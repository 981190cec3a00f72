/**
 * The commands of the debug console that change a stopped call, as texts to plain data. Values stay texts: what they
 * mean depends on the call. Must not know of tracees, the engine or DAP.
 */

export type Command =
  /** Nothing runs; the program gets the value (0 when none is given). */
  | { readonly kind: 'skip' | 'return' | 'fail'; readonly value: string }
  | { readonly kind: 'retry' }
  | { readonly kind: 'set'; readonly target: string; readonly value: string }
  | { readonly kind: 'signal'; readonly value: string }
  | { readonly kind: 'delay'; readonly value: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly string[] }
  | { readonly kind: 'help' };

/** How each command is written, and what it does in a few words. */
export const COMMANDS: Readonly<Record<Command['kind'], readonly [usage: string, meaning: string]>> = {
  skip: ['skip [VALUE|ERRNO]', 'the call is not made; the program gets 0, the value or the error'],
  return: ['return VALUE', 'the call is not made (at its exit: was made) and the program gets the value'],
  fail: ['fail ERRNO', 'the same with an error: fail ENOENT'],
  retry: ['retry', 'at the exit: run the same call again, from its entry'],
  set: ['set ARG = VALUE', 'an argument or a part of it (addr.sin_port), syscall, result, a register as $rax'],
  signal: ['signal NAME|0', 'deliver another signal, or at a system call one more; 0 drops the one at hand'],
  delay: ['delay TIME', 'this thread goes on so much later: delay 100ms'],
  call: ['call NAME(ARGS)', 'an extra system call in the program, everything put back: call getpid()'],
  help: ['help', 'this list'],
};

/** A command that is not written as it must be; the message is one sentence. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** The command, or undefined when the text does not begin with one (it is an expression then). */
export function parseCommand(text: string): Command | undefined {
  const match = /^\s*([a-z]+)(?:\s+(.*))?$/s.exec(text);
  const word = match?.[1] ?? '';
  const rest = (match?.[2] ?? '').trim();
  switch (word) {
    case 'skip':
      return { kind: 'skip', value: rest };
    case 'return':
    case 'fail':
    case 'signal':
    case 'delay':
      // `signal` alone is a name of the expression language at a signal's stop.
      if (rest === '' && word === 'signal') return undefined;
      if (rest === '') throw usage(word);
      return { kind: word, value: rest };
    case 'retry':
    case 'help':
      if (rest !== '') throw usage(word);
      return { kind: word };
    case 'set':
      return parseSet(rest);
    case 'call':
      return parseCall(rest);
    default:
      return undefined;
  }
}

/** The sentence for a text that is no command. */
export function notACommand(text: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return `${JSON.stringify(shown)} is none of the commands ${Object.keys(COMMANDS).join(', ')}.`;
}

function parseSet(rest: string): Command {
  const match = /^(\$?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[\d+\])*)\s*=(?![=~])\s*(.+)$/s.exec(rest);
  if (!match) throw usage('set');
  return { kind: 'set', target: match[1] ?? '', value: (match[2] ?? '').trim() };
}

function parseCall(rest: string): Command {
  const match = /^(\w+)\s*\((.*)\)$/s.exec(rest);
  if (!match) throw usage('call');
  const args = splitArguments(match[2] ?? '');
  if (args.length > 6 || args.some((argument) => argument === '')) {
    throw new CommandError('A system call takes at most six arguments, separated by commas: call close(3).');
  }
  return { kind: 'call', name: match[1] ?? '', args };
}

/** Splits at commas outside of quotes and parentheses. */
function splitArguments(text: string): string[] {
  if (text.trim() === '') return [];
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

function usage(word: keyof typeof COMMANDS): CommandError {
  const [written, meaning] = COMMANDS[word];
  return new CommandError(`Write ${written}: ${meaning}.`);
}
