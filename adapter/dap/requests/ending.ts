/**
 * terminate, disconnect and restart: what becomes of the program. Launched ones end, attached ones go on, unless the
 * client says otherwise. Must not know how the engine kills or detaches.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { type Fields, fieldsOf, optionalBoolean, own } from '../../plan/fields.ts';
import type { RequestTable, SessionContext } from '../context.ts';
import { RequestError } from '../errors.ts';
import { attach, launch, release } from './start.ts';

export const endingCapabilities: DebugProtocol.Capabilities = {
  supportsTerminateRequest: true,
  supportTerminateDebuggee: true,
  supportsRestartRequest: true,
};

export const endingRequests: RequestTable = {
  async terminate(session) {
    const debuggee = session.debuggee;
    if (!debuggee) throw new RequestError('wrong-time', 'Nothing is being debugged.');
    if (session.terminating) {
      await session.engine().kill();
      return {};
    }
    session.terminating = true;
    return { afterwards: () => void askToEnd(session, debuggee.pid) };
  },
  async disconnect(session, args) {
    const asked = optionalBoolean(args, 'terminateDebuggee');
    const kill = asked ?? session.request !== 'attach';
    await session.end(kill ? 'kill' : 'detach');
    return { afterwards: () => session.finish() };
  },
  async restart(session, args) {
    const debuggee = session.debuggee;
    if (!debuggee) throw new RequestError('wrong-time', 'Nothing is being debugged.');
    const given = own(args, 'arguments');
    const fields = given === undefined ? debuggee.arguments : fieldsOf(given, 'arguments');
    await restart(session, debuggee.request, fields);
    return { afterwards: () => void release(session) };
  },
};

/** As a service manager asks: SIGTERM, and nothing that keeps the program from hearing it. */
async function askToEnd(session: SessionContext, pid: number): Promise<void> {
  try {
    const engine = session.engine();
    session.breakpoints.muted = true;
    await session.breakpoints.resend(engine);
    sendSignal(pid, 'SIGTERM');
    sendSignal(pid, 'SIGCONT');
    for (const tid of session.stops.stoppedThreads()) {
      await engine.resume(tid, 'continue');
    }
  } catch (error) {
    session.complain(`terminate: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, which is what was wanted.
  }
}

/** Another engine for another run: what the old one still announces can't be mistaken for the new one's. */
async function restart(session: SessionContext, request: 'launch' | 'attach', fields: Fields): Promise<void> {
  const engine = await session.replaceEngine(request === 'launch' ? 'kill' : 'detach');
  session.debuggee = undefined;
  session.running = false;
  session.terminating = false;
  session.breakpoints.muted = false;
  await session.breakpoints.resend(engine);
  try {
    if (request === 'launch') await launch(session, fields);
    else await attach(session, fields);
  } catch (error) {
    session.event('terminated');
    throw error;
  }
}
