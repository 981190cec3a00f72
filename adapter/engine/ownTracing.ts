/**
 * A program that uses ptrace itself (a debugger under the debugger, or one that asks whether it is traced). The kernel
 * allows one tracer a thread, so it answers EPERM (ptrace(2)); the program gets that answer, and the user is told why.
 */
import { archOf } from '../../native/abi/arch.ts';
import { syscallName } from '../../native/abi/numbers/index.ts';
import { argumentsAtExit } from './calls.ts';
import type { Session } from './session.ts';
import type { View } from './view.ts';

const REQUESTS: Readonly<Record<number, string>> = { 0: 'PTRACE_TRACEME', 16: 'PTRACE_ATTACH', 16902: 'PTRACE_SEIZE' };
/** Lines of one session: a program may ask again and again. */
const MOST_LINES = 20;

/** At the exit-stop of a call that failed with EPERM. A log alone has the call, and says no more than strace does. */
export function explainRefusal(session: Session, view: View): void {
  if (session.unattended) return;
  const { tgid, auditArch, nr } = view.tracee;
  if (syscallName(archOf(auditArch, nr), nr) !== 'ptrace' || session.refusals.size >= MOST_LINES) return;
  const [request, target] = argumentsAtExit(view.tracee).map((value) => Number(BigInt.asIntN(32, value)));
  const name = REQUESTS[request ?? -1];
  if (!name) return;
  const self = name === 'PTRACE_TRACEME';
  if (!self && !session.views.has(target ?? 0)) return;
  const [call, who] = self ? [`ptrace(${name})`, 'it'] : [`ptrace(${name}, ${target})`, String(target)];
  const text = `${tgid} called ${call}: ${who} is traced by Trapline already, so it got EPERM.\n`;
  if (session.refusals.has(text)) return;
  session.refusals.add(text);
  session.emit({ type: 'output', category: 'console', text });
}
