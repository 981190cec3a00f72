/**
 * console integratedTerminal and externalTerminal: asks the editor for a terminal that runs the gate, and hands the
 * waiting shell to the engine. Must not know how the gate works.
 */
import { type Engine, type LaunchPlan, UserError } from '../engine/api.ts';
import { Problem } from '../plan/problem.ts';
import { createGate } from '../plan/terminalGate.ts';
import type { SessionContext } from './context.ts';

/** A client that never answers is a failure of the launch, not a hang; its terminal may need a while. */
const PATIENCE = 30_000;

const OTHERWISE = {
  integrated: 'Use "console": "internalConsole".',
  external:
    'Use "console": "integratedTerminal", or name a terminal program in the setting "terminal.external.linuxExec".',
} as const;

/** Starts the program in a terminal, stopped at its first instruction. Rejects with a Problem, everything removed. */
export async function launchInTerminal(
  session: SessionContext,
  engine: Engine,
  plan: LaunchPlan,
  variables: ReadonlyMap<string, string | null>,
  kind: 'integrated' | 'external',
): Promise<{ pid: number }> {
  if (!session.client?.runInTerminal) {
    throw new Problem('terminal', 'This editor opens no terminals for debuggers. Use "console": "internalConsole".');
  }
  const gate = await createGate();
  try {
    const opened = gate.opened();
    // Both failures are handled below, whichever comes first.
    opened.catch(() => undefined);
    const args = {
      kind,
      title: plan.argv[0] ?? plan.program,
      cwd: plan.cwd,
      args: [...gate.command, plan.program, ...plan.argv.slice(1)],
      ...(variables.size > 0 && { env: Object.fromEntries(variables) }),
    };
    const asked = session.ask('runInTerminal', args, PATIENCE).catch((error: unknown) => {
      throw new Problem(
        'terminal',
        `The editor opened no terminal (${error instanceof Error ? error.message : String(error)}). ${OTHERWISE[kind]}`,
      );
    });
    const left = new Promise<never>((_resolve, reject) => {
      const leave = () => reject(new Problem('terminal', 'The session ended before the terminal was there.'));
      session.leaving.addEventListener('abort', leave, { once: true });
      if (session.leaving.aborted) leave();
    });
    const pid = await Promise.race([asked.then(() => opened), opened, left]);

    const seized = engine.launchGate({ ...plan, stdio: 'inherit', newProcessGroup: false, pid, fifo: gate.fifo });
    return await seized.catch((error: unknown) => {
      // What a terminal starts is not our child, which Yama may mind.
      if (!(error instanceof UserError)) throw error;
      throw new Problem(
        'terminal',
        `${error.message} In the internal console ("console": "internalConsole") it may work.`,
      );
    });
  } finally {
    gate.remove();
  }
}
