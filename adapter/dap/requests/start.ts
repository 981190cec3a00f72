/**
 * launch, attach and configurationDone: the way from a configuration to a program that is traced. What can be refused
 * is refused before anything runs. Must not know ptrace.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Engine, LaunchPlan } from '../../engine/api.ts';
import { type Console, readAttachArguments, readLaunchArguments } from '../../plan/arguments.ts';
import type { Fields } from '../../plan/fields.ts';
import { prepareAttach, prepareLaunch } from '../../plan/launchPlan.ts';
import { Problem } from '../../plan/problem.ts';
import type { TamperRule } from '../../protocol/trapline.ts';
import { readBreakpoint } from '../breakpointName.ts';
import type { RequestTable, SessionContext } from '../context.ts';
import { RequestError } from '../errors.ts';
import { launchInTerminal } from '../terminal.ts';

export const startCapabilities: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
};

export const startRequests: RequestTable = {
  async launch(session, args) {
    await begin(session, 'launch', () => launch(session, args));
    return { afterwards: () => void release(session) };
  },
  async attach(session, args) {
    await begin(session, 'attach', () => attach(session, args));
    return { afterwards: () => void release(session) };
  },
  configurationDone(session) {
    if (!session.client) throw new RequestError('wrong-time', 'Send initialize first.');
    session.configured = true;
    return { afterwards: () => void release(session) };
  },
};

/** Only one program a session, and none while another is being started. */
async function begin(session: SessionContext, request: 'launch' | 'attach', start: () => Promise<void>): Promise<void> {
  if (!session.client) throw new RequestError('wrong-time', 'Send initialize first.');
  if (session.debuggee || session.starting)
    throw new RequestError('wrong-time', 'This session has its program already. Start another session.');
  session.request = request;
  session.starting = start();
  try {
    await session.starting;
  } finally {
    session.starting = undefined;
  }
}

/** Starts the program stopped at its first instruction. Leaves nothing behind when it fails. */
export async function launch(session: SessionContext, fields: Fields): Promise<void> {
  const args = readLaunchArguments(fields);
  const { plan, variables } = prepareLaunch(args, process.env);
  const engine = session.engine();
  if (session.breakpoints.muted !== args.noDebug) {
    session.breakpoints.muted = args.noDebug;
    await session.breakpoints.resend(engine);
  }
  await setCatch(session, engine, args.noDebug ? [] : args.catch);
  await setTamper(session, engine, args.noDebug ? [] : args.tamper);
  const { pid } = await launchIn(args.console, session, engine, plan, variables);
  session.debuggee = { request: 'launch', arguments: fields, pid };
}

function launchIn(
  where: Console,
  session: SessionContext,
  engine: Engine,
  plan: LaunchPlan,
  variables: ReadonlyMap<string, string | null>,
): Promise<{ pid: number }> {
  switch (where) {
    case 'internalConsole':
      return engine.launch(plan);
    case 'integratedTerminal':
    case 'externalTerminal':
      return launchInTerminal(
        session,
        engine,
        plan,
        variables,
        where === 'externalTerminal' ? 'external' : 'integrated',
      );
    default:
      return where satisfies never;
  }
}

/** Attaches; the process runs on. */
export async function attach(session: SessionContext, fields: Fields): Promise<void> {
  const args = readAttachArguments(fields);
  const plan = prepareAttach(args);
  const engine = session.engine();
  await setCatch(session, engine, args.catch);
  await setTamper(session, engine, args.tamper);
  await engine.attach(plan);
  session.debuggee = { request: 'attach', arguments: fields, pid: plan.pid };
}

async function setCatch(session: SessionContext, engine: Engine, names: readonly string[]): Promise<void> {
  const answers = await session.breakpoints.setCatch(
    engine,
    names.map((name) => readBreakpoint(name)),
  );
  const at = answers.findIndex((answer) => !answer.verified);
  if (at < 0) return;
  await session.breakpoints.setCatch(engine, []);
  throw new Problem(
    'catch',
    `"catch" has ${JSON.stringify(names[at])}: ${answers[at]?.message ?? 'it is not a breakpoint.'}`,
  );
}

/** A rule that can't be used keeps the program from starting: it would be missed at the tenth hit. */
async function setTamper(
  session: SessionContext,
  engine: Engine,
  rules: readonly TamperRule[] | undefined,
): Promise<void> {
  const states = rules ? await engine.setTamperRules(rules) : [];
  const at = states.findIndex(({ verified }) => !verified);
  if (at < 0) {
    // It may have come before the launch, or be the one of the run before a restart.
    if (session.tamper) await engine.setTamperRules(session.tamper);
    return;
  }
  await engine.setTamperRules([]);
  throw new Problem('tamper', `"tamper[${at}]" can't be used: ${states[at]?.message ?? 'it is not a rule.'}`);
}

/** Lets the launched program go once both its launch and the configuration are done, in either order. */
export async function release(session: SessionContext): Promise<void> {
  if (!session.configured || !session.debuggee || session.running) return;
  session.running = true;
  try {
    await session.engine().start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    session.event('output', { category: 'important', output: `The program could not be let go: ${reason}\n` });
  }
}
